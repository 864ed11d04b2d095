package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.canon.alignment.AlignmentPlan;
import org.weightflow.canon.barrier.BarrierReport;
import org.weightflow.canon.barrier.LineKind;
import org.weightflow.canon.barrier.LineSummary;
import org.weightflow.canon.comparison.AlignmentReport;
import org.weightflow.canon.comparison.ComparedMethod;
import org.weightflow.canon.comparison.CurvesCsv;
import org.weightflow.canon.comparison.MethodReport;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.Captured;
import org.weightflow.tools.run.AlignReportStage;
import org.weightflow.tools.run.AlignmentMethods;
import org.weightflow.tools.run.BarrierSettings;
import org.weightflow.tools.run.BarrierTable;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.Workplace;

/** The command and the stage of the alignment report, on four networks with batch normalisation that were trained on Digits. */
class BarrierCommandTest {
    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private final Captured captured = new Captured();

    @BeforeAll
    static void collect() {
        Captured captured = new Captured();
        String command =
                "collect --dataset digits --validation 137 --architecture mlp-64-24-10-bn --members 4 --epochs 6"
                        + " --batch-size 64 --threads 1 --out ";
        assertEquals(0, captured.run((command + zoo()).split(" ", -1)), captured::err);
    }

    private static Path zoo() {
        return shared.resolve("zoo");
    }

    @Test
    void measuresMembersAsTheyAre() throws IOException {
        Path json = folder.resolve("barriers.json");
        assertEquals(
                0,
                captured.run(
                        "barrier",
                        zoo().toString(),
                        "--points",
                        "5",
                        "--train-examples",
                        "200",
                        "--json",
                        json.toString(),
                        "--threads",
                        "1"),
                captured::err);
        BarrierReport report = Json.read(json, BarrierReport.class);
        assertEquals(5, report.points());
        assertEquals(6, report.lines(LineKind.PAIR).size());
        assertEquals(4, report.lines(LineKind.MEAN).size());
        LineSummary.Heights test = report.summary(LineKind.PAIR).orElseThrow().on("test");
        assertTrue(test.worstError() >= test.meanError() && test.meanError() > 0.05, test::toString);
        List<String> lines = captured.out().lines().toList();
        assertTrue(lines.get(0).startsWith("lines"), captured::out);
        assertTrue(lines.get(2).matches("between members +6 +train .*"), captured::out);
        assertTrue(lines.get(5).matches("to their mean +4 +test .*"), captured::out);
        assertTrue(lines.stream().allMatch(line -> line.length() <= 100), captured::out);
        assertTrue(captured.err().contains("barrier (networks): 35/35 in "), captured::err);
    }

    @Test
    void callsTooFewPointsUsage() {
        assertEquals(2, captured.run("barrier", zoo().toString(), "--points", "2"));
        assertTrue(captured.err().startsWith("weightflow: points 2 is less than 3"), captured::err);
    }

    @Test
    void reportsHowMethodsCompare() throws IOException {
        Zoo zoo = Zoo.open(zoo());
        Task task = Task.load(zoo.manifest(), null);
        RunConfig config = RunConfig.defaults();
        List<ComparedMethod> methods = AlignmentMethods.usual(zoo.architecture()).stream()
                .map(name -> AlignmentMethods.of(name, zoo.architecture(), task.train(), config.align(), 1))
                .toList();
        BarrierSettings settings =
                new BarrierSettings(BarrierSettings.defaults().barrier().withPoints(3), 200);
        AlignmentReport report = new AlignReportStage(new Workplace(captured.terminal(), null, 1))
                .run(
                        new AlignReportStage.Subject("Title", config, settings, zoo, methods, List.of()),
                        task,
                        folder.resolve("report"));

        assertEquals(report, AlignmentReport.read(folder.resolve("report")));
        assertEquals(
                List.of(
                        "none",
                        "git-rebasin-first",
                        "weight-matching-pairs",
                        "weight-matching-first",
                        "weight-matching-mean",
                        "activation-matching-mean",
                        "weights-and-activations-mean",
                        "weight-matching-mean+scale-balance"),
                report.methods().stream().map(MethodReport::name).toList());
        assertEquals(
                List.of(
                        new AlignmentReport.Data("train", 200),
                        new AlignmentReport.Data("test", task.test().count())),
                report.data());
        assertEquals(task.train().count(), report.statisticsImages(), "there are fewer than 2048");
        assertTrue(barrier(report, 4) < barrier(report, 0), "aligned to the mean against not at all");
        assertTrue(Files.readString(folder.resolve("report/" + CurvesCsv.FILE)).startsWith("method,line,from,to"));
        for (Path file : AlignReportStage.files(folder.resolve("report"))) {
            assertTrue(Files.size(file) > 0, file::toString);
        }
        String table = BarrierTable.of(report);
        assertTrue(table.lines().allMatch(line -> line.length() <= 100), table);
        assertTrue(captured.err().contains("weight-matching-pairs, align: 6 in"), captured::err);
    }

    @Test
    void namesTheMethodsThatThereAre() {
        assertNoMethod("weight-machting-first", "did you mean weight-matching?");
        assertNoMethod("weight-matching-frist", "reference 'frist' is not one of first, medoid, mean, pairs");
        assertNoMethod("weight-matching-first+scale", "gauge 'scale' is not one of filter-norm, scale-balance");
        assertNoMethod("weight-matching-first+", "gauge '' is not one of");
        assertNoMethod("mean", "method '' is not one of none, weight-matching");
    }

    private static void assertNoMethod(String name, String reason) {
        AlignmentPlan plan = AlignmentPlan.defaults();
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> AlignmentMethods.of(name, Architectures.parse("mlp-4-3-2"), null, plan, 1));
        assertTrue(e.getMessage().contains(reason), e::getMessage);
    }

    private static double barrier(AlignmentReport report, int method) {
        return report.methods()
                .get(method)
                .barriers()
                .summary(LineKind.PAIR)
                .orElseThrow()
                .on("test")
                .meanLoss();
    }
}
