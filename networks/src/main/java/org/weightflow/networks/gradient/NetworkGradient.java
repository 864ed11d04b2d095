package org.weightflow.networks.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Parameters;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.Recording;
import org.weightflow.networks.engine.SharedMemory;

/**
 * Objectives of one network and their gradients over its flat vector, computed in float64 throughout.
 * <p>Points are flat vectors in the order of the architecture's {@link org.weightflow.networks.Layout}, statistics of normalisation
 * included; derivatives of values that are not learnable are zero, and nothing is ever changed by a pass.
 * <p>Cost: one forward and one backward pass, with the activations of the whole batch in memory at once. Deterministic on one thread,
 * such as in the jobs of {@link org.weightflow.networks.engine.EngineWorkers}. May be used by several threads.
 */
public final class NetworkGradient {
    /** What batch normalisation normalises by. */
    public enum Statistics {
        /** The running mean and variance, as in prediction. */
        RUNNING,
        /** Mean and variance of the batch, as in training, but that the running ones stay as they are. */
        BATCH
    }

    private final Architecture architecture;
    private final Statistics statistics;

    public NetworkGradient(Architecture architecture, Statistics statistics) {
        this.architecture = Objects.requireNonNull(architecture, "architecture");
        this.statistics = Objects.requireNonNull(statistics, "statistics");
    }

    /** The mean cross-entropy of the logits of a batch; {@link #crossEntropy(Examples, double)} at temperature 1. */
    public DifferentiableFunction crossEntropy(Examples batch) {
        return crossEntropy(batch, 1);
    }

    /**
     * {@code (1 / B) sum_b -log softmax(z_b / T)[y_b]} of the logits z, in nats.
     *
     * @param batch       B examples with their labels y
     * @param temperature T
     * @throws IllegalArgumentException if the batch is empty or does not fit the architecture
     */
    public DifferentiableFunction crossEntropy(Examples batch, double temperature) {
        architecture.requireFits(batch.exampleShape(), batch.classes());
        Check.positive("temperature", temperature);
        if (batch.count() == 0) {
            throw new IllegalArgumentException("there are no examples to take the gradient of");
        }
        double[] inputs = new double[batch.features().length];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = batch.features()[i];
        }
        return point -> gradient(point, inputs, logits -> meanCrossEntropy(logits, batch.labels(), temperature));
    }

    /**
     * The sum of all logits of a batch.
     *
     * @param inputs {@code [B, inputs]}, row-major; copied
     * @throws IllegalArgumentException if they are no whole number of examples
     */
    public DifferentiableFunction logitSum(double[] inputs) {
        if (inputs.length == 0 || inputs.length % architecture.inputs() != 0) {
            throw new IllegalArgumentException(
                    inputs.length + " inputs are no examples of " + architecture.inputs() + " values");
        }
        double[] copy = inputs.clone();
        return point -> gradient(point, copy, NDArray::sum);
    }

    private Gradient gradient(double[] point, double[] inputs, UnaryOperator<NDArray> objective) {
        if (point.length != architecture.layout().size()) {
            throw new IllegalArgumentException("a point of " + point.length + " values does not fit a layout of "
                    + architecture.layout().size());
        }
        try (NDManager run = EngineRuntime.newManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Float64Leaves leaves = new Float64Leaves(run, architecture.layout(), point);
            int width = architecture.inputs();
            NDArray batch = SharedMemory.copyOf(run, inputs, new Shape(inputs.length / width, width));
            try (Recording recording = new Recording()) {
                NDArray value = objective.apply(architecture.forward(pass(leaves), batch));
                recording.backward(value);
                return new Gradient(value.toDoubleArray()[0], leaves.gradient());
            }
        }
    }

    private ForwardPass pass(Parameters parameters) {
        return switch (statistics) {
            case RUNNING -> ForwardPass.evaluation(parameters);
            case BATCH -> ForwardPass.batchStatistics(parameters);
        };
    }

    /** Logits {@code [1, B, C]} -> a scalar. */
    private static NDArray meanCrossEntropy(NDArray logits, int[] labels, double temperature) {
        NDManager run = logits.getManager();
        NDArray classes = run.zeros(new Shape(1, labels.length, 1), DataType.INT64);
        for (int b = 0; b < labels.length; b++) {
            SharedMemory.longs(classes).put(b, labels[b]);
        }
        // A scalar operand would not outlive the recording; an array of the engine does.
        NDArray divisor = SharedMemory.copyOf(run, new double[] {temperature}, new Shape());
        return logits.div(divisor).logSoftmax(-1).gather(classes, 2).neg().mean();
    }
}
