package org.weightflow.networks.training;

import ai.djl.ndarray.NDArray;

/** The loss that classifiers are trained by. */
public final class CrossEntropy {
    private CrossEntropy() {}

    /**
     * Mean cross-entropy of each member's batch, in nats.
     *
     * @param logits {@code [P, B, C]}
     * @param labels {@code [P, 1, B]}, int64
     * @return {@code [P]}
     */
    public static NDArray perMember(NDArray logits, NDArray labels) {
        // The layers' results lie in memory as [P, C, B], so that the softmax runs over batches side by side.
        return logits.transpose(0, 2, 1)
                .logSoftmax(1)
                .gather(labels, 1)
                .neg()
                .squeeze(1)
                .mean(new int[] {1});
    }
}
