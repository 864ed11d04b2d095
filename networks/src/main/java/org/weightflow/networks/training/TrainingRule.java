package org.weightflow.networks.training;

import ai.djl.ndarray.NDArray;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.TensorStore;

/**
 * What training does at each step: which loss it differentiates, and what it does with the gradient. {@link PopulationTrainer} brings
 * batches, the learning rate and the recording of the pass.
 */
@FunctionalInterface
public interface TrainingRule {
    /**
     * Begins with the members of one group, which one thread trains from end to end; groups begin on several threads at once.
     *
     * @param members the group's values, which each step may change; those at the end are what the training gives
     * @param first   number of the group's first member in the population
     */
    Group begin(TensorStore members, int first);

    /** One group's training; closed after its last step, whether or not that went well. */
    interface Group extends AutoCloseable {
        /**
         * The loss of each member on its batch; recorded for differentiation.
         *
         * @param leaves the members' values
         * @param inputs {@code [P, B, inputs]}
         * @param labels {@code [P, 1, B]}, int64
         * @return {@code [P]}
         */
        NDArray losses(Leaves leaves, NDArray inputs, NDArray labels);

        /**
         * Called once the gradients of the losses' sum are there; those of pruned values are not masked.
         *
         * @param step number of the step in the whole run, from 0
         * @param rate the learning rate of this step
         */
        void step(Leaves leaves, long step, double rate);

        /** Whether this group's training ends here, before its next step; the values stay as they are. */
        default boolean isDone() {
            return false;
        }

        /** Called after the last step of a training that went well. */
        default void finish() {}

        @Override
        default void close() {}
    }
}
