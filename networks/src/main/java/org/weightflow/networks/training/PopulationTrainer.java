package org.weightflow.networks.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;

/**
 * Trains the members of a population side by side: each with its own seed, its own batches and its own mask, all in one graph.
 * <p>The loss is the mean cross-entropy of each member's batch; the sum over members is differentiated, so no member sees
 * another's gradient. The optimiser starts fresh at each call. What a member becomes depends on its weights, mask and seed, and in
 * the last bits on how many members train beside it, because the engine picks its matrix kernels by size.
 */
public final class PopulationTrainer {
    private final Architecture architecture;
    private final Examples data;
    private final TrainConfig config;

    /** @throws IllegalArgumentException if the data do not fit the architecture, or are empty */
    public PopulationTrainer(Architecture architecture, Examples data, TrainConfig config) {
        architecture.requireFits(data.exampleShape(), data.classes());
        if (data.count() == 0) {
            throw new IllegalArgumentException("there are no training examples");
        }
        this.architecture = architecture;
        this.data = data;
        this.config = config;
    }

    /** Steps of a whole run on these data. */
    public long totalSteps() {
        return config.totalSteps(data.count());
    }

    /**
     * Trains {@code members} in place from step {@code from} (included) to {@code until} (excluded) of the run; schedule and data
     * order are those of the whole run.
     *
     * @param members start values; the trained ones afterwards
     * @param masks   one a member, null for a dense one; or empty
     * @param seeds   one a member; batches come from its child {@code batches}
     * @throws ArithmeticException if a loss is no longer finite, naming member, step and the last finite loss
     */
    public void train(
            TensorStore members, List<Mask> masks, List<Seed> seeds, long from, long until, TrainingListener listener) {
        architecture.layout().requireSame(members.layout(), "the population");
        if (seeds.size() != members.members()) {
            throw new IllegalArgumentException(seeds.size() + " seeds for " + members.members() + " members");
        }
        if (from < 0 || until < from || until > totalSteps()) {
            throw new IllegalArgumentException(
                    "steps " + from + " to " + until + " are not within the run of " + totalSteps() + " steps");
        }
        StepOptimizer optimizer = new StepOptimizer(members, config.optimizer(), config.clipNorm(), masks);
        BatchOrder[] orders =
                seeds.stream().map(seed -> new BatchOrder(seed, data.count())).toArray(BatchOrder[]::new);
        int perEpoch = config.stepsPerEpoch(data.count());
        float[] lastLoss = new float[seeds.size()];
        Arrays.fill(lastLoss, Float.NaN);
        try (NDManager run = EngineRuntime.newManager()) {
            Batch full = new Batch(run, seeds.size(), Math.min(config.batchSize(), data.count()));
            int left = data.count() - (perEpoch - 1) * config.batchSize();
            Batch last = left == full.size ? full : new Batch(run, seeds.size(), left);
            for (long step = from; step < until; step++) {
                int inEpoch = (int) (step % perEpoch);
                Batch batch = inEpoch == perEpoch - 1 ? last : full;
                batch.gather(orders, step / perEpoch, inEpoch * config.batchSize());
                double rate = config.learningRate() * config.schedule().factor(step, totalSteps());
                float[] loss = step(members, batch, optimizer, rate);
                listener.onStep(new TrainingListener.Progress(step + 1, until, mean(loss, step, lastLoss)));
                lastLoss = loss;
            }
        }
    }

    /** @return the loss of each member on its batch, before the step */
    private float[] step(TensorStore members, Batch batch, StepOptimizer optimizer, double rate) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Leaves leaves = members.leaves();
            float[] loss;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray logits = architecture.forward(ForwardPass.training(leaves), batch.inputs);
                NDArray perMember = crossEntropy(logits, batch.labels);
                collector.backward(perMember);
                loss = perMember.toFloatArray();
            }
            optimizer.step(leaves, rate);
            return loss;
        }
    }

    /** Mean cross-entropy of each member's batch: logits {@code [P, B, C]}, labels {@code [P, B, 1]} -> {@code [P]}, nats. */
    private static NDArray crossEntropy(NDArray logits, NDArray labels) {
        return logits.logSoftmax(-1).gather(labels, 2).neg().squeeze(2).mean(new int[] {1});
    }

    private static double mean(float[] loss, long step, float[] lastLoss) {
        double sum = 0;
        for (int p = 0; p < loss.length; p++) {
            if (!Float.isFinite(loss[p])) {
                String before = Float.isNaN(lastLoss[p]) ? "" : " (the step before it was " + lastLoss[p] + ")";
                throw new ArithmeticException("member " + p + " of those trained side by side: the training loss is "
                        + loss[p] + " at step " + step + before + "; lower the learning rate or clip gradients");
            }
            sum += loss[p];
        }
        return sum / loss.length;
    }

    /** Inputs {@code [P, B, in]} and labels {@code [P, B, 1]} in memory that Java fills at each step. */
    private final class Batch {
        private final int members;
        private final int size;
        private final NDArray inputs;
        private final NDArray labels;
        private final FloatBuffer inputMemory;
        private final LongBuffer labelMemory;

        Batch(NDManager owner, int members, int size) {
            this.members = members;
            this.size = size;
            this.inputs = owner.zeros(new Shape(members, size, data.featureCount()), DataType.FLOAT32);
            this.labels = owner.zeros(new Shape(members, size, 1), DataType.INT64);
            this.inputMemory = SharedMemory.floats(inputs);
            this.labelMemory = SharedMemory.longs(labels);
        }

        void gather(BatchOrder[] orders, long epoch, int from) {
            IntStream all = IntStream.range(0, members);
            (members > 8 ? all.parallel() : all).forEach(p -> gather(p, orders[p].of(epoch), from));
        }

        private void gather(int member, int[] order, int from) {
            int width = data.featureCount();
            for (int b = 0; b < size; b++) {
                int row = order[from + b];
                inputMemory.put((member * size + b) * width, data.features(), row * width, width);
                labelMemory.put(member * size + b, data.labels()[row]);
            }
        }
    }
}
