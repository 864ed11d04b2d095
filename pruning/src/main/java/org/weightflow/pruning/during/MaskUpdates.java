package org.weightflow.pruning.during;

import java.util.List;
import org.weightflow.networks.Mask;

/**
 * When and how the masks of a population change while it trains, as {@link RigL}, {@link SparseEvolution} and
 * {@link GradualMagnitude} make one. Without state, so that threads share it.
 */
public abstract sealed class MaskUpdates permits RigL.Updates, SparseEvolution.Updates, GradualMagnitude.Updates {
    /** What a step does. */
    enum Moment {
        /** The optimiser's step alone. */
        STEP,
        /** An update of the masks in place of the optimiser's step. */
        UPDATE,
        /** The optimiser's step, then an update of the masks. */
        STEP_AND_UPDATE
    }

    /** @param step number of the step in the whole run, from 0 */
    abstract Moment moment(long step);

    /**
     * The masks that a member takes one after the other: what one of them prunes and a later one keeps starts again at zero.
     * The last one holds from then on.
     */
    abstract List<Mask> update(MaskedMember member);

    /** @throws IllegalArgumentException if no training of this kind can begin with that mask */
    void requireStart(Mask mask) {}
}
