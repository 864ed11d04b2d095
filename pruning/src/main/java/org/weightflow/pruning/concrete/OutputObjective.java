package org.weightflow.pruning.concrete;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.weightflow.networks.AffineListener;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Parameters;
import org.weightflow.networks.engine.NoGradient;
import org.weightflow.networks.training.CrossEntropy;

/**
 * The objectives that are functions of what the sparse networks give, recorded for differentiation. Both networks normalise by the
 * statistics of the batch, and nothing of either is changed by a pass.
 */
final class OutputObjective {
    /** Beside the variance of features, which may be small in a sparse network. */
    private static final float EPSILON = 1e-12f;

    private final Architecture architecture;
    private final Objective objective;

    /** One of a gradient stands for the task's loss, whose gradient it is a function of. */
    OutputObjective(Architecture architecture, Objective objective) {
        this.architecture = architecture;
        this.objective = objective;
    }

    /**
     * @param sparse effective weights of the members
     * @param dense  weights of the reference networks, one a member
     * @param inputs {@code [P, B, inputs]}
     * @param labels {@code [P, 1, B]}, int64
     * @return J of each member, {@code [P]}
     */
    NDArray perMember(Parameters sparse, Parameters dense, NDArray inputs, NDArray labels) {
        return switch (objective) {
            case TASK_LOSS, GRADIENT_NORM, GRADIENT_MATCHING -> loss(sparse, inputs, labels);
            case DELTA_LOSS -> loss(sparse, inputs, labels)
                    .div(unrecorded(() -> loss(dense, inputs, labels)))
                    .sub(1)
                    .abs();
            case REVERSE_KL -> divergence(
                    logProbabilities(sparse, inputs), unrecorded(() -> logProbabilities(dense, inputs)));
            case FORWARD_KL -> {
                NDArray reference = unrecorded(() -> logProbabilities(dense, inputs));
                yield divergence(reference, logProbabilities(sparse, inputs));
            }
            case FEATURE_MSE -> features(sparse, inputs)
                    .sub(unrecorded(() -> features(dense, inputs)))
                    .square()
                    .mean(new int[] {2})
                    .mean(new int[] {1});
        };
    }

    private interface Computation {
        NDArray compute();
    }

    private static NDArray unrecorded(Computation computation) {
        try (NoGradient off = new NoGradient()) {
            return computation.compute();
        }
    }

    private NDArray loss(Parameters parameters, NDArray inputs, NDArray labels) {
        return CrossEntropy.perMember(logits(parameters, inputs), labels);
    }

    private NDArray logits(Parameters parameters, NDArray inputs) {
        return architecture.forward(ForwardPass.batchStatistics(parameters), inputs);
    }

    /** {@code [P, C, B]} */
    private NDArray logProbabilities(Parameters parameters, NDArray inputs) {
        return logits(parameters, inputs).transpose(0, 2, 1).logSoftmax(1);
    }

    /** KL(p || q) of each member, the mean over the batch; {@code log p} and {@code log q} are {@code [P, C, B]}. */
    private static NDArray divergence(NDArray logP, NDArray logQ) {
        return logP.exp().mul(logP.sub(logQ)).sum(new int[] {1}).mean(new int[] {1});
    }

    /** The inputs of the last affine map, {@code [P, B, n]}, each example's standardised. */
    private NDArray features(Parameters parameters, NDArray inputs) {
        LastInputs last = new LastInputs();
        architecture.forward(ForwardPass.batchStatistics(parameters).heardBy(last), inputs);
        if (last.maps < 2 || last.convolution) {
            throw new IllegalArgumentException(
                    "objective FEATURE_MSE compares what a last dense layer reads from others, " + "but architecture "
                            + architecture.id() + " has no such layer");
        }
        Shape shape = last.inputs.getShape();
        NDArray x = last.inputs.reshape(shape.get(0), shape.get(1), -1);
        NDManager manager = x.getManager();
        Shape width = new Shape(x.getShape().get(2));
        NDList standardised =
                x.getNDArrayInternal().layerNorm(x, width, manager.ones(width), manager.zeros(width), EPSILON);
        return standardised.singletonOrThrow();
    }

    private static final class LastInputs implements AffineListener {
        private NDArray inputs;
        private boolean convolution;
        private int maps;

        @Override
        public void onInputs(Map map, NDArray values) {
            inputs = values;
            convolution = map.convolution();
            maps++;
        }

        @Override
        public void onOutputs(Map map, NDArray outputs) {}
    }
}
