package org.weightflow.networks.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.SideBySide;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.EngineWorkers;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.Recording;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;

/**
 * Trains the members of a population side by side: each with its own seed, its own batches and its own mask.
 * <p>The loss is the mean cross-entropy of each member's batch, unless a {@link TrainingRule} says otherwise; the sum over members is
 * differentiated, so no member sees another's gradient. The optimiser starts fresh at each call.
 * <p>The population is cut into groups that suit the cache ({@link SideBySide}); each is trained from end to end by one thread.
 * What a member becomes depends on its weights, mask and seed alone: fully connected networks come out the same to the last bit whoever trains
 * beside them and on however many threads.
 */
public final class PopulationTrainer {
    private final Architecture architecture;
    private final Examples data;
    private final TrainConfig config;
    private final StepTimes times = new StepTimes();

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

    /** Where the time of all steps so far went. */
    public StepTimes times() {
        return times;
    }

    /** What is trained on. */
    public Examples examples() {
        return data;
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
        if (!masks.isEmpty() && masks.size() != members.members()) {
            throw new IllegalArgumentException(masks.size() + " masks for " + members.members() + " members");
        }
        train(members, new MaskedTraining(architecture, config, masks), seeds, from, until, listener);
    }

    /**
     * As {@link #train(TensorStore, List, List, long, long, TrainingListener)}, with a loss and a use of its gradient of one's own.
     * Schedule, batches and progress stay this trainer's.
     */
    public void train(
            TensorStore members,
            TrainingRule rule,
            List<Seed> seeds,
            long from,
            long until,
            TrainingListener listener) {
        architecture.layout().requireSame(members.layout(), "the population");
        if (seeds.size() != members.members()) {
            throw new IllegalArgumentException(seeds.size() + " seeds for " + members.members() + " members");
        }
        if (from < 0 || until < from || until > totalSteps()) {
            throw new IllegalArgumentException(
                    "steps " + from + " to " + until + " are not within the run of " + totalSteps() + " steps");
        }
        int[] starts = SideBySide.starts(architecture, seeds.size(), EngineRuntime.threads());
        Progress progress = new Progress(starts.length - 1, from, until, listener);
        EngineWorkers.forEach(starts.length - 1, g -> {
            int first = starts[g];
            int last = starts[g + 1];
            try (TensorStore group = new TensorStore(members.layout(), last - first)) {
                for (int p = first; p < last; p++) {
                    group.put(p - first, members.get(p));
                }
                train(group, first, rule, seeds.subList(first, last), from, until, progress);
                for (int p = first; p < last; p++) {
                    members.put(p, group.get(p - first));
                }
            }
        });
    }

    /** Trains the members of one group side by side, on this thread. */
    private void train(
            TensorStore members,
            int first,
            TrainingRule rule,
            List<Seed> seeds,
            long from,
            long until,
            Progress progress) {
        BatchOrder[] orders =
                seeds.stream().map(seed -> new BatchOrder(seed, data.count())).toArray(BatchOrder[]::new);
        int perEpoch = config.stepsPerEpoch(data.count());
        float[] lastLoss = new float[seeds.size()];
        Arrays.fill(lastLoss, Float.NaN);
        try (TrainingRule.Group group = rule.begin(members, first);
                NDManager run = EngineRuntime.newManager()) {
            Batch full = new Batch(run, seeds.size(), Math.min(config.batchSize(), data.count()));
            int left = data.count() - (perEpoch - 1) * config.batchSize();
            Batch last = left == full.size ? full : new Batch(run, seeds.size(), left);
            for (long step = from; step < until && !group.isDone(); step++) {
                int inEpoch = (int) (step % perEpoch);
                Batch batch = inEpoch == perEpoch - 1 ? last : full;
                long start = System.nanoTime();
                batch.gather(orders, step / perEpoch, inEpoch * config.batchSize());
                times.add(StepTimes.Phase.GATHER, start);
                double rate = config.learningRate() * config.schedule().factor(step, totalSteps());
                float[] loss = step(members, batch, group, step, rate);
                progress.add(mean(loss, first, step, lastLoss));
                lastLoss = loss;
            }
            group.finish();
        }
    }

    /** @return the loss of each member on its batch, before the step */
    private float[] step(TensorStore members, Batch batch, TrainingRule.Group group, long step, double rate) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            long start = System.nanoTime();
            Leaves leaves = members.leaves();
            float[] loss;
            try (Recording recording = new Recording()) {
                NDArray perMember = group.losses(leaves, batch.inputs, batch.labels);
                start = times.add(StepTimes.Phase.FORWARD, start);
                recording.backward(perMember);
                loss = perMember.toFloatArray();
                start = times.add(StepTimes.Phase.BACKWARD, start);
            }
            group.step(leaves, step, rate);
            times.add(StepTimes.Phase.UPDATE, start);
            return loss;
        }
    }

    /** Counts the steps of all groups; tells the listener of a step whenever as many steps as there are groups are done. */
    private static final class Progress {
        private final int groups;
        private final long from;
        private final long until;
        private final TrainingListener listener;
        private long done;
        private double losses;

        Progress(int groups, long from, long until, TrainingListener listener) {
            this.groups = groups;
            this.from = from;
            this.until = until;
            this.listener = listener;
        }

        synchronized void add(double meanLoss) {
            done++;
            losses += meanLoss;
            if (done % groups == 0) {
                listener.onStep(new TrainingListener.Progress(from + done / groups, until, losses / groups));
                losses = 0;
            }
        }
    }

    private static double mean(float[] loss, int first, long step, float[] lastLoss) {
        double sum = 0;
        for (int p = 0; p < loss.length; p++) {
            if (!Float.isFinite(loss[p])) {
                String before = Float.isNaN(lastLoss[p]) ? "" : " (the step before it was " + lastLoss[p] + ")";
                throw new ArithmeticException(
                        "member " + (first + p) + " of those trained side by side: the training loss is " + loss[p]
                                + " at step " + step + before + "; lower the learning rate or clip gradients");
            }
            sum += loss[p];
        }
        return sum / loss.length;
    }

    /** Inputs {@code [P, B, in]} and labels {@code [P, 1, B]} in memory that Java fills at each step. */
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
            this.labels = owner.zeros(new Shape(members, 1, size), DataType.INT64);
            this.inputMemory = SharedMemory.floats(inputs);
            this.labelMemory = SharedMemory.longs(labels);
        }

        void gather(BatchOrder[] orders, long epoch, int from) {
            for (int p = 0; p < members; p++) {
                gather(p, orders[p].of(epoch), from);
            }
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
