package org.weightflow.networks.prediction;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Shuffle;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Seed;
import org.weightflow.networks.SideBySide;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.EngineWorkers;
import org.weightflow.networks.engine.NoGradient;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;

/**
 * Estimates the running statistics of batch normalisation anew, as networks need whose weights were averaged, generated, aligned or
 * pruned.
 * <p>Each statistic becomes the mean over the batches of the batch's mean or unbiased variance, where every layer normalises by the
 * batch's own statistics, and the counters become the number of batches: what {@code torch.optim.swa_utils.update_bn} does. The same
 * images in the same batches serve every network. Which they are follows from the seed; batches differ in size by one at most.
 * Statistics must come from training images, never from those that accuracy is measured on.
 */
public final class BatchNormEstimation {
    /** Images of an estimate unless others are asked for; our own choice. */
    public static final int DEFAULT_IMAGES = 2048;

    private static final int DEFAULT_BATCH = 128;

    private final Architecture architecture;
    private final Examples training;
    private final int[] chosen;
    private final int batches;

    /**
     * @param images    how many of the training images are used
     * @param batchSize the largest batch
     * @throws IllegalArgumentException if the data do not fit the architecture, or there are fewer images
     */
    public BatchNormEstimation(Architecture architecture, Examples training, int images, int batchSize, Seed seed) {
        architecture.requireFits(training.exampleShape(), training.classes());
        Check.atLeast("images", images, 1);
        Check.atLeast("batchSize", batchSize, 1);
        if (images > training.count()) {
            throw new IllegalArgumentException(
                    "images " + images + " are more than the " + training.count() + " training examples");
        }
        this.architecture = architecture;
        this.training = training;
        this.batches = 1 + (images - 1) / batchSize;
        int[] order = Shuffle.permutation(training.count(), seed.random());
        this.chosen = IntStream.range(0, images).map(i -> order[i]).toArray();
    }

    /** From {@code images} training images in batches of 128, or from all if there are fewer. */
    public static BatchNormEstimation of(Architecture architecture, Examples training, int images, Seed seed) {
        return new BatchNormEstimation(architecture, training, Math.min(images, training.count()), DEFAULT_BATCH, seed);
    }

    /** How many training images are used. */
    public int images() {
        return chosen.length;
    }

    /** The networks with new statistics, in their order; themselves where the architecture has none. */
    public List<StateDict> estimate(List<StateDict> networks) {
        if (!architecture.layout().hasState()) {
            return List.copyOf(networks);
        }
        StateDict[] estimated = new StateDict[networks.size()];
        int[] starts = SideBySide.starts(architecture, networks.size(), EngineRuntime.threads());
        EngineWorkers.forEach(starts.length - 1, g -> {
            int first = starts[g];
            try (TensorStore group = new TensorStore(architecture.layout(), starts[g + 1] - first)) {
                for (int p = 0; p < group.members(); p++) {
                    group.put(p, networks.get(first + p));
                }
                clearState(group);
                estimate(group);
                for (int p = 0; p < group.members(); p++) {
                    estimated[first + p] = group.get(p);
                }
            }
        });
        return List.of(estimated);
    }

    /** So that a NaN among the old statistics does not live on. */
    private void clearState(TensorStore members) {
        for (int e = 0; e < architecture.layout().entries().size(); e++) {
            if (!architecture.layout().entry(e).kind().isLearnable()) {
                FloatBuffer memory = members.memory(e);
                memory.put(0, new float[memory.capacity()]);
            }
        }
    }

    /** Replaces the statistics of every member. */
    private void estimate(TensorStore members) {
        int width = training.featureCount();
        try (NoGradient off = new NoGradient();
                NDManager run = EngineRuntime.newManager()) {
            for (int batch = 0; batch < batches; batch++) {
                int from = start(batch);
                int size = start(batch + 1) - from;
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    NDArray inputs = run.zeros(new Shape(size, width), DataType.FLOAT32);
                    FloatBuffer memory = SharedMemory.floats(inputs);
                    for (int i = 0; i < size; i++) {
                        memory.put(i * width, training.features(), chosen[from + i] * width, width);
                    }
                    architecture.forward(ForwardPass.estimation(members, batch + 1), inputs);
                }
            }
        }
    }

    private int start(int batch) {
        return (int) ((long) batch * chosen.length / batches);
    }
}
