package org.weightflow.generator.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.weightflow.generator.flow.kernel.TrainingTimes;
import org.weightflow.generator.flow.matching.Source;
import org.weightflow.generator.ode.OdeSolver;
import org.weightflow.generator.ode.RungeKutta4;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineTeam;

/**
 * Trains a {@link FlowField} by conditional flow matching and keeps the averaged weights of the checkpoint that a
 * {@link CheckpointChoice} takes.
 * <p>Per step: fresh pairs of noise and code, mean squared error of the velocity, AdamW with a warm-up and a cosine, and
 * {@code average += (1 - decay)(weights - average)}. Held-out codes are only ever evaluated. Deterministic for a seed on one
 * machine, whatever the number of threads.
 */
public final class FlowTrainer {
    /** Codes that each evaluation samples. */
    private static final int SAMPLES = 32;

    private static final OdeSolver SAMPLER = new RungeKutta4(20);
    private static final int GRID_ROWS = 512;

    private final FlowData data;
    private final double[][] training;
    private final double[][] heldOut;
    private final Source source;
    private final CodeMetric metric;
    private final FlowConfig config;
    private final CheckpointChoice choice;
    private final CodeScorer scorer;
    private final Seed seed;
    private final TrainingTimes times = new TrainingTimes();

    /**
     * Of codes of one part without conditions, as {@link FlowData#of} takes them.
     *
     * @param scorer null for none
     */
    public FlowTrainer(
            double[][] training,
            double[][] heldOut,
            double[] deviations,
            FlowConfig config,
            CheckpointChoice choice,
            CodeScorer scorer,
            Seed seed) {
        this(FlowData.of(training, heldOut, deviations), config, choice, scorer, seed);
    }

    /**
     * @param data   of the held-out codes only their directions count: the basis of N training members holds little of a further one, a
     *               few per cent in a wide network, so its code lies near 0, and a loss on it as it is would praise the flow that
     *               collapses to the mean. So they are scaled together to the root mean square of the training codes
     * @param scorer null for none
     */
    public FlowTrainer(FlowData data, FlowConfig config, CheckpointChoice choice, CodeScorer scorer, Seed seed) {
        choice.requireMeasured(data.heldOut().length > 0, scorer != null);
        this.data = data;
        this.training = data.training();
        this.heldOut = scaledTo(training, data.heldOut());
        this.source = data.source(config);
        this.metric = new CodeMetric(training, data.deviations());
        this.config = config;
        this.choice = choice;
        this.scorer = scorer;
        this.seed = seed.child("flow");
    }

    /** @throws ArithmeticException if the loss is no longer finite, naming the step and the last finite loss */
    public TrainedFlow train(FlowListener listener) {
        FlowMatcher matcher = new FlowMatcher(training, data.trainingConditions(), source, config, seed);
        try (FlowField field = FlowField.untrained(data.shape(), config, seed);
                FlowField average = FlowField.of(data.shape(), config, field.weights());
                EngineTeam team = new EngineTeam();
                FlowSteps steps = new FlowSteps(team, field, matcher, config, seed, times);
                Probe probe = new Probe(average, matcher, team)) {
            Selection selection = new Selection(average, listener);
            selection.add(probe.measure(0, Double.NaN));
            double sum = 0;
            int since = 0;
            double last = Double.NaN;
            for (int step = 0; step < config.steps(); step++) {
                double loss = steps.next();
                if (!Double.isFinite(loss)) {
                    throw new ArithmeticException("the flow's training loss is " + loss + " at step " + step
                            + " (the last finite one was " + last + "); lower the learning rate or clip gradients");
                }
                last = loss;
                sum += loss;
                since++;
                if ((step + 1) % config.evaluationInterval() == 0 || step + 1 == config.steps()) {
                    steps.copyAverage(average);
                    selection.add(probe.measure(step + 1, sum / since));
                    sum = 0;
                    since = 0;
                }
            }
            return selection.result();
        }
    }

    /** Where the time of {@link #train} has gone. */
    public TrainingTimes times() {
        return times;
    }

    /** The rows so far and the weights of the chosen one. */
    private final class Selection {
        private final FlowField average;
        private final FlowListener listener;
        private final List<CurveRow> curve = new ArrayList<>();
        private CurveRow chosen;
        private StateDict weights;

        Selection(FlowField average, FlowListener listener) {
            this.average = average;
            this.listener = listener;
        }

        void add(CurveRow row) {
            curve.add(row);
            if (chosen == null || choice.prefers(row, chosen)) {
                chosen = row;
                weights = average.weights();
            }
            listener.onEvaluation(row, config.steps());
        }

        TrainedFlow result() {
            return new TrainedFlow(weights, curve, chosen, choice.reason(chosen));
        }
    }

    /** Fixed inputs on which the averaged field is measured again and again. */
    private final class Probe implements AutoCloseable {
        private final FlowField average;
        private final FlowMatcher.Batch trainingGrid;
        private final FlowMatcher.Batch heldOutGrid;
        private final EngineTeam team;
        private final double trainingRms = CodeMetric.rms(training);

        Probe(FlowField average, FlowMatcher matcher, EngineTeam team) {
            this.average = average;
            this.team = team;
            this.trainingGrid = matcher.newBatch(average, GRID_ROWS);
            matcher.drawFixed("training grid", trainingGrid);
            if (heldOut.length == 0) {
                this.heldOutGrid = null;
            } else {
                FlowMatcher validation = new FlowMatcher(heldOut, data.heldOutConditions(), source, config, seed);
                this.heldOutGrid = validation.newBatch(average, Math.max(GRID_ROWS, heldOut.length));
                validation.drawFixed("held-out grid", heldOutGrid);
            }
        }

        /** Each of the measurements by one thread, so that none depends on how many there are. */
        CurveRow measure(int step, double trainingLoss) {
            long start = System.nanoTime();
            double[][][] samples = new double[1][][];
            double[] squares = {Double.NaN, Double.NaN};
            team.forEach(3, task -> {
                switch (task) {
                    case 0 -> samples[0] = sample();
                    case 1 -> squares[0] = meanSquare(trainingGrid, false);
                    default -> squares[1] = heldOutGrid == null ? Double.NaN : meanSquare(heldOutGrid, true);
                }
            });
            CurveRow row = new CurveRow(
                    step,
                    trainingLoss,
                    squares[1],
                    Math.sqrt(squares[0]),
                    CodeMetric.rms(samples[0]) / trainingRms,
                    metric.novelty(samples[0]),
                    scorer == null ? Double.NaN : scorer.score(samples[0]));
            times.add(TrainingTimes.Part.EVALUATION, start);
            return row;
        }

        /** Mean square of the velocities, or of what is left of the targets. */
        private double meanSquare(FlowMatcher.Batch grid, boolean ofResidual) {
            float[] targets = grid.targetValues();
            double[] velocities = new double[targets.length];
            average.predict(grid.inputs(), velocities);
            double sum = 0;
            for (int i = 0; i < velocities.length; i++) {
                double value = ofResidual ? velocities[i] - targets[i] : velocities[i];
                sum += value * value;
            }
            return sum / velocities.length;
        }

        private double[][] sample() {
            int dimensions = average.dimensions();
            SplittableRandom random = seed.child("probe").random();
            double[] points = new double[SAMPLES * dimensions];
            double[] point = new double[dimensions];
            for (int i = 0; i < SAMPLES; i++) {
                source.draw(random, 1, point);
                System.arraycopy(point, 0, points, i * dimensions, dimensions);
            }
            SAMPLER.integrate(new GuidedField(average, conditions(), 1), points);
            double[][] samples = new double[SAMPLES][];
            for (int i = 0; i < SAMPLES; i++) {
                samples[i] = Arrays.copyOfRange(points, i * dimensions, (i + 1) * dimensions);
            }
            return samples;
        }

        /** Those of the training codes in turn. */
        private float[][] conditions() {
            float[][] all = data.trainingConditions();
            float[][] taken = new float[SAMPLES][];
            Arrays.setAll(taken, i -> all[i % all.length]);
            return taken;
        }

        @Override
        public void close() {
            trainingGrid.close();
            if (heldOutGrid != null) {
                heldOutGrid.close();
            }
        }
    }

    /** The codes times one factor, so that their root mean square is that of {@code training}; zeros stay zeros. */
    private static double[][] scaledTo(double[][] training, double[][] codes) {
        double rms = codes.length == 0 ? 0 : CodeMetric.rms(codes);
        double factor = rms == 0 ? 1 : CodeMetric.rms(training) / rms;
        return Arrays.stream(codes)
                .map(code -> Arrays.stream(code).map(value -> value * factor).toArray())
                .toArray(double[][]::new);
    }
}
