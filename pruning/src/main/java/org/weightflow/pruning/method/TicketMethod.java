package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.List;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;
import org.weightflow.pruning.selection.Selection;

/**
 * A way to find tickets: masks, and the weights that the masked networks start from. Each is a record of its settings; the members of
 * a workbench are searched for together.
 */
public sealed interface TicketMethod
        permits IterativeMagnitude,
                EarlyBird,
                OneShotMagnitude,
                LearningRateRewinding,
                FineTuning,
                Reinitialised,
                Shuffled,
                RandomMask,
                ErdosRenyiMask,
                SmartRatios,
                MagnitudeTickets,
                SnipTickets,
                GraspTickets,
                SynFlowTickets,
                ConcreteTickets,
                RigLTickets,
                SetTickets,
                GradualTickets,
                GatedTickets {
    /**
     * Finds tickets of each target that the receiver wants, in the order of the targets.
     *
     * @param bench of this method; see {@link Workbench#of}
     * @throws IllegalArgumentException if a target cannot be reached
     */
    void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException;

    /**
     * Training steps of the search alone, where nothing of it is kept already; training what it finds does not count.
     *
     * @throws IllegalArgumentException if the run or its examples do not suffice for the search
     */
    long steps(Workbench bench, Targets targets);

    /**
     * Whether the search shares kept values out among layers as the {@link Scope} of its bench says; if not, in a way of its own.
     *
     * @param byLevels whether its targets are levels of iterative pruning, not densities
     */
    default boolean readsShares(boolean byLevels) {
        return true;
    }

    /** The levels that a search on this bench went through before its sparsest target; none for methods that have no levels. */
    default List<SearchLevel> history(Workbench bench, Targets targets) throws IOException {
        return List.of();
    }

    /** The step that tickets are trained on from. */
    long trainsFrom(Workbench bench);

    /**
     * Whether tickets start from weights that are known without a search, such as W_0 or W_k, and that it leaves as they are; else the
     * weights are a part of what it finds.
     */
    default boolean startsUntrained(Workbench bench) {
        return trainsFrom(bench) < bench.lastStep() || bench.rewindStep() == bench.lastStep();
    }

    /**
     * What tickets start from where their weights are those of {@code weights}: as they are, unless the method scales them.
     *
     * @param weights one a member, as they were drawn or trained dense
     */
    default List<StateDict> startingFrom(List<StateDict> weights, Selection selection) {
        return weights;
    }

    /**
     * The weights that tickets start from, without a search.
     *
     * @throws IllegalStateException if they are a part of what a search finds; see {@link #startsUntrained}
     */
    default List<StateDict> startingWeights(Workbench bench) throws IOException {
        if (!startsUntrained(bench)) {
            throw new IllegalStateException("the weights of these tickets come from their search");
        }
        return startingFrom(trainsFrom(bench) == 0 ? bench.initial() : bench.rewound(), bench.selection());
    }
}
