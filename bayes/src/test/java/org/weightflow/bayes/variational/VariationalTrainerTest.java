package org.weightflow.bayes.variational;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.variational.DeviationRule.Kind;
import org.weightflow.bayes.variational.VariationalConfig.Estimator;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.Sgd;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingListener;

/** Whole trainings on three classes of points in the plane. */
class VariationalTrainerTest {
    private static final Architecture NET = Mlp.of(2, 8, 3);
    private static final Layout LAYOUT = NET.layout();
    private static final Examples DATA = blobs();
    private static final TrainConfig ADAM =
            TrainConfig.defaults().withLearningRate(0.02).withBatchSize(20).withEpochs(20);

    private static Examples blobs() {
        int count = 90;
        SplittableRandom random = new SplittableRandom(3);
        float[] x = new float[2 * count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % 3;
            x[2 * i] = (float) (Math.cos(2 * labels[i]) + 0.6 * random.nextGaussian());
            x[2 * i + 1] = (float) (Math.sin(2 * labels[i]) + 0.6 * random.nextGaussian());
        }
        return Examples.of(x, labels, List.of(2), 3);
    }

    private static List<Seed> seeds(int count) {
        return IntStream.range(0, count).mapToObj(p -> new Seed(20 + p)).toList();
    }

    private static StateDict network(Seed seed) {
        return Initialisation.KAIMING_UNIFORM.draw(LAYOUT, seed);
    }

    private static List<Posterior> starts(List<Seed> seeds, double deviation, Mask mask) {
        DeviationRule rule = new DeviationRule(Kind.CONSTANT, deviation);
        return seeds.stream().map(seed -> rule.about(network(seed), mask)).toList();
    }

    private static List<Posterior> trained(
            TrainConfig training, VariationalConfig config, List<Posterior> start, List<Seed> seeds) {
        PopulationTrainer trainer = new PopulationTrainer(NET, DATA, training);
        return new VariationalTrainer(NET, trainer, training, config)
                .train(start, seeds, 0, trainer.totalSteps(), TrainingListener.SILENT);
    }

    private static VariationalConfig config(Estimator estimator) {
        return VariationalConfig.defaults().withEstimator(estimator);
    }

    /** Mean log deviation over the weights that have one. */
    private static double meanLog(Posterior posterior) {
        float[] deviations = posterior.deviation().toArray();
        return IntStream.range(0, deviations.length)
                .filter(i -> deviations[i] > 0)
                .mapToDouble(i -> Math.log(deviations[i]))
                .average()
                .orElseThrow();
    }

    /** Without noise and prior the means take the very steps of networks that have no deviations. */
    @ParameterizedTest
    @EnumSource
    void withoutNoiseAndPriorMeansAreTrainedLikeWeights(Estimator estimator) {
        TrainConfig training = ADAM.withOptimizer(new Sgd(0.9, 1e-3, false));
        List<Seed> seeds = seeds(3);
        Mask mask = Mask.dense(LAYOUT);
        List<Posterior> posteriors = trained(
                training, config(estimator).withTemperature(0).withSamples(2), starts(seeds, 1e-8, mask), seeds);
        PopulationTrainer plain = new PopulationTrainer(NET, DATA, training);
        try (TensorStore store = new TensorStore(LAYOUT, 3)) {
            for (int p = 0; p < 3; p++) {
                store.put(p, network(seeds.get(p)));
            }
            plain.train(store, List.of(), seeds, 0, plain.totalSteps(), TrainingListener.SILENT);
            for (int p = 0; p < 3; p++) {
                float[] expected = store.get(p).toArray();
                float[] start = network(seeds.get(p)).toArray();
                float[] means = posteriors.get(p).mean().toArray();
                double moved = 0;
                for (int i = 0; i < means.length; i++) {
                    // A hundred steps of momentum double what rounding and noise of 1e-8 begin with many times over.
                    assertEquals(expected[i], means[i], 2e-4, "value " + i + " of member " + p);
                    moved = Math.max(moved, Math.abs((double) expected[i] - start[i]));
                }
                assertTrue(moved > 0.1, "weights have moved");
            }
        }
    }

    /** To the last bit: in two groups on two threads, in one group, and alone. */
    @ParameterizedTest
    @EnumSource
    void aMemberBecomesTheSameAloneAndInCompanyOnAnyThreads(Estimator estimator) {
        VariationalConfig config = config(estimator).withSamples(2).withPrior(ScaleMixturePrior.defaults());
        TrainConfig training = ADAM.withEpochs(3);
        List<Seed> seeds = seeds(5);
        List<Posterior> start = starts(seeds, 0.3, Mask.dense(LAYOUT));
        List<Posterior> company = threads(2, () -> trained(training, config, start, seeds));
        List<Posterior> single = threads(1, () -> trained(training, config, start, seeds));
        for (int p = 0; p < 5; p++) {
            assertSame(company.get(p), single.get(p));
        }
        for (int p : new int[] {0, 3}) {
            assertSame(
                    company.get(p),
                    trained(training, config, start.subList(p, p + 1), seeds.subList(p, p + 1))
                            .get(0));
        }
        assertFalse(company.get(0).mean().sameBits(company.get(3).mean()));
    }

    private interface Work {
        List<Posterior> done();
    }

    private static List<Posterior> threads(int count, Work work) {
        int before = EngineRuntime.threads();
        try {
            EngineRuntime.setThreads(count);
            return work.done();
        } finally {
            EngineRuntime.setThreads(before);
        }
    }

    private static void assertSame(Posterior expected, Posterior actual) {
        assertTrue(expected.mean().sameBits(actual.mean()), "means");
        assertTrue(expected.deviation().sameBits(actual.deviation()), "deviations");
        assertEquals(expected.mask(), actual.mask());
    }

    /** Noise and prior belong to steps of the run, so that plain descent may stop and go on; the logarithm costs the last bits. */
    @ParameterizedTest
    @EnumSource
    void trainingGoesOnFromWhereItStopped(Estimator estimator) {
        TrainConfig training = ADAM.withOptimizer(new Sgd(0, 0, false));
        VariationalConfig config = config(estimator).withPrior(ScaleMixturePrior.defaults());
        List<Seed> seeds = seeds(2);
        List<Posterior> start = starts(seeds, 0.3, Mask.dense(LAYOUT));
        VariationalTrainer trainer =
                new VariationalTrainer(NET, new PopulationTrainer(NET, DATA, training), training, config);
        List<Posterior> whole = trainer.train(start, seeds, 0, 12, TrainingListener.SILENT);
        List<Posterior> half = trainer.train(start, seeds, 0, 7, TrainingListener.SILENT);
        List<Posterior> rest = trainer.train(half, seeds, 7, 12, TrainingListener.SILENT);
        for (int p = 0; p < 2; p++) {
            float[] means = whole.get(p).mean().toArray();
            float[] deviations = whole.get(p).deviation().toArray();
            for (int i = 0; i < means.length; i++) {
                assertEquals(means[i], rest.get(p).mean().toArray()[i], 1e-5);
                assertEquals(deviations[i], rest.get(p).deviation().toArray()[i], 1e-5);
            }
        }
        assertFalse(whole.get(0).mean().sameBits(half.get(0).mean()));
    }

    /** Unit 2 of the hidden layer hears nothing: both its weights are pruned, and its bias begins at 0. */
    @ParameterizedTest
    @EnumSource
    void prunedWeightsStayZeroAndUnitsThatHearNothingDoNoHarm(Estimator estimator) {
        BitSet kept = Mask.dense(LAYOUT).toBitSet();
        int second = LAYOUT.offset(LAYOUT.indexOf("fc2.weight"));
        int[] pruned = {4, 5, 7, second, second + 9, second + 23};
        for (int i : pruned) {
            kept.clear(i);
        }
        Mask mask = Mask.of(LAYOUT, kept);
        List<Seed> seeds = seeds(2);
        for (Prior prior : List.of(NormalPrior.defaults(), ScaleMixturePrior.defaults(), new LogUniformPrior())) {
            VariationalConfig config =
                    config(estimator).withPrior(prior).withTemperature(1).withSamples(2);
            for (Posterior posterior :
                    trained(ADAM.withClipNorm(1).withEpochs(4), config, starts(seeds, 0.3, mask), seeds)) {
                float[] means = posterior.mean().toArray();
                float[] deviations = posterior.deviation().toArray();
                for (int i : pruned) {
                    assertEquals(0, Float.floatToRawIntBits(means[i]), "mean " + i);
                    assertEquals(0, Float.floatToRawIntBits(deviations[i]), "deviation " + i);
                }
                assertEquals(mask, posterior.mask());
                assertEquals(16 + 24 - pruned.length, posterior.uncertain());
                double sum = 0;
                for (int i = 0; i < means.length; i++) {
                    sum += deviations[i] > 0 ? prior.divergence(means[i], deviations[i]) : 0;
                }
                assertEquals(sum, Divergence.of(posterior, prior), 1e-9 * Math.abs(sum));
                assertTrue(Double.isFinite(sum), "KL " + sum);
            }
        }
    }

    /** Data alone want no noise: without a prior deviations shrink, where a wrong sign would make them grow. */
    @ParameterizedTest
    @EnumSource
    void withoutPriorNoiseIsUnlearnt(Estimator estimator) {
        List<Seed> seeds = seeds(2);
        List<Posterior> start = starts(seeds, 0.5, Mask.dense(LAYOUT));
        VariationalConfig config = config(estimator).withTemperature(0).withSamples(4);
        for (Posterior posterior : trained(ADAM, config, start, seeds)) {
            assertTrue(meanLog(posterior) < Math.log(0.5) - 0.3, () -> "mean log deviation " + meanLog(posterior));
        }
    }

    /** Where KL is all that counts, the posterior becomes the prior. */
    @Test
    void hotPosteriorsBecomeThePrior() {
        List<Seed> seeds = seeds(2);
        List<Posterior> start = starts(seeds, 0.01, Mask.dense(LAYOUT));
        VariationalConfig config =
                VariationalConfig.defaults().withPrior(new NormalPrior(0.5)).withTemperature(1e6);
        for (Posterior posterior : trained(ADAM.withLearningRate(0.1), config, start, seeds)) {
            float[] means = posterior.mean().toArray();
            float[] deviations = posterior.deviation().toArray();
            for (int i = 0; i < means.length; i++) {
                if (deviations[i] > 0) {
                    assertEquals(0, means[i], 0.05, "mean " + i);
                    assertEquals(0.5, deviations[i], 0.05, "deviation " + i);
                }
            }
            assertTrue(Divergence.of(posterior, config.prior()) < 0.5);
        }
    }

    /** The colder, the surer: deviations grow with the temperature. */
    @Test
    void deviationsGrowWithTheTemperature() {
        List<Seed> seeds = seeds(2);
        List<Posterior> start = starts(seeds, 0.1, Mask.dense(LAYOUT));
        double last = Double.NEGATIVE_INFINITY;
        for (double temperature : new double[] {0, 1, 10}) {
            double now = meanLog(trained(ADAM, VariationalConfig.defaults().withTemperature(temperature), start, seeds)
                    .get(0));
            assertTrue(now > last + 0.1, now + " after " + last);
            last = now;
        }
    }
}
