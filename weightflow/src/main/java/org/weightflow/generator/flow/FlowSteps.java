package org.weightflow.generator.flow;

import org.weightflow.generator.flow.kernel.Program;
import org.weightflow.generator.flow.kernel.TrainingTimes;
import org.weightflow.generator.flow.kernel.WeightUpdate;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.EngineTeam;
import org.weightflow.networks.training.AdamW;
import org.weightflow.networks.training.LearningRateSchedule;

/**
 * The steps of a training, one after the other: the gradient on a batch and AdamW's step with it, while the batch and the dropout of
 * the next step are drawn.
 * <p>What a step draws is a function of the seed and its number, so the bytes depend neither on threads nor on who draws ahead.
 */
final class FlowSteps implements AutoCloseable {
    private static final double EPSILON = 1e-8;

    private final FlowMatcher matcher;
    private final FlowConfig config;
    private final TrainingTimes times;
    private final Seed dropoutSeed;
    private final EngineTeam team;
    private final Program program;
    private final WeightUpdate update;
    private final LearningRateSchedule schedule;
    /** That of even steps, that of odd ones. */
    private final FlowMatcher.Batch[] batches = new FlowMatcher.Batch[2];

    private int step;

    FlowSteps(
            EngineTeam team, FlowField field, FlowMatcher matcher, FlowConfig config, Seed seed, TrainingTimes times) {
        this.team = team;
        this.times = times;
        this.matcher = matcher;
        this.config = config;
        this.dropoutSeed = seed.child("dropout");
        this.program = field.program(config.batch(), times);
        FlowOptimizer moments = config.optimizer();
        this.update = new WeightUpdate(
                field.store(),
                new AdamW(moments.beta1(), moments.beta2(), EPSILON, config.weightDecay()),
                config.clipNorm(),
                config.emaDecay(),
                times);
        this.schedule = LearningRateSchedule.cosine().withWarmup(config.warmupSteps());
        for (int b = 0; b < batches.length; b++) {
            batches[b] = matcher.newBatch(field, config.batch());
        }
        draw(0);
    }

    /** @return the loss before the step */
    double next() {
        program.advance();
        FlowMatcher.Batch batch = batches[step % 2];
        int following = step + 1;
        double loss = program.differentiate(team, batch.inputs().values(), batch.targetValues(), () -> draw(following));
        update.step(team, program, rate());
        step++;
        return loss;
    }

    /** Sets another field's weights to the averaged ones. */
    void copyAverage(FlowField target) {
        update.copyAverage(target.store());
    }

    /** The cosine falls from the base rate to the last one. */
    private double rate() {
        double last = Math.min(config.learningRate(), config.optimizer().finalRate());
        return last + (config.learningRate() - last) * schedule.factor(step, config.steps());
    }

    private void draw(int following) {
        if (following < config.steps()) {
            long start = System.nanoTime();
            matcher.draw(following, batches[following % 2]);
            program.drawDropout(dropoutSeed.child(following));
            times.add(TrainingTimes.Part.DRAWING, start);
        }
    }

    @Override
    public void close() {
        program.close();
        for (FlowMatcher.Batch batch : batches) {
            batch.close();
        }
    }
}
