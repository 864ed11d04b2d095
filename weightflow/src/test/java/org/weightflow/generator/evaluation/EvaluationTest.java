package org.weightflow.generator.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.evaluation.baseline.Baseline;
import org.weightflow.generator.evaluation.baseline.Noise;
import org.weightflow.generator.evaluation.baseline.PcaGaussian;
import org.weightflow.generator.evaluation.baseline.Soup;
import org.weightflow.generator.evaluation.frontier.FrontierConfig;
import org.weightflow.generator.evaluation.outlier.OutlierReport;
import org.weightflow.generator.evaluation.outlier.OutlierSets;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.generator.evaluation.statistics.Quantile;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Detection;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.metrics.Scores;
import org.weightflow.networks.prediction.PopulationPredictor;

class EvaluationTest {
    private static final Seed SEED = new Seed(77);
    private static final EvaluationConfig CONFIG = EvaluationConfig.defaults().withFrontier(FrontierConfig.none());
    private static final Examples TEST = RandomZoo.examples(RandomZoo.MLP, 300, new Seed(12));
    private static final Layout LAYOUT = RandomZoo.MLP.layout();
    private static final List<Network> ZOO = RandomZoo.networks(RandomZoo.MLP, 20, new Seed(1));
    private static final List<Network> NEW = RandomZoo.networks(RandomZoo.MLP, 30, new Seed(2));
    private static final EvaluationReport REPORT = evaluate(ZOO, NEW, CONFIG);

    @Test
    void theZoosOwnNoveltyIsOneToTheLastBit() {
        for (int n : new int[] {2, 3, 8, 19, 20}) {
            EvaluationReport report = evaluate(ZOO.subList(0, n), NEW.subList(0, 1), CONFIG.withBaselines(List.of()));
            assertEquals(1, report.zoo().novelty().median());
            assertEquals(1, report.zoo().diversity().nearest());
        }
        assertEquals(1, REPORT.zoo().codeRmsRatio(), 1e-9);
    }

    @Test
    void aSeriesSumsUpItsNetworks() {
        for (Series series : REPORT.series()) {
            double[] novelties = series.networks().stream()
                    .mapToDouble(NetworkReport::novelty)
                    .toArray();
            assertEquals(Quantile.of(novelties, 0.05), series.novelty().q05(), 1e-12);
            assertEquals(Quantile.median(novelties), series.novelty().median(), 1e-12);
            assertEquals(Quantile.of(novelties, 0.95), series.novelty().q95(), 1e-12);
            double squares = series.networks().stream()
                    .mapToDouble(network -> network.codeRms() * network.codeRms())
                    .average()
                    .orElseThrow();
            assertEquals(Math.sqrt(squares), series.codeRmsRatio(), 1e-12);
        }
    }

    @Test
    void distancesAreInUnitsOfTheZoosOwn() {
        // All values of one entry moved far out: what the hull explains of that is next to nothing.
        float[] flat = ZOO.get(0).weights().toArray();
        for (int d = 0; d < 30; d++) {
            flat[d] += 1000;
        }
        NetworkReport far = evaluate(
                        ZOO, List.of(Network.dense(StateDict.of(LAYOUT, flat))), CONFIG.withBaselines(List.of()))
                .samples()
                .networks()
                .get(0);
        double distance = 1000 * Math.sqrt(30) / REPORT.nearestDistance();
        assertEquals(1, far.novelty() / distance, 0.01);
        assertTrue(far.residual() < far.novelty() && far.residual() > 0.3 * far.novelty(), far::toString);
    }

    @Test
    void sharesCountTheNetworksBelow() {
        boolean between = false;
        for (Series series : REPORT.series()) {
            assertEquals(share(series, 1.0 / 3), series.novelty().belowThird());
            assertEquals(share(series, 1.0 / 2), series.novelty().belowHalf());
            between |= series.novelty().belowThird() < series.novelty().belowHalf();
        }
        assertTrue(between, "some series tells the two apart");
    }

    private static double share(Series series, double below) {
        double count = series.networks().stream()
                .filter(network -> network.novelty() < below)
                .count();
        return count / series.networks().size();
    }

    @Test
    void copiesAreSeenAsCopies() {
        EvaluationReport report = evaluate(ZOO, List.of(ZOO.get(3), ZOO.get(7), ZOO.get(11)), CONFIG);
        for (NetworkReport copy : report.samples().networks()) {
            assertEquals(0, copy.novelty());
            assertEquals(1, copy.overlap());
            assertEquals(1, copy.largestWeight(), 1e-9);
            assertEquals(1, copy.participation(), 1e-9);
            assertEquals(0, copy.residual(), 1e-6);
        }
        assertEquals(1, report.samples().novelty().belowThird());
        assertEquals(1, report.samples().novelty().belowHalf());
        assertEquals(
                report.zoo().networks().get(7).scores(),
                report.samples().networks().get(1).scores());
        assertTrue(report.zoo().overlap().mean() < 0.99, "a member is not compared with itself");
    }

    @Test
    void oneNewNetworkAgainAndAgainIsSeen() {
        EvaluationReport report = evaluate(ZOO, Collections.nCopies(60, NEW.get(0)), CONFIG.withBaselines(List.of()));
        assertTrue(report.samples().novelty().median() > 0.8, "it is new");
        assertEquals(0, report.samples().diversity().nearest(), 1e-6);
        assertEquals(0, report.samples().diversity().disagreement());
        assertTrue(REPORT.samples().diversity().nearest() > 0.8);
        assertTrue(REPORT.samples().diversity().disagreement() > 0.3);
    }

    @Test
    void scoresAreThoseOfEachNetworkOnItsOwn() {
        List<Predictions> predictions = predictions(NEW);
        for (int i = 0; i < NEW.size(); i++) {
            assertEquals(
                    Classification.scores(predictions.get(i), TEST.labels()),
                    REPORT.samples().networks().get(i).scores());
        }
        assertClose(
                Classification.scores(Predictions.ensemble(predictions.subList(0, 16)), TEST.labels()),
                REPORT.samples().ensembles().get(16).first());
        assertClose(
                Classification.scores(Predictions.ensemble(predictions), TEST.labels()),
                REPORT.samples().ensembleAll());
        double mean = IntStream.range(0, 30)
                .mapToDouble(i -> Classification.accuracy(predictions.get(i), TEST.labels()))
                .average()
                .orElseThrow();
        assertEquals(mean, REPORT.samples().accuracy().mean(), 1e-12);
    }

    @Test
    void ensemblesThatAreTooSmallAreUnknown() {
        EvaluationReport report = evaluate(
                ZOO.subList(0, 4),
                NEW.subList(0, 5),
                CONFIG.withEnsembleSizes(List.of(4, 5, 6)).withBaselines(List.of()));
        Map<Integer, EnsembleReport> ensembles = report.samples().ensembles();
        assertEquals(report.samples().ensembleAll(), ensembles.get(5).first());
        assertTrue(Double.isFinite(ensembles.get(4).first().nll()));
        assertTrue(Double.isNaN(ensembles.get(6).first().nll()));
        assertTrue(Double.isNaN(report.zoo().ensembles().get(5).first().accuracy()));
    }

    @Test
    void ensemblesOfASizeAreDisjoint() {
        List<Predictions> predictions = predictions(NEW);
        EnsembleReport fours = REPORT.samples().ensembles().get(4);
        assertEquals(7, fours.groups().size());
        assertClose(
                Classification.scores(Predictions.ensemble(predictions.subList(24, 28)), TEST.labels()),
                fours.groups().get(6));
        double mean = fours.groups().stream().mapToDouble(Scores::nll).average().orElseThrow();
        assertEquals(mean, fours.spread(Scores::nll).mean(), 1e-12);
        assertEquals(
                REPORT.samples().accuracy().mean(),
                REPORT.samples().ensembles().get(1).spread(Scores::accuracy).mean(),
                1e-12);
        assertEquals(0, REPORT.samples().ensembles().get(64).groups().size());
    }

    @Test
    void theJointScoreCountsNetworksThatAreBothNewAndGood() {
        double needed = REPORT.zoo().accuracy().mean() - 0.005;
        for (Series series : REPORT.series()) {
            for (JointScore score : series.joint()) {
                long both = series.networks().stream()
                        .filter(network -> network.novelty() >= score.novelty()
                                && network.scores().accuracy() >= needed)
                        .count();
                assertEquals(both / (double) series.networks().size(), score.share(), 1e-12);
                assertTrue(score.interval().holds(score.share()), series.name() + score);
            }
        }
        assertTrue(REPORT.zoo().jointShare(0.25) > REPORT.zoo().jointShare(1));
        assertTrue(Double.isNaN(REPORT.zoo().jointShare(0.3)));
    }

    @Test
    void theFirst16LookForOutliers() {
        Map<String, Examples> sets = OutlierSets.of(TEST, SEED.child("outliers"));
        assertEquals(sets.keySet(), REPORT.samples().outliers().keySet());
        Examples noise = sets.get(OutlierSets.NOISE);
        Predictions inside = Predictions.ensemble(predictions(NEW.subList(0, 16)));
        Predictions outside = Predictions.ensemble(predictions(NEW.subList(0, 16), noise));
        OutlierReport report = REPORT.samples().outliers().get(OutlierSets.NOISE);
        Detection expected = Detection.of(confidences(inside), confidences(outside));
        assertEquals(expected.auroc(), report.confidence().auroc(), 1e-3);
        assertEquals(expected.fpr95(), report.confidence().fpr95(), 0.01);
        Detection byEntropy = Detection.of(negativeEntropies(inside), negativeEntropies(outside));
        assertEquals(byEntropy.auroc(), report.entropy().auroc(), 1e-3);
        assertEquals(byEntropy.fpr95(), report.entropy().fpr95(), 0.01);
        Series few = evaluate(ZOO, NEW.subList(0, 15), CONFIG.withBaselines(List.of()))
                .samples();
        assertTrue(Double.isNaN(few.outliers().get(OutlierSets.NOISE).entropy().auroc()));
        assertEquals(
                Map.of(),
                evaluate(ZOO, NEW, CONFIG.withBaselines(List.of()).withOutliers(false))
                        .samples()
                        .outliers());
    }

    private static double[] confidences(Predictions predictions) {
        return IntStream.range(0, predictions.examples())
                .mapToDouble(predictions::confidence)
                .toArray();
    }

    private static double[] negativeEntropies(Predictions predictions) {
        return IntStream.range(0, predictions.examples())
                .mapToDouble(i -> IntStream.range(0, predictions.classes())
                        .mapToDouble(c -> predictions.probability(i, c) * predictions.logProbability(i, c))
                        .sum())
                .toArray();
    }

    @Test
    void heldOutMembersMustBeSomeOfTheZoos() {
        EvaluationSubject subject = EvaluationSubject.of(NetworkSource.of(ZOO), NetworkSource.of(NEW));
        var outside = assertThrows(IllegalArgumentException.class, () -> subject.withHeldOut(Set.of(20)));
        assertEquals("held-out member 20 is not one of the zoo's 20", outside.getMessage());
        Set<Integer> all = IntStream.range(0, 20).boxed().collect(Collectors.toSet());
        assertThrows(IllegalArgumentException.class, () -> subject.withHeldOut(all));
    }

    @Test
    void overlapIsThatOfTheNearestMemberInErrors() {
        List<Predictions> zoo = predictions(ZOO);
        List<Predictions> samples = predictions(NEW);
        double expected = 0;
        for (Predictions member : zoo) {
            expected = Math.max(
                    expected,
                    WrongSets.overlap(
                            Classification.wrong(samples.get(4), TEST.labels()),
                            Classification.wrong(member, TEST.labels())));
        }
        assertEquals(expected, REPORT.samples().networks().get(4).overlap());
        EvaluationReport without = evaluate(ZOO, NEW, CONFIG.withOverlap(false).withBaselines(List.of()));
        assertTrue(Double.isNaN(without.samples().overlap().mean()));
    }

    @Test
    void baselinesAreWhereTheyHaveToBe() {
        Series noise = REPORT.named("noise-0.01");
        assertTrue(
                noise.novelty().median() < REPORT.named("noise-0.05").novelty().median());
        assertEquals(1, noise.novelty().belowThird());
        assertEquals(16, REPORT.named("soup-16").median(NetworkReport::participation), 1e-3);
        assertEquals(1 / 16.0, REPORT.named("soup-16").median(NetworkReport::largestWeight), 1e-4);
        assertEquals(0.9, REPORT.named("interpolation-0.1").median(NetworkReport::largestWeight), 1e-4);
        assertEquals(0, REPORT.named("pca-gaussian").median(NetworkReport::residual), 1e-3);
        assertTrue(REPORT.named("per-dimension-gaussian").median(NetworkReport::residual) > 0.3);
        // 30 networks x 19 axes of chi-square(1): the rms is right to 3 %; divisor N - 1 against N adds 2.6 %.
        assertEquals(Math.sqrt(20 / 19.0), REPORT.named("pca-gaussian").codeRmsRatio(), 5 * 0.03);
        for (Series series : REPORT.baselines()) {
            assertEquals(30, series.networks().size(), series.name());
        }
    }

    @Test
    void orderAndPresenceOfOtherSeriesChangeNothing() {
        List<Baseline> few = List.of(new PcaGaussian(1), new Soup(16), new Noise(0.03));
        EvaluationReport report = evaluate(ZOO, NEW, CONFIG.withBaselines(few));
        assertEquals(REPORT.zoo(), report.zoo());
        assertEquals(REPORT.samples(), report.samples());
        for (Series series : report.baselines()) {
            assertEquals(REPORT.named(series.name()), series);
        }
        assertEquals(MembersCsv.of(REPORT), MembersCsv.of(evaluate(ZOO, NEW, CONFIG)));
    }

    @Test
    void sparseZoosHaveSparseBaselinesWithTheirCounts() {
        NetworkSource zoo = RandomZoo.masked(18, new Seed(1), i -> RandomZoo.mask(new Seed(i), 10 + (i + 2) % 3, 7));
        EvaluationReport report = new Evaluation(RandomZoo.MLP, CONFIG, EvaluationListener.silent())
                .evaluate(zoo, RandomZoo.masked(6, new Seed(2), i -> RandomZoo.mask(new Seed(i), 11, 7)), TEST, SEED);
        for (Series series : report.series()) {
            if (series.kind() == Series.Kind.SAMPLES) {
                assertEquals(
                        new Density.Entry("fc1.weight", 11, 11, 30),
                        series.density().entries().get(0));
                continue;
            }
            Density density = series.density();
            assertEquals(45, density.prunable());
            assertEquals(17 / 45.0, density.min(), series.name());
            assertEquals(19 / 45.0, density.max(), series.name());
            assertEquals(
                    new Density.Entry("fc1.weight", 10, 12, 30),
                    density.entries().get(0));
            assertEquals(
                    new Density.Entry("fc2.weight", 7, 7, 15), density.entries().get(1));
            assertEquals(2, density.entries().size());
            assertEquals(17, series.networks().get(1).kept());
            assertEquals(17 / 45.0, series.networks().get(1).density());
        }
    }

    @ParameterizedTest(name = "{0} zoo members")
    @ValueSource(ints = {1, 2})
    void tinyZoosGiveUnknownsAndNotExceptions(int n) {
        EvaluationReport report = evaluate(ZOO.subList(0, n), NEW.subList(0, 1), CONFIG);
        assertEquals(n > 1, Double.isFinite(report.samples().novelty().median()));
        assertEquals(n - 1, report.spectrum().size());
        assertTrue(Double.isNaN(report.samples().networks().get(0).y()));
        assertTrue(Double.isNaN(report.samples().diversity().nearest()));
        assertTrue(Double.isFinite(report.samples().accuracy().mean()));
        assertTrue(Double.isFinite(report.samples().overlap().mean()));
        assertEquals(0, report.named("soup-16").networks().size());
        assertEquals(n > 1 ? 1 : 0, report.named("pca-gaussian").networks().size());
    }

    @Test
    void aZooOfEqualMembersHasNoUnitOfNovelty() {
        EvaluationReport report = evaluate(Collections.nCopies(16, ZOO.get(0)), NEW.subList(0, 2), CONFIG);
        assertTrue(Double.isNaN(report.samples().novelty().median()));
        assertTrue(Double.isNaN(report.samples().novelty().belowHalf()));
        assertTrue(Double.isNaN(report.samples().codeRmsRatio()));
        assertTrue(Double.isNaN(report.zoo().novelty().median()));
        assertEquals(0, report.nearestDistance());
    }

    @Test
    void networksAreAskedForOnceInOrderAndFewAreHeld() {
        List<Integer> asked = new ArrayList<>();
        List<String> heard = new ArrayList<>();
        new Evaluation(
                        RandomZoo.MLP,
                        CONFIG.withBaselines(List.of(new Noise(0.1))),
                        (series, done, members) -> heard.add(series + " " + done + "/" + members))
                .evaluate(
                        NetworkSource.of(ZOO),
                        NetworkSource.dense(60, i -> {
                            asked.add(i);
                            // Groups before this one were reported, so they were let go.
                            assertTrue(i < 25 || heard.contains("samples " + i / 25 * 25 + "/60"));
                            return NEW.get(i % 30).weights();
                        }),
                        TEST,
                        SEED);
        assertEquals(IntStream.range(0, 60).boxed().toList(), asked);
        assertEquals(
                List.of(
                        "zoo 20/20",
                        "samples 25/60",
                        "samples 50/60",
                        "samples 60/60",
                        "noise-0.1 25/60",
                        "noise-0.1 50/60",
                        "noise-0.1 60/60"),
                heard);
    }

    @Test
    void namesTheNetworkThatIsNotFinite() {
        float[] flat = NEW.get(1).weights().toArray();
        flat[32] = Float.NaN;
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> evaluate(ZOO, List.of(NEW.get(0), Network.dense(StateDict.of(LAYOUT, flat))), CONFIG));
        assertEquals("samples network 1: value 2 of fc1.bias is NaN, which is not finite", e.getMessage());
    }

    @Test
    void namesTheNetworkThatOverflows() {
        float[] flat = NEW.get(0).weights().toArray();
        java.util.Arrays.fill(flat, 3e38f);
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> evaluate(ZOO, List.of(Network.dense(StateDict.of(LAYOUT, flat))), CONFIG));
        assertTrue(e.getMessage().startsWith("samples network 0: logit "), e::getMessage);
    }

    @Test
    void namesThePrunedValueThatIsNotZero() {
        Mask mask = RandomZoo.mask(new Seed(4), 29, 15);
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> LoadedZoo.read(
                        LAYOUT, NetworkSource.of(1, i -> new Network(ZOO.get(0).weights(), mask))));
        int pruned = mask.toBitSet().nextClearBit(0);
        assertTrue(e.getMessage().startsWith("zoo member 0: value " + pruned + " of fc1.weight is "), e::getMessage);
        assertTrue(e.getMessage().endsWith(" but pruned, not 0"), e::getMessage);
        float[] negative = mask.apply(ZOO.get(0).weights()).toArray();
        negative[pruned] = -1e-30f;
        Network network = new Network(StateDict.of(LAYOUT, negative), mask);
        assertThrows(IllegalArgumentException.class, () -> LoadedZoo.read(LAYOUT, NetworkSource.of(List.of(network))));
    }

    @Test
    void refusesWhatStandsTwice() {
        var e = assertThrows(
                IllegalArgumentException.class, () -> CONFIG.withBaselines(List.of(new Noise(0.1), new Noise(0.1))));
        assertEquals("baseline noise-0.1 stands twice", e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> CONFIG.withEnsembleSizes(List.of(16, 4, 16)));
        assertEquals("ensemble size 16 stands twice", e.getMessage());
    }

    private static EvaluationReport evaluate(List<Network> zoo, List<Network> samples, EvaluationConfig config) {
        return new Evaluation(RandomZoo.MLP, config, EvaluationListener.silent())
                .evaluate(NetworkSource.of(zoo), NetworkSource.of(samples), TEST, SEED);
    }

    private static List<Predictions> predictions(List<Network> networks) {
        return predictions(networks, TEST);
    }

    private static List<Predictions> predictions(List<Network> networks, Examples examples) {
        List<Predictions> predictions = new ArrayList<>();
        new PopulationPredictor(RandomZoo.MLP)
                .predict(
                        networks.size(),
                        i -> networks.get(i).weights(),
                        examples,
                        (i, logits) -> predictions.add(Predictions.ofLogits(logits, 0, examples.count(), 3)));
        return predictions;
    }

    private static void assertClose(Scores expected, Scores actual) {
        assertEquals(expected.accuracy(), actual.accuracy());
        assertEquals(expected.nll(), actual.nll(), 1e-12);
        assertEquals(expected.brier(), actual.brier(), 1e-12);
        assertEquals(expected.ece(), actual.ece(), 1e-12);
    }
}
