package org.weightflow.bayes.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.bayes.PosteriorPredictive;
import org.weightflow.bayes.montecarlo.HmcConfig;
import org.weightflow.bayes.montecarlo.PosteriorConfig;
import org.weightflow.bayes.montecarlo.SghmcConfig;
import org.weightflow.bayes.variational.VariationalConfig;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.metrics.Quality;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.method.IterativeMagnitude;
import org.weightflow.pruning.method.Targets;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.SearchSettings;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;

class UncertaintyComparisonTest {
    /** 35 weights and 8 biases. */
    private static final Mlp NET = Mlp.of(4, 5, 3);

    private static final int DENSE = 43;
    /** Two levels of 40 %: 21, then 13 weights (12.6). */
    private static final int TICKET = 13 + 8;

    private static final Seed SEED = new Seed(5);
    private static final Task IRIS = iris();
    private static final SearchSettings SETTINGS = settings(2);
    private static final UncertaintyConfig CONFIG = new UncertaintyConfig(
            List.of(PredictorKind.values()),
            3,
            2,
            UncertaintyConfig.defaults().score(),
            UncertaintyConfig.defaults().laplace(),
            PosteriorConfig.defaults(),
            SghmcConfig.defaults().withBurnIn(4).withDraws(3).withThinning(1),
            new HmcConfig(4, 4, 2, 0.5, 0.8),
            2);
    private static final GivenNetworks GIVEN = new GivenNetworks(
            "from-elsewhere",
            List.of(zeros(), zeros()),
            99,
            Map.of("novelty r", 1.5, "another", -2.0, "endless", Double.POSITIVE_INFINITY),
            3,
            4);

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static UncertaintyReport report;
    private static final Counter STEPS = new Counter(Long.MAX_VALUE);

    private static Task iris() {
        try {
            return Task.load(new TaskConfig("iris", 24, Standardisation.Scope.PER_FEATURE), null, new Seed(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SearchSettings settings(int levels) {
        return new SearchSettings(
                Initialisation.KAIMING_UNIFORM,
                TrainConfig.defaults().withBatchSize(32).withEpochs(4).withLearningRate(0.03),
                2,
                Scope.global(),
                new PruneConfig(levels, 0.4, PruneConfig.Scope.GLOBAL, Map.of()));
    }

    private static StateDict zeros() {
        return StateDict.of(NET.layout(), new float[DENSE]);
    }

    /** The test part itself, and examples that cannot be told apart. */
    private static Map<String, Examples> outliers() {
        Examples test = IRIS.test();
        float[] far = new float[test.count() * 4];
        Arrays.fill(far, 50);
        Map<String, Examples> sets = new LinkedHashMap<>();
        sets.put("itself", test);
        sets.put("all alike", Examples.of(far, test.labels(), List.of(4), 3));
        return sets;
    }

    private static UncertaintyComparison comparison(UncertaintyConfig config) {
        return new UncertaintyComparison(NET, IRIS, SETTINGS, VariationalConfig.defaults(), config, outliers(), SEED);
    }

    @BeforeAll
    static void compare() throws IOException {
        report = comparison(CONFIG).run(shared, List.of(GIVEN), STEPS);
    }

    private static UncertaintyRow row(PredictorKind kind) {
        return report.rows().stream()
                .filter(row -> row.name().equals(kind.id()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void rowsComeInTheOrderOfTheKindsThenWhatIsGiven() {
        List<String> names = new ArrayList<>(EnumSet.allOf(PredictorKind.class).stream()
                .map(PredictorKind::id)
                .toList());
        names.add("from-elsewhere");
        assertEquals(names, report.rows().stream().map(UncertaintyRow::name).toList());
        assertEquals(names, STEPS.rows);
        assertEquals(35, report.prunable());
        assertEquals(13, report.kept());
        assertEquals(12, report.steps());
        assertEquals(
                List.of("all alike", "itself"),
                report.outliers().stream().sorted().toList());
    }

    @ParameterizedTest
    @EnumSource(PredictorKind.class)
    void everyKindIsMeasuredInFull(PredictorKind kind) {
        UncertaintyRow row = row(kind);
        int count =
                switch (kind) {
                    case DENSE, TICKET -> 3;
                    case DENSE_ENSEMBLE, TICKET_ENSEMBLE -> 1;
                    default -> 2;
                };
        assertEquals(count, row.quality().size());
        assertEquals(count, row.scaled().size());
        assertEquals(count, row.temperatures().size());
        for (int i = 0; i < count; i++) {
            for (Quality quality : List.of(row.quality().get(i), row.scaled().get(i))) {
                assertTrue(quality.accuracy() >= 0 && quality.accuracy() <= 1);
                assertTrue(quality.nll() > 0 && Double.isFinite(quality.nll()));
                assertTrue(DoubleStream.of(quality.brier(), quality.ece(), quality.mace(), quality.aurc())
                        .allMatch(value -> value >= 0 && value <= 2));
            }
            assertEquals(
                    row.quality().get(i).accuracy(), row.scaled().get(i).accuracy(), "a temperature moves no class");
            assertTrue(row.temperatures().get(i) > 0);
            // Half of all pairs score higher where both sets are one.
            assertEquals(0.5, row.auroc().get("itself").get(i), 1e-12);
            double others = row.auroc().get("all alike").get(i);
            assertTrue(others >= 0 && others <= 1);
        }
        assertEquals(
                IRIS.test().count(),
                row.diagram().stream().mapToInt(DiagramPoint::count).sum());
        assertTrue(row.inferenceSeconds() > 0 && row.trainingSeconds() > 0);
        assertEquals(
                EnumSet.of(PredictorKind.DENSE, PredictorKind.DENSE_ENSEMBLE, PredictorKind.BAYESIAN_DENSE)
                        .contains(kind),
                row.searchSeconds() == 0);
    }

    @ParameterizedTest
    @EnumSource(PredictorKind.class)
    void countsPassesAndStoredNumbers(PredictorKind kind) throws IOException {
        boolean single = kind == PredictorKind.DENSE || kind == PredictorKind.TICKET;
        assertEquals(single ? 1 : 3, row(kind).networks());
        // The last layer of the first ticket, a row for each class, its biases included.
        int last = imp().last().masks().get(0).kept(NET.layout().indexOf("fc2.weight")) + 3;
        assertEquals(
                switch (kind) {
                    case DENSE -> DENSE;
                    case TICKET -> TICKET;
                    case BAYESIAN_DENSE -> DENSE + 35;
                    case BAYESIAN_TICKET, TRANSPLANTED -> TICKET + 13;
                    case LAPLACE -> 2 * TICKET;
                    case LAST_LAYER_LAPLACE -> TICKET + last * (last + 1) / 2;
                    case DENSE_ENSEMBLE -> 3 * DENSE;
                    case SGHMC, HMC, TICKET_ENSEMBLE -> 3 * TICKET;
                },
                row(kind).parameters());
    }

    private static Workbench bench() {
        return Workbench.inMemory(
                NET,
                IRIS,
                SETTINGS,
                new PopulationTrainer(NET, IRIS.train(), SETTINGS.training()),
                IntStream.range(0, 3)
                        .mapToObj(i -> SEED.child("member").child(i))
                        .toList(),
                SearchListener.SILENT);
    }

    private static AllTickets imp() throws IOException {
        Workbench bench = bench();
        AllTickets found = new AllTickets();
        new IterativeMagnitude().search(bench, Targets.ofLevels(SETTINGS.levels(), 2, bench.selection()), found);
        return found;
    }

    private static Quality quality(List<StateDict> networks) {
        return Quality.of(
                Predictions.ensemble(new PosteriorPredictive(NET).each(networks, IRIS.test())),
                IRIS.test().labels());
    }

    @Test
    void networksAndEnsemblesAreThoseOfTheSameSeeds() throws IOException {
        Workbench bench = bench();
        List<StateDict> dense = bench.dense();
        List<StateDict> tickets = bench.trained(imp().last());
        for (int p = 0; p < 3; p++) {
            assertEquals(
                    quality(List.of(dense.get(p))),
                    row(PredictorKind.DENSE).quality().get(p));
            assertEquals(
                    quality(List.of(tickets.get(p))),
                    row(PredictorKind.TICKET).quality().get(p));
        }
        assertEquals(List.of(quality(dense)), row(PredictorKind.DENSE_ENSEMBLE).quality());
        assertEquals(
                List.of(quality(tickets)), row(PredictorKind.TICKET_ENSEMBLE).quality());
    }

    @Test
    void chainsSayHowTheyConverged() {
        Map<String, Double> facts = row(PredictorKind.HMC).facts();
        assertEquals(5, facts.size());
        assertTrue(facts.get("mutual information") >= 0);
        assertTrue(facts.get("acceptance") >= 0 && facts.get("acceptance") <= 1);
        assertTrue(facts.get("largest R-hat") > 0 && facts.get("R-hat of log density") > 0);
        assertTrue(facts.get("least ESS") >= 0);
        for (PredictorKind kind : List.of(PredictorKind.LAPLACE, PredictorKind.LAST_LAYER_LAPLACE)) {
            assertTrue(row(kind).facts().get("prior precision") > 0);
        }
    }

    /** At an acceptance next to 0 steps are so long that no chain moves; its R-hat is infinite, which no file can hold. */
    @Test
    void namesAnInfiniteRHatOfChainsThatNeverMove() throws IOException {
        UncertaintyConfig config = withHmc(new HmcConfig(30, 4, 2, 0, 1e-9)).withKinds(List.of(PredictorKind.HMC));
        UncertaintyReport stuck = comparison(config).run(folder, List.of(), new Counter(Long.MAX_VALUE));
        Map<String, Double> facts = stuck.rows().get(0).facts();
        assertEquals(0.0, facts.get("acceptance"));
        assertEquals(1.0, facts.get("largest R-hat infinite"));
    }

    @Test
    void givenNetworksVoteToo() {
        UncertaintyRow given = report.rows().get(report.rows().size() - 1);
        // Networks of zeros give every class a third.
        assertEquals(Math.log(3), given.mean(Quality::nll), 1e-6);
        assertEquals(2, given.networks());
        assertEquals(99, given.parameters());
        assertEquals(
                Map.of("novelty r", 1.5, "another", -2.0, "endless infinite", 1.0, "mutual information", 0.0),
                given.facts());
        assertEquals(3, given.searchSeconds());
        assertEquals(4, given.trainingSeconds());
        assertEquals(0.5, given.auroc().get("all alike").get(0));
    }

    /** Without biases a network says of an input of zeros that all classes are alike, and of every other that they are not. */
    @Test
    void outliersAreWhatPredictionsAreLeastCertainOf() throws IOException {
        GivenNetworks unbiased = new GivenNetworks(
                "unbiased",
                List.of(Initialisation.KAIMING_UNIFORM.draw(NET.layout(), new Seed(3))),
                DENSE,
                Map.of(),
                0,
                0);
        Examples test = IRIS.test();
        Examples nothing = Examples.of(new float[test.count() * 4], test.labels(), List.of(4), 3);
        UncertaintyReport planted = new UncertaintyComparison(
                        NET,
                        IRIS,
                        SETTINGS,
                        VariationalConfig.defaults(),
                        CONFIG.withKinds(List.of(PredictorKind.DENSE)),
                        Map.of("nothing", nothing),
                        SEED)
                .run(folder, List.of(unbiased), new Counter(Long.MAX_VALUE));
        assertEquals(List.of(1.0), planted.rows().get(1).auroc().get("nothing"));
    }

    @Test
    void refusesGivenNetworksThatTakeTheNameOfAnotherRow() {
        for (String name : List.of("dense", "hmc", "from-elsewhere")) {
            GivenNetworks other = new GivenNetworks(name, List.of(zeros()), 1, Map.of(), 0, 0);
            var e = assertThrows(IllegalArgumentException.class, () -> comparison(CONFIG)
                    .run(folder, List.of(GIVEN, other), new Counter(0)));
            assertTrue(e.getMessage().contains("'" + name + "'"), e::getMessage);
        }
        assertTrue(Files.notExists(folder.resolve("results")));
    }

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Checks that the progress neither falls nor passes its total. */
    private static final class Counter implements UncertaintyComparison.Listener {
        private final long stop;
        private final List<String> rows = new ArrayList<>();
        private long trained;
        private long done;
        private long total;

        Counter(long stop) {
            this.stop = stop;
        }

        @Override
        public void onSteps(String method, long now, long all, double meanLoss) {
            assertTrue(now >= done && now <= all, method);
            trained += Double.isNaN(meanLoss) ? 0 : 1;
            done = now;
            total = all;
            if (now >= stop) {
                throw new Stop();
            }
        }

        @Override
        public void onRow(UncertaintyRow row) {
            rows.add(row.name());
        }
    }

    @Test
    void whatIsCompleteIsReadAndWhatIsLostIsMadeAgain() throws IOException {
        assertEquals(STEPS.total, STEPS.done);
        Counter again = new Counter(Long.MAX_VALUE);
        assertEquals(report, comparison(CONFIG).run(shared, List.of(GIVEN), again));
        assertEquals(List.of(), again.rows);
        assertEquals(0, again.trained);
        assertEquals(again.total, again.done);
        // Of the tickets that it begins with only the masks and the last level's networks are read.
        Files.delete(shared.resolve("results/sghmc.json"));
        Counter once = new Counter(Long.MAX_VALUE);
        UncertaintyReport later = comparison(CONFIG).run(shared, List.of(GIVEN), once);
        assertEquals(List.of("sghmc"), once.rows);
        assertEquals(0, once.trained);
        assertEquals(untimed(report), untimed(later));
    }

    @Test
    void goesOnToTheSameRowsAndCountsItsStepsOnce() throws IOException {
        for (long stop : new long[] {3, 30, STEPS.total - 1}) {
            Path place = folder.resolve("stopped-" + stop);
            assertThrows(Stop.class, () -> comparison(CONFIG).run(place, List.of(GIVEN), new Counter(stop)));
            Counter counter = new Counter(Long.MAX_VALUE);
            assertEquals(untimed(report), untimed(comparison(CONFIG).run(place, List.of(GIVEN), counter)));
            assertEquals(STEPS.total, counter.total);
            assertEquals(STEPS.total, counter.done);
        }
    }

    /** A kind finds what it needs whether or not others came before, and every step is expected. */
    @ParameterizedTest
    @EnumSource(
            value = PredictorKind.class,
            names = {"BAYESIAN_TICKET", "TRANSPLANTED", "LAPLACE", "DENSE_ENSEMBLE", "TICKET_ENSEMBLE"})
    void aKindAloneIsTheSame(PredictorKind kind) throws IOException {
        Counter counter = new Counter(Long.MAX_VALUE);
        UncertaintyReport alone = comparison(CONFIG.withKinds(List.of(kind))).run(folder, List.of(), counter);
        assertEquals(List.of(untimed(row(kind))), untimed(alone));
        assertEquals(counter.total, counter.done);
        assertEquals(counter.total, counter.trained, "no step is made up for at the end");
    }

    private static List<UncertaintyRow> untimed(UncertaintyReport of) {
        return of.rows().stream().map(UncertaintyComparisonTest::untimed).toList();
    }

    private static UncertaintyRow untimed(UncertaintyRow row) {
        return new UncertaintyRow(
                row.name(),
                row.networks(),
                row.parameters(),
                row.quality(),
                row.scaled(),
                row.temperatures(),
                row.auroc(),
                row.diagram(),
                row.facts(),
                0.0,
                0.0,
                0);
    }

    @Test
    void refusesWhatCannotBeCompared() {
        assertRefused("networks for as many posteriors 2 is less than 3", () -> CONFIG.withSizes(2, 3));
        assertRefused("name one twice", () -> CONFIG.withKinds(List.of(PredictorKind.HMC, PredictorKind.HMC)));
        assertRefused("are none", () -> CONFIG.withKinds(List.of()));
        assertEquals(4, CONFIG.withSizes(4, 1).sghmc().draws(), "a chain has a state for each vote");
        assertRefused(
                "hmc.draws of all chains 8 are fewer than the 9 networks",
                () -> CONFIG.withKinds(List.of(PredictorKind.HMC)).withSizes(9, 1));
        assertRefused("hmc.draws 3 is less than 4", () -> withHmc(new HmcConfig(4, 3, 2, 0, 0.8)));
        // Chains that are not compared may be as short as they like.
        CONFIG.withKinds(List.of(PredictorKind.DENSE)).withSizes(100, 1);
        for (PredictorKind kind : PredictorKind.values()) {
            UncertaintyConfig one = CONFIG.withKinds(List.of(kind));
            if (kind.isOfTickets()) {
                assertRefused("tickets of " + kind.id() + " 0 is less than 1", () -> unpruned(one));
            } else {
                unpruned(one);
            }
        }
    }

    private static UncertaintyConfig withHmc(HmcConfig hmc) {
        return new UncertaintyConfig(
                CONFIG.kinds(),
                CONFIG.networks(),
                CONFIG.posteriors(),
                CONFIG.score(),
                CONFIG.laplace(),
                CONFIG.posterior(),
                CONFIG.sghmc(),
                hmc,
                CONFIG.chains());
    }

    private static UncertaintyComparison unpruned(UncertaintyConfig config) {
        return new UncertaintyComparison(NET, IRIS, settings(0), VariationalConfig.defaults(), config, Map.of(), SEED);
    }

    private static void assertRefused(String reason, Runnable what) {
        var e = assertThrows(IllegalArgumentException.class, what::run);
        assertTrue(e.getMessage().contains(reason), e::getMessage);
    }

    @Test
    void storesWhatIsLearnableAndKept() {
        Mlp normalised = new Mlp(List.of(4, 8, 3), Mlp.Norm.BATCH);
        // 4 * 8 + 8 * 3 weights, 8 + 3 biases, 8 scales and 8 shifts; running statistics are not learnt.
        assertEquals(56 + 11 + 16, Predictor.stored(Mask.dense(normalised.layout())));
        var kept = Mask.dense(normalised.layout()).toBitSet();
        int second = normalised.layout().offset(normalised.layout().indexOf("fc2.weight"));
        kept.clear(second, second + 20);
        Mask sparse = Mask.of(normalised.layout(), kept);
        assertEquals(36 + 11 + 16, Predictor.stored(sparse));
        Mask dense = Mask.dense(normalised.layout());
        assertEquals(2 * 83 + 63, GivenNetworks.parameters(List.of(sparse, dense, dense)));
    }
}
