package org.weightflow.bayes.laplace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.weightflow.bayes.Survivors;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.EngineWorkers;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.Recording;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.CrossEntropy;

/**
 * Sums of squared gradients of single examples: {@code sum_n sum_k v_nk (d log p(y_nk | x_n) / dw_i)^2}.
 * <p>The gradients of single examples come, for any architecture, from a population of B copies of the network, the b-th of which
 * reads the b-th example alone. Float32 gradients, float64 sums; the same on any number of threads.
 */
final class SquaredGradients {
    /** What the stacked copies may take; their gradients take as much again. */
    private static final int BYTES = 1 << 24;

    private static final int MOST_COPIES = 64;

    /** Partial sums, whatever the number of threads, so that it does not show in the result. */
    private static final int PARTS = 8;

    private final Architecture architecture;
    private final StateDict network;
    private final Survivors survivors;

    SquaredGradients(Architecture architecture, StateDict network, Survivors survivors) {
        this.architecture = architecture;
        this.network = network;
        this.survivors = survivors;
    }

    /** The labels y_nk of an example n, by k, and what each counts. */
    interface WeightedLabels {
        /** How many each example has. */
        int count();

        int label(int example, int k);

        double weight(int example, int k);
    }

    /** @return {@code [survivors]} */
    double[] sum(Examples data, WeightedLabels labels) {
        int parts = Math.min(PARTS, data.count());
        double[][] sums = new double[parts][];
        EngineWorkers.forEach(parts, part -> {
            int from = bound(data, part, parts);
            sums[part] = sum(data, labels, from, bound(data, part + 1, parts));
        });
        double[] total = new double[survivors.count()];
        for (double[] part : sums) {
            for (int i = 0; i < total.length; i++) {
                total[i] += part[i];
            }
        }
        return total;
    }

    private static int bound(Examples data, int part, int parts) {
        return (int) ((long) part * data.count() / parts);
    }

    private double[] sum(Examples data, WeightedLabels labels, int from, int until) {
        Layout layout = architecture.layout();
        int fitting = (int) Math.max(1, BYTES / Math.max(1L, (long) Float.BYTES * layout.size()));
        int copies = Math.min(Math.min(MOST_COPIES, fitting), until - from);
        double[] sum = new double[survivors.count()];
        try (TensorStore store = new TensorStore(layout, copies);
                NDManager run = EngineRuntime.newManager()) {
            IntStream.range(0, copies).forEach(copy -> store.put(copy, network));
            Block block = new Block(run, store, data);
            for (int first = from; first < until; first += copies) {
                block.read(first, Math.min(copies, until - first));
                for (int k = 0; k < labels.count(); k++) {
                    block.add(sum, labels, k);
                }
            }
        }
        return sum;
    }

    /** Some examples in front of their copies; copies that are left over read old ones and are not counted. */
    private final class Block {
        private final TensorStore store;
        private final Examples data;
        private final NDArray inputs;
        private final NDArray classes;
        private int first;
        private int count;

        Block(NDManager owner, TensorStore store, Examples data) {
            this.store = store;
            this.data = data;
            this.inputs = owner.zeros(new Shape(store.members(), 1, data.featureCount()), DataType.FLOAT32);
            this.classes = owner.zeros(new Shape(store.members(), 1, 1), DataType.INT64);
        }

        void read(int from, int examples) {
            first = from;
            count = examples;
            int width = data.featureCount();
            SharedMemory.floats(inputs).put(0, data.features(), first * width, count * width);
        }

        void add(double[] sum, WeightedLabels labels, int k) {
            for (int b = 0; b < count; b++) {
                SharedMemory.longs(classes).put(b, labels.label(first + b, k));
            }
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                Leaves leaves = store.leaves();
                try (Recording recording = new Recording()) {
                    recording.backward(CrossEntropy.perMember(
                            architecture.forward(ForwardPass.evaluation(leaves), inputs), classes));
                }
                double[] weights = IntStream.range(0, count)
                        .mapToDouble(b -> labels.weight(first + b, k))
                        .toArray();
                addSquares(sum, leaves, weights);
            }
        }

        private void addSquares(double[] sum, Leaves leaves, double[] weights) {
            Layout layout = store.layout();
            int survivor = 0;
            while (survivor < sum.length) {
                int entry = layout.entryAt(survivors.index(survivor));
                FloatBuffer gradient = leaves.gradient(entry);
                int size = layout.entry(entry).size();
                for (; survivor < sum.length && survivors.index(survivor) < layout.offset(entry + 1); survivor++) {
                    int at = survivors.index(survivor) - layout.offset(entry);
                    for (int b = 0; b < weights.length; b++) {
                        double slope = gradient.get(b * size + at);
                        sum[survivor] += weights[b] * slope * slope;
                    }
                }
            }
        }
    }
}
