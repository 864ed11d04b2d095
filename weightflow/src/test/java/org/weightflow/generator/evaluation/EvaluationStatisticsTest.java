package org.weightflow.generator.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.generator.TestZoo;
import org.weightflow.generator.evaluation.baseline.Baseline;
import org.weightflow.generator.evaluation.baseline.GaussianMixture;
import org.weightflow.generator.evaluation.baseline.Interpolation;
import org.weightflow.generator.evaluation.baseline.KernelDensity;
import org.weightflow.generator.evaluation.baseline.Noise;
import org.weightflow.generator.evaluation.baseline.PcaGaussian;
import org.weightflow.generator.evaluation.baseline.PerDimensionGaussian;
import org.weightflow.generator.evaluation.baseline.Soup;
import org.weightflow.generator.evaluation.frontier.FrontierConfig;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/** Networks with batch normalisation: distances leave their state out, and baselines get statistics of their own. */
class EvaluationStatisticsTest {
    private static final List<Baseline> BASELINES = List.of(
            new Noise(0.01),
            new Interpolation(0.5),
            new Soup(8),
            new PerDimensionGaussian(1),
            new PcaGaussian(1),
            new KernelDensity(0.5),
            new GaussianMixture(2));
    /** Overlap compares the baselines with the zoo's own predictions, which its state decides. */
    private static final EvaluationConfig CONFIG = EvaluationConfig.defaults()
            .withBaselines(BASELINES)
            .withOverlap(false)
            .withFrontier(FrontierConfig.none());

    private static final List<StateDict> TRAINED = TestZoo.trained(TestZoo.NORMALISED, TestZoo.flowers(1), 24);
    private static final EvaluationReport CLEAN = evaluate(TRAINED);
    private static final EvaluationReport GARBLED = evaluate(TestZoo.garbled(TRAINED));

    @Test
    void noDistanceChangesWithTheState() {
        assertEquals(CLEAN.nearestDistance(), GARBLED.nearestDistance());
        assertEquals(CLEAN.spectrum(), GARBLED.spectrum());
        for (String name : List.of("zoo", "samples")) {
            Series clean = CLEAN.named(name);
            Series garbled = GARBLED.named(name);
            assertEquals(clean.novelty(), garbled.novelty());
            assertEquals(clean.diversity().nearest(), garbled.diversity().nearest());
            assertEquals(clean.codeRmsRatio(), garbled.codeRmsRatio());
            for (int i = 0; i < clean.networks().size(); i++) {
                NetworkReport one = clean.networks().get(i);
                NetworkReport other = garbled.networks().get(i);
                assertEquals(one.novelty(), other.novelty());
                assertEquals(one.residual(), other.residual());
                assertEquals(one.participation(), other.participation());
                assertEquals(one.x(), other.x());
            }
            assertNotEquals(clean.accuracy().mean(), garbled.accuracy().mean(), "they are taken as they are");
        }
        assertTrue(GARBLED.zoo().accuracy().mean() < 0.6);
    }

    @Test
    void baselinesDoNotDependOnTheZoosStateAndWork() {
        assertTrue(CLEAN.zoo().accuracy().mean() > 0.9);
        for (Baseline baseline : BASELINES) {
            Series clean = CLEAN.named(baseline.name());
            Series garbled = GARBLED.named(baseline.name());
            assertEquals(clean.networks(), garbled.networks());
            assertEquals(clean.diversity(), garbled.diversity());
            assertEquals(clean.ensembleAll(), garbled.ensembleAll());
            double accuracy = GARBLED.named(baseline.name()).accuracy().mean();
            assertTrue(accuracy > 0.85, () -> baseline.name() + " " + accuracy);
        }
        assertEquals(0, CLEAN.named("soup-8").median(NetworkReport::residual), 1e-3);
    }

    @Test
    void theReportSaysFromHowManyImages() {
        assertEquals(90, CLEAN.statisticsImages());
        assertEquals(90, MetricsTree.of(CLEAN).get("statistics_images"));
        EvaluationReport none = new Evaluation(
                        TestZoo.NORMALISED, CONFIG.withBaselines(List.of()), EvaluationListener.silent())
                .evaluate(source(TRAINED), source(TRAINED), TestZoo.flowers(2), new Seed(1));
        assertEquals(0, none.statisticsImages());
        assertNull(MetricsTree.of(none).get("statistics_images"));
    }

    @Test
    void baselinesWithoutStatisticsAreRefused() {
        Evaluation evaluation = new Evaluation(TestZoo.NORMALISED, CONFIG, EvaluationListener.silent());
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> evaluation.evaluate(source(TRAINED), source(TRAINED), TestZoo.flowers(2), new Seed(1)));
        assertEquals(
                "baselines of mlp-4-8-3-bn lack the running statistics of their batch normalisation; "
                        + "give the evaluation training images",
                e.getMessage());
    }

    @Test
    void noiseNeverTouchesState() {
        Layout layout = TestZoo.NORMALISED.layout();
        StateDict noisy = new Noise(0.5)
                .draw(LoadedZoo.read(layout, source(TRAINED)), 3, new Seed(1))
                .weights();
        for (int e = 0; e < layout.entries().size(); e++) {
            assertEquals(
                    !layout.entry(e).kind().isLearnable(),
                    noisy.entry(e).equals(TRAINED.get(3).entry(e)),
                    layout.entry(e).name());
        }
    }

    /** The first 20 are the zoo, the others samples. */
    private static EvaluationReport evaluate(List<StateDict> networks) {
        return new Evaluation(TestZoo.NORMALISED, CONFIG, EvaluationListener.silent())
                .withStatistics(TestZoo.statistics(90))
                .evaluate(
                        source(networks.subList(0, 20)),
                        source(networks.subList(20, 24)),
                        TestZoo.flowers(2),
                        new Seed(1));
    }

    private static NetworkSource source(List<StateDict> networks) {
        return NetworkSource.dense(networks.size(), networks::get);
    }
}
