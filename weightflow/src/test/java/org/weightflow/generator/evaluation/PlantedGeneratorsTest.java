package org.weightflow.generator.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.TestZoo;
import org.weightflow.generator.evaluation.EvaluationSubject.Setting;
import org.weightflow.generator.evaluation.baseline.Noise;
import org.weightflow.generator.evaluation.baseline.PcaGaussian;
import org.weightflow.generator.evaluation.baseline.Soup;
import org.weightflow.generator.evaluation.frontier.Frontier.Comparison;
import org.weightflow.generator.evaluation.frontier.FrontierConfig;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/**
 * Generators whose worth is known. The zoo is a Gaussian cloud around one trained network, wide enough to have diverse members and
 * narrow enough for all of them to work: a convex basin, in which a good generator draws further points of the cloud. 30 of its 120
 * members are held out.
 */
class PlantedGeneratorsTest {
    private static final double WIDTH = 0.08;
    private static final Examples TEST = TestZoo.flowers(2);
    private static final StateDict CENTRE =
            TestZoo.trained(TestZoo.MLP, TestZoo.flowers(1), 1).get(0);
    private static final List<StateDict> ZOO = cloud(120, WIDTH, new Seed(1));
    private static final Set<Integer> HELD_OUT =
            IntStream.range(0, 30).map(i -> 4 * i).boxed().collect(Collectors.toCollection(TreeSet::new));
    private static final List<StateDict> LEARNT = IntStream.range(0, 120)
            .filter(i -> !HELD_OUT.contains(i))
            .mapToObj(ZOO::get)
            .toList();
    private static final LoadedZoo LOADED = LoadedZoo.read(TestZoo.MLP.layout(), source(LEARNT));
    private static final Seed SEED = new Seed(9);

    @Test
    void aGoodGeneratorPassesEveryTest() {
        EvaluationReport report = report(cloud(60, WIDTH, new Seed(2)), quick());
        Series good = report.samples();
        assertEquals(1, good.novelty().median(), 0.1);
        assertTrue(Math.abs(good.copying().z()) < 3, () -> "z " + good.copying().z());
        assertEquals(1, good.copying().ratio(), 0.1);
        assertEquals(share(report.zoo(), 0), share(good, 2), 0.2, () -> "N&P " + good.joint());
        // A further draw has the mean square N / (N - D - 2) in codes whitened by N others, by the mean of an inverse
        // Wishart.
        assertEquals(Math.sqrt(120.0 / (120 - 67 - 2)), good.codeRmsRatio(), 0.2);
        assertTrue(good.diversity().nearest() > 0.8);
        assertTrue(good.novelty().belowThird() == 0 && good.median(NetworkReport::largestWeight) < 0.5);
    }

    @Test
    void copiesAreAccurateAndNothingElse() {
        Series copies = evaluate(IntStream.range(0, 60).mapToObj(LEARNT::get).toList());
        assertEquals(0, copies.novelty().median());
        assertEquals(0, share(copies, 0));
        assertTrue(copies.copying().z() < -5, () -> "z " + copies.copying().z());
        assertEquals(0, copies.copying().ratio());
        assertEquals(1, copies.novelty().belowThird());
        // More members than dimensions: the weights are those of least norm, but still show it.
        assertTrue(copies.accuracy().mean() > 0.95);
    }

    @Test
    void theMeanIsNewAndPerformantButOnlyOneNetwork() {
        Series mean = evaluate(Collections.nCopies(60, mean()));
        assertTrue(mean.novelty().median() > 0.5, "it lies away from every member");
        assertEquals(1, share(mean, 1), "which N&P alone takes for good");
        assertEquals(0, mean.diversity().nearest(), 1e-6);
        assertEquals(0, mean.diversity().disagreement());
        // The mean of the 90 that were learnt from lies sqrt(1/90 - 1/120) of a deviation from that of all.
        assertEquals(0, mean.codeRmsRatio(), 0.1);
        assertEquals(120, mean.median(NetworkReport::participation), 30);
        assertTrue(mean.copying().z() < -5, "and it is nearer to members than members are");
    }

    @Test
    void ruinsAreNewAndNothingElse() {
        List<StateDict> ruins = IntStream.range(0, 60)
                .mapToObj(i -> new Noise(1).draw(LOADED, i, SEED).weights())
                .toList();
        Series far = evaluate(ruins);
        assertTrue(far.novelty().median() > 5);
        assertTrue(far.copying().z() > 5, () -> "z " + far.copying().z());
        assertTrue(far.copying().ratio() > 5);
        assertTrue(share(far, 0) < 0.3, () -> "N&P " + far.joint());
        assertTrue(far.codeRmsRatio() > 3);
    }

    @Test
    void aSmallStepFromAMemberIsACopy() {
        List<StateDict> near = IntStream.range(0, 60)
                .mapToObj(i -> new Noise(0.02).draw(LOADED, i, SEED).weights())
                .toList();
        Series copies = evaluate(near);
        assertTrue(copies.copying().z() < -5);
        assertEquals(0, share(copies, 1));
        assertTrue(copies.accuracy().mean() > 0.95);
    }

    @Test
    void trainingMembersLieAsHeldOutOnesDo() {
        EvaluationReport report = report(
                LEARNT.subList(0, 20),
                EvaluationConfig.defaults()
                        .withFrontier(FrontierConfig.none())
                        .withBaselines(List.of(new PcaGaussian(1), new Soup(16), new Noise(0.01))));
        assertTrue(Math.abs(report.zoo().copying().z()) < 3);
        assertEquals(1, report.zoo().copying().ratio(), 0.1);
        assertTrue(report.named("noise-0.01").copying().z() < -5);
        assertTrue(report.named("soup-16").copying().z() < -3);
        assertTrue(Math.abs(report.named("pca-gaussian").copying().z()) < 4);
    }

    @Test
    void withoutHeldOutMembersThereIsNoCopyTest() {
        EvaluationReport report = new Evaluation(TestZoo.MLP, quick(), EvaluationListener.silent())
                .evaluate(source(ZOO), source(LEARNT.subList(0, 5)), TEST, SEED);
        assertTrue(Double.isNaN(report.samples().copying().z()));
        assertTrue(Double.isNaN(report.zoo().copying().ratio()));
    }

    @Test
    void baselinesNeverSeeTheHeldOutMembers() {
        // Far away held-out members: what is drawn from the others alone stays near these.
        List<StateDict> moved = IntStream.range(0, 120)
                .mapToObj(i -> HELD_OUT.contains(i) ? cloud(1, 5, new Seed(i)).get(0) : ZOO.get(i))
                .toList();
        EvaluationReport report = new Evaluation(
                        TestZoo.MLP, quick().withBaselines(List.of(new Soup(16))), EvaluationListener.silent())
                .evaluate(
                        EvaluationSubject.of(source(moved), source(LEARNT.subList(0, 40)))
                                .withHeldOut(HELD_OUT),
                        TEST,
                        SEED);
        assertTrue(report.named("soup-16").novelty().median() < 1);
        assertTrue(report.named("soup-16").accuracy().mean() > 0.95);
    }

    /** A generator that is noise: at no novelty is it better than the noise that needs no generator. */
    @Test
    void theFrontierSeesThroughAGeneratorThatIsNoise() {
        List<Setting> settings = List.of(0.02, 0.06, 0.1).stream()
                .map(sigma -> new Setting("sigma-" + sigma, NetworkSource.dense(30, i -> new Noise(sigma)
                        .draw(LOADED, i, SEED.child("generator"))
                        .weights())))
                .toList();
        EvaluationReport report = new Evaluation(
                        TestZoo.MLP, quick().withFrontier(new FrontierConfig(30)), EvaluationListener.silent())
                .evaluate(
                        EvaluationSubject.of(source(ZOO), source(LEARNT.subList(0, 5)))
                                .withHeldOut(HELD_OUT)
                                .withSettings(settings),
                        TEST,
                        SEED);
        assertEquals("generator", report.frontier().families().get(0).name());
        assertEquals(8, report.frontier().families().size());
        Comparison half = report.frontier().comparisons().get(1);
        assertTrue(half.generator() > 0.8);
        assertTrue(half.difference() < 0.01 && half.interval().low() < 0, half::toString);
        report.frontier().families().stream()
                .filter(family -> family.name().equals("noise") || family.name().equals("kernel-density"))
                .forEach(family -> family.readings()
                        .forEach(reading ->
                                assertTrue(Double.isFinite(reading.accuracy()), () -> family.name() + reading)));
    }

    @Test
    void trainingAndSamplingAreCounted() {
        Cost cost = new Evaluation(TestZoo.MLP, quick(), EvaluationListener.silent())
                .evaluate(
                        EvaluationSubject.of(source(ZOO), source(LEARNT.subList(0, 5)))
                                .withEffort(new EvaluationSubject.Effort(1500, 7)),
                        TEST,
                        SEED)
                .cost();
        // 4 * 8 + 8 * 3 products an example, two operations each, three passes a step.
        assertEquals(56, cost.dense());
        assertEquals(56, cost.kept(), 1e-9);
        assertEquals(2 * 3 * 56 * 1500, cost.trainingFlopsKept(), 1e-6);
        assertEquals(7, cost.samplingFlops());
    }

    private static EvaluationConfig quick() {
        return EvaluationConfig.defaults().withBaselines(List.of()).withFrontier(FrontierConfig.none());
    }

    private static Series evaluate(List<StateDict> samples) {
        return report(samples, quick()).samples();
    }

    private static EvaluationReport report(List<StateDict> samples, EvaluationConfig config) {
        return new Evaluation(TestZoo.MLP, config, EvaluationListener.silent())
                .evaluate(EvaluationSubject.of(source(ZOO), source(samples)).withHeldOut(HELD_OUT), TEST, SEED);
    }

    private static double share(Series series, int threshold) {
        return series.joint().get(threshold).share();
    }

    private static StateDict mean() {
        float[] mean = new float[TestZoo.MLP.layout().size()];
        for (int d = 0; d < mean.length; d++) {
            mean[d] = (float) LOADED.mean()[d];
        }
        return StateDict.of(TestZoo.MLP.layout(), mean);
    }

    private static List<StateDict> cloud(int count, double width, Seed seed) {
        Layout layout = TestZoo.MLP.layout();
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    SplittableRandom random = seed.child(i).random();
                    float[] flat = CENTRE.toArray();
                    for (int d = 0; d < flat.length; d++) {
                        flat[d] += (float) (width * random.nextGaussian());
                    }
                    return StateDict.of(layout, flat);
                })
                .toList();
    }

    private static NetworkSource source(List<StateDict> networks) {
        return NetworkSource.dense(networks.size(), networks::get);
    }
}
