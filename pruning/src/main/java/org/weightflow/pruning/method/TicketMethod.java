package org.weightflow.pruning.method;

import java.io.IOException;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Workbench;

/**
 * A way to find tickets: masks, and the weights that the masked networks start from. Each is a record of its settings; the members of
 * a workbench are searched for together.
 */
public sealed interface TicketMethod
        permits IterativeMagnitude,
                OneShotMagnitude,
                LearningRateRewinding,
                FineTuning,
                Reinitialised,
                Shuffled,
                RandomMask,
                ErdosRenyiMask,
                SmartRatios {
    /**
     * Finds tickets of each target that the receiver wants, in the order of the targets.
     *
     * @param bench of this method; see {@link Workbench#of}
     * @throws IllegalArgumentException if a target cannot be reached
     */
    void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException;

    /** Training steps of the search alone, where nothing of it is kept already; training what it finds does not count. */
    long steps(Workbench bench, Targets targets);

    /** The step that tickets are trained on from. */
    long trainsFrom(Workbench bench);
}
