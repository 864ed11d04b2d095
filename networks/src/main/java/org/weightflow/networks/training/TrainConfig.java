package org.weightflow.networks.training;

import java.util.Objects;
import org.weightflow.networks.Check;

/**
 * How each member of a population is trained.
 *
 * @param learningRate base rate, times the schedule's factor
 * @param batchSize    examples a step; the last batch of an epoch holds what is left
 * @param epochs       passes over the training part
 * @param clipNorm     largest L2 norm of a member's gradient, all entries together; 0 for no clipping
 */
public record TrainConfig(
        Optimizer optimizer,
        double learningRate,
        LearningRateSchedule schedule,
        int batchSize,
        int epochs,
        double clipNorm) {
    public TrainConfig {
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(schedule, "schedule");
        Check.positive("learningRate", learningRate);
        Check.atLeast("batchSize", batchSize, 1);
        Check.atLeast("epochs", epochs, 0);
        Check.notNegative("clipNorm", clipNorm);
    }

    /** Adam at 1e-3, constant, batches of 64, 5 epochs, no clipping: the MNIST recipe of DeepWeightFlow. */
    public static TrainConfig defaults() {
        return new TrainConfig(Adam.defaults(), 1e-3, LearningRateSchedule.constant(), 64, 5, 0);
    }

    public TrainConfig withOptimizer(Optimizer optimizer) {
        return new TrainConfig(optimizer, learningRate, schedule, batchSize, epochs, clipNorm);
    }

    public TrainConfig withLearningRate(double learningRate) {
        return new TrainConfig(optimizer, learningRate, schedule, batchSize, epochs, clipNorm);
    }

    public TrainConfig withSchedule(LearningRateSchedule schedule) {
        return new TrainConfig(optimizer, learningRate, schedule, batchSize, epochs, clipNorm);
    }

    public TrainConfig withBatchSize(int batchSize) {
        return new TrainConfig(optimizer, learningRate, schedule, batchSize, epochs, clipNorm);
    }

    public TrainConfig withEpochs(int epochs) {
        return new TrainConfig(optimizer, learningRate, schedule, batchSize, epochs, clipNorm);
    }

    public TrainConfig withClipNorm(double clipNorm) {
        return new TrainConfig(optimizer, learningRate, schedule, batchSize, epochs, clipNorm);
    }

    /** Steps of one pass over {@code examples}. */
    public int stepsPerEpoch(int examples) {
        return examples == 0 ? 0 : 1 + (examples - 1) / batchSize;
    }

    /** Steps of the whole run. */
    public long totalSteps(int examples) {
        return (long) epochs * stepsPerEpoch(examples);
    }
}
