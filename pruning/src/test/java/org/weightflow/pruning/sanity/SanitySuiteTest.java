package org.weightflow.pruning.sanity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.prediction.NetworkAccuracy;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.method.FineTuning;
import org.weightflow.pruning.method.GatedTickets;
import org.weightflow.pruning.method.IterativeMagnitude;
import org.weightflow.pruning.method.LearningRateRewinding;
import org.weightflow.pruning.method.RandomMask;
import org.weightflow.pruning.method.Shuffled;
import org.weightflow.pruning.method.SynFlowTickets;
import org.weightflow.pruning.method.Targets;
import org.weightflow.pruning.method.TicketMethod;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.SearchSettings;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;
import org.weightflow.pruning.selection.Selection;

class SanitySuiteTest {
    private static final Mlp NET = Mlp.of(4, 12, 3);
    private static final Set<SanityControl> ALL = EnumSet.allOf(SanityControl.class);
    private static final Seed DRAWS = new Seed(99);
    /** 96 training examples: 6 steps an epoch, 36 in all. */
    private static final TrainConfig TRAINING =
            TrainConfig.defaults().withBatchSize(16).withEpochs(6).withLearningRate(0.02);

    private static final int REWIND = 4;

    @TempDir
    private Path folder;

    private final Task iris;
    private final SearchSettings settings = new SearchSettings(
            Initialisation.KAIMING_UNIFORM,
            TRAINING,
            REWIND,
            Scope.global(),
            new PruneConfig(2, 0.4, PruneConfig.Scope.GLOBAL, Map.of()));
    private final Targets targets = Targets.ofDensities(List.of(0.4), new Selection(NET.layout(), Scope.global()));

    SanitySuiteTest() throws IOException {
        iris = Task.load(new TaskConfig("iris", 24, Standardisation.Scope.PER_FEATURE), null, new Seed(1));
    }

    private static List<Seed> seeds(List<Integer> ids) {
        return ids.stream().map(id -> new Seed(5).child("member").child(id)).toList();
    }

    private Workbench bench(Examples examples, List<Integer> ids) {
        return Workbench.inMemory(
                NET, iris, settings, new PopulationTrainer(NET, examples, TRAINING), seeds(ids), SearchListener.SILENT);
    }

    private SanitySubjects subjects(TicketMethod method, List<Integer> ids) throws IOException {
        Workbench bench = bench(iris.train(), ids);
        Tickets found = search(method, bench);
        return new SanitySubjects(ids, seeds(ids), bench.of("zoo").trained(found), found.masks());
    }

    private Tickets search(TicketMethod method, Workbench bench) throws IOException {
        AllTickets found = new AllTickets();
        method.search(bench, targets, found);
        return found.last();
    }

    private SanitySuite suite(TicketMethod method, List<Integer> ids, Set<SanityControl> controls) throws IOException {
        return new SanitySuite(NET, iris, settings, method, targets, subjects(method, ids), controls, DRAWS);
    }

    private double[] test(List<StateDict> networks) {
        return new NetworkAccuracy(NET, iris.test()).of(networks);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Test
    void measuresEachControlAsItIsDefined() throws IOException {
        List<Integer> ids = List.of(0, 1, 2);
        TicketMethod imp = new IterativeMagnitude();
        SanitySubjects subjects = subjects(imp, ids);
        SanityReport report = suite(imp, ids, ALL).run(folder, SanityListener.SILENT);
        assertArrayEquals(test(subjects.networks()), array(report.ticket().testAccuracy()));
        assertEquals(List.of(1.0, 1.0, 1.0), report.ticket().overlap());
        assertFalse(report.trainedBySearch());
        assertEquals(REWIND, report.from());
        assertEquals(ALL.size() - 1, report.results().size(), "all but same-mask");
        Workbench bench = bench(iris.train(), ids);
        assertArrayEquals(test(bench.dense()), tested(report, SanityControl.DENSE));
        List<StateDict> starts = bench.rewound();
        List<Mask> rearranged = new ArrayList<>();
        List<StateDict> shuffled = new ArrayList<>();
        List<StateDict> fresh = new ArrayList<>();
        for (int p : ids) {
            Mask mask = subjects.masks().get(p);
            rearranged.add(Shuffled.within(mask, draw(SanityControl.REARRANGED_MASK, p)));
            shuffled.add(ShuffledWeights.within(starts.get(p), mask, draw(SanityControl.SHUFFLED_WEIGHTS, p)));
            fresh.add(settings.initialise().draw(NET.layout(), draw(SanityControl.REINITIALISED, p)));
        }
        assertArrayEquals(trained(bench, "a", starts, rearranged), tested(report, SanityControl.REARRANGED_MASK));
        assertArrayEquals(
                trained(bench, "b", shuffled, subjects.masks()), tested(report, SanityControl.SHUFFLED_WEIGHTS));
        assertArrayEquals(trained(bench, "c", fresh, subjects.masks()), tested(report, SanityControl.REINITIALISED));
        Seed labels = DRAWS.child(SanityControl.RANDOM_LABELS.id());
        Workbench misled = bench(CorruptedExamples.randomLabels(iris.train(), labels), ids);
        List<Mask> found = search(imp, misled).masks();
        assertNotEquals(subjects.masks(), found);
        assertArrayEquals(trained(bench, "d", starts, found), tested(report, SanityControl.RANDOM_LABELS));
        double overlap = report.result(SanityControl.RANDOM_LABELS)
                .orElseThrow()
                .measured()
                .meanOverlap();
        assertTrue(overlap > 0 && overlap < 1, "overlap " + overlap);
    }

    @Test
    void searchesOnHalfOfTheDataForAsManySteps() throws IOException {
        List<Integer> ids = List.of(0, 1);
        TicketMethod imp = new IterativeMagnitude();
        SanityReport report = suite(imp, ids, EnumSet.of(SanityControl.SHUFFLED_PIXELS, SanityControl.HALF_DATA))
                .run(folder, SanityListener.SILENT);
        TrainConfig twice = TRAINING.withEpochs(12);
        Examples half = CorruptedExamples.half(iris.train(), DRAWS.child(SanityControl.HALF_DATA.id()));
        PopulationTrainer trainer = new PopulationTrainer(NET, half, twice);
        assertEquals(48, half.count());
        assertEquals(36, trainer.totalSteps());
        Workbench search = Workbench.inMemory(
                NET,
                iris,
                new SearchSettings(settings.initialise(), twice, REWIND, settings.scope(), settings.levels()),
                trainer,
                seeds(ids),
                SearchListener.SILENT);
        Workbench bench = bench(iris.train(), ids);
        List<StateDict> starts = bench.rewound();
        assertArrayEquals(
                trained(bench, "half", starts, search(imp, search).masks()), tested(report, SanityControl.HALF_DATA));
        Examples pixels =
                CorruptedExamples.shuffledPixels(iris.train(), DRAWS.child(SanityControl.SHUFFLED_PIXELS.id()));
        assertArrayEquals(
                trained(bench, "pixels", starts, search(imp, bench(pixels, ids)).masks()),
                tested(report, SanityControl.SHUFFLED_PIXELS));
    }

    private static Seed draw(SanityControl control, int id) {
        return DRAWS.child(control.id()).child(id);
    }

    private double[] trained(Workbench bench, String name, List<StateDict> starts, List<Mask> masks)
            throws IOException {
        return test(bench.trained(name, () -> starts, masks, REWIND));
    }

    private static double[] tested(SanityReport report, SanityControl control) {
        return array(report.result(control).orElseThrow().measured().testAccuracy());
    }

    @Test
    void goesOnToTheSameResultsAndCountsItsStepsOnce() throws IOException {
        TicketMethod imp = new IterativeMagnitude();
        SanitySuite suite = suite(imp, List.of(0, 1), ALL);
        Counter counter = new Counter(Long.MAX_VALUE);
        SanityReport whole = suite.run(folder.resolve("whole"), counter);
        assertEquals(counter.total, counter.done);
        assertEquals(counter.total, counter.trained, "every planned step was made");
        for (int stop : new int[] {5, 150, 400}) {
            Path place = folder.resolve("stopped-" + stop);
            assertThrows(Stop.class, () -> suite.run(place, new Counter(stop)));
            Counter rest = new Counter(Long.MAX_VALUE);
            SanityReport resumed = suite.run(place, rest);
            assertEquals(accuracies(whole), accuracies(resumed));
            assertEquals(rest.total, rest.done);
            assertTrue(rest.trained < counter.trained, "nothing was done again");
        }
        Counter nothing = new Counter(Long.MAX_VALUE);
        assertEquals(whole, suite.run(folder.resolve("whole"), nothing));
        assertEquals(0, nothing.trained);
        assertFalse(Files.exists(folder.resolve("whole").resolve("search-half-data")));
    }

    @Test
    void drawsByMemberWhoeverElseIsChecked() throws IOException {
        Set<SanityControl> controls =
                EnumSet.of(SanityControl.REARRANGED_MASK, SanityControl.SHUFFLED_WEIGHTS, SanityControl.REINITIALISED);
        TicketMethod imp = new IterativeMagnitude();
        SanityReport both = suite(imp, List.of(0, 1), controls).run(folder.resolve("both"), SanityListener.SILENT);
        SanityReport second = suite(imp, List.of(1), controls).run(folder.resolve("second"), SanityListener.SILENT);
        for (SanityControl control : controls) {
            SanityMeasurement all = both.result(control).orElseThrow().measured();
            SanityMeasurement one = second.result(control).orElseThrow().measured();
            assertEquals(all.testAccuracy().get(1), one.testAccuracy().get(0));
            assertEquals(all.overlap().get(1), one.overlap().get(0));
        }
        String verdict = second.results().get(0).verdict();
        assertTrue(verdict.endsWith("on one member, too few to tell."), verdict);
    }

    @Test
    void tellsAMethodThatItIsBlindToData() throws IOException {
        Set<SanityControl> searches =
                EnumSet.of(SanityControl.RANDOM_LABELS, SanityControl.SHUFFLED_PIXELS, SanityControl.HALF_DATA);
        for (TicketMethod blind : List.of(new RandomMask(), SynFlowTickets.defaults())) {
            Counter counter = new Counter(Long.MAX_VALUE);
            SanityReport report = suite(blind, List.of(0, 1), searches)
                    .run(folder.resolve(blind.getClass().getSimpleName()), counter);
            for (SanityResult result : report.results()) {
                assertTrue(result.measured().sameMask());
                assertNull(result.difference());
                assertTrue(result.verdict().contains("gives the same mask"), result::verdict);
            }
            assertEquals(0, counter.trained);
            assertEquals(counter.total, counter.done);
        }
    }

    @Test
    void comparesWithTheTicketsMaskOnItsStartWhereTheSearchTrains() throws IOException {
        for (TicketMethod method : List.of(FineTuning.defaults(), new LearningRateRewinding())) {
            List<Integer> ids = List.of(0, 1);
            SanitySubjects subjects = subjects(method, ids);
            SanityReport report = suite(method, ids, EnumSet.of(SanityControl.DENSE, SanityControl.REARRANGED_MASK))
                    .run(folder.resolve(method.getClass().getSimpleName()), SanityListener.SILENT);
            assertTrue(report.trainedBySearch());
            assertEquals(REWIND, report.from());
            assertEquals(
                    List.of("ticket", "ticket", "same-mask"),
                    report.results().stream().map(SanityResult::reference).toList());
            Workbench bench = bench(iris.train(), ids);
            assertArrayEquals(
                    trained(bench, "same", bench.rewound(), subjects.masks()), tested(report, SanityControl.SAME_MASK));
            assertArrayEquals(test(subjects.networks()), array(report.ticket().testAccuracy()));
        }
    }

    /** Intervals: scipy.stats.ttest_rel(control, ticket).confidence_interval(.95) */
    /** Its tickets start from w / sigma(0), twice the weights. */
    @Test
    void scalesFreshWeightsAsContinuousSparsificationDoesItsOwn() throws IOException {
        List<Integer> ids = List.of(0, 1);
        TicketMethod gated = GatedTickets.defaults();
        SanityReport report =
                suite(gated, ids, EnumSet.of(SanityControl.REINITIALISED)).run(folder, SanityListener.SILENT);
        SanitySubjects subjects = subjects(gated, ids);
        List<StateDict> fresh = new ArrayList<>();
        for (int id : ids) {
            float[] weights = settings.initialise()
                    .draw(NET.layout(), draw(SanityControl.REINITIALISED, id))
                    .toArray();
            for (int e = 0; e < NET.layout().entries().size(); e++) {
                for (int i = NET.layout().offset(e);
                        NET.layout().entry(e).prunable() && i < NET.layout().offset(e + 1);
                        i++) {
                    weights[i] *= 2;
                }
            }
            fresh.add(StateDict.of(NET.layout(), weights));
        }
        List<StateDict> networks =
                bench(iris.train(), ids).trained(new Tickets("expected", fresh, subjects.masks(), REWIND));
        assertEquals(
                Arrays.stream(new NetworkAccuracy(NET, iris.validation()).of(networks))
                        .boxed()
                        .toList(),
                report.result(SanityControl.REINITIALISED)
                        .orElseThrow()
                        .measured()
                        .validationAccuracy());
        assertArrayEquals(test(networks), tested(report, SanityControl.REINITIALISED));
    }

    @Test
    void saysInWordsWhatACostMeans() {
        SanityMeasurement ticket = measured(0.97, 0.96, 0.98, 0.97);
        SanityMeasurement worse = measured(0.93, 0.93, 0.935, 0.929);
        SanityMeasurement unclear = measured(0.965, 0.965, 0.98, 0.972);
        SanityMeasurement alike = measured(0.97, 0.961, 0.979, 0.97);
        assertVerdict(
                "Rearranging the mask within its layers changes the accuracy by -3.90 points [-4.91, -2.89]. "
                        + "It matters which weights are kept.",
                SanityResult.of(SanityControl.REARRANGED_MASK, worse, "ticket", ticket));
        assertVerdict(
                "by +0.05 points [-0.62, +0.72]. Undecided: the interval holds both 0 and more than half a point.",
                SanityResult.of(SanityControl.REARRANGED_MASK, unclear, "ticket", ticket));
        assertVerdict(
                "by +0.00 points [-0.13, +0.13]. Only the layers' counts matter.",
                SanityResult.of(SanityControl.REARRANGED_MASK, alike, "ticket", ticket));
        assertVerdict(
                "The ticket is worse than its control.",
                SanityResult.of(SanityControl.REINITIALISED, ticket, "ticket", worse));
        assertVerdict("Pruning has a price.", SanityResult.of(SanityControl.DENSE, ticket, "ticket", worse));
        assertVerdict("Pruning is a gain.", SanityResult.of(SanityControl.DENSE, worse, "ticket", ticket));
        assertVerdict("Pruning has no clear price.", SanityResult.of(SanityControl.DENSE, alike, "ticket", ticket));
        assertEquals("+0.00", PairedDifference.points(-1e-9));
    }

    private static void assertVerdict(String expected, SanityResult result) {
        assertTrue(result.verdict().endsWith(expected), result::verdict);
    }

    private static SanityMeasurement measured(Double... accuracies) {
        return new SanityMeasurement(false, List.of(accuracies), List.of(accuracies), List.of(), 0, 0);
    }

    @Test
    void refusesWhatCannotBeChecked() {
        assertThrows(
                IllegalArgumentException.class,
                () -> suite(new IterativeMagnitude(), List.of(0), EnumSet.noneOf(SanityControl.class)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new SanitySubjects(List.of(0, 1), seeds(List.of(0)), List.of(), List.of()));
    }

    private static List<Object> accuracies(SanityReport report) {
        List<Object> all = new ArrayList<>();
        for (SanityResult result : report.results()) {
            all.add(result.measured().testAccuracy());
            all.add(result.measured().validationAccuracy());
            all.add(result.measured().overlap());
        }
        return all;
    }

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class Counter implements SanityListener {
        private final long stop;
        private long trained;
        private long done;
        private long total;

        Counter(long stop) {
            this.stop = stop;
        }

        @Override
        public void onSteps(String control, long now, long all, double meanLoss) {
            assertTrue(now >= done && now <= all);
            trained += Double.isNaN(meanLoss) ? 0 : 1;
            done = now;
            total = all;
            if (now >= stop) {
                throw new Stop();
            }
        }
    }
}
