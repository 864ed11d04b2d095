package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.canon.comparison.AlignmentComparison;
import org.weightflow.canon.comparison.AlignmentReport;
import org.weightflow.canon.comparison.ComparedMethod;
import org.weightflow.canon.comparison.ComparisonListener;
import org.weightflow.canon.comparison.CurvesCsv;
import org.weightflow.canon.comparison.MethodReport;
import org.weightflow.canon.matching.FileMembers;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.report.AlignmentContent;
import org.weightflow.tools.report.AlignmentPage;
import org.weightflow.tools.terminal.Progress;

/**
 * From a zoo and methods of alignment to a report that compares them: {@code report.html}, {@code alignment-report.json} and
 * {@code alignment-curves.csv}.
 */
public final class AlignReportStage {
    private static final String PAGE = "report.html";

    /** Training examples on which each member's function is checked. */
    private static final int CHECK_ROWS = 64;

    private final Workplace workplace;

    public AlignReportStage(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * What is compared.
     *
     * @param title    of the report page
     * @param config   seed and statistics
     * @param settings points, lines and examples
     * @param methods  in the order of the report, without the one that leaves the members as they are
     * @param commands that make the same again
     */
    public record Subject(
            String title,
            RunConfig config,
            BarrierSettings settings,
            Zoo zoo,
            List<ComparedMethod> methods,
            List<String> commands) {
        public Subject {
            methods = List.copyOf(methods);
            commands = List.copyOf(commands);
        }
    }

    /** Reads the test examples, compares, writes the report and gives its numbers. */
    public AlignmentReport run(Subject subject, Task task, Path folder) throws IOException {
        RunConfig config = subject.config();
        Zoo zoo = subject.zoo();
        AlignmentComparison comparison = new AlignmentComparison(
                zoo.architecture(), subject.settings().on(zoo.architecture(), task, config), checkRows(task));
        AlignmentReport report;
        try (Steps steps = new Steps()) {
            report = comparison.compare(
                    FileMembers.of(zoo.size(), zoo::weights, zoo::mask),
                    subject.methods(),
                    new Seed(config.seed()),
                    steps);
        }
        Files.createDirectories(folder);
        AtomicFiles.sweep(folder);
        AtomicFiles.writeText(folder.resolve(CurvesCsv.FILE), CurvesCsv.of(report));
        AtomicFiles.writeText(
                folder.resolve(PAGE),
                new AlignmentPage()
                        .render(new AlignmentContent(
                                subject.title(),
                                task.dataset().name(),
                                report,
                                subject.commands(),
                                ReportBuilder.facts(
                                        workplace.provenance(task.dataset().sha256())))));
        report.write(folder);
        return report;
    }

    /** The files of a report, in the order in which people read them. */
    public static List<Path> files(Path folder) {
        return List.of(folder.resolve(PAGE), folder.resolve(AlignmentReport.FILE), folder.resolve(CurvesCsv.FILE));
    }

    private static float[] checkRows(Task task) {
        int rows = Math.min(CHECK_ROWS, task.train().count());
        return task.train().select(IntStream.range(0, rows).toArray()).features();
    }

    /** A bar for what a method matches, and one for what is then measured. */
    private final class Steps implements ComparisonListener, AutoCloseable {
        private final Progress progress = workplace.terminal().progress();
        private Progress.Task matching;
        private NetworkProgress measuring;

        @Override
        public void onMatched(String method) {
            if (matching == null) {
                matching = progress.start(method + ", align", -1);
            }
            matching.advance(1);
        }

        @Override
        public void onNetworks(String method, int done, int total) {
            if (measuring == null) {
                closeMatching();
                measuring = new NetworkProgress(progress, method + ", barriers (networks)");
            }
            measuring.onNetworks(done, total);
        }

        @Override
        public void onMethod(MethodReport report) {
            close();
        }

        @Override
        public void close() {
            closeMatching();
            if (measuring != null) {
                measuring.close();
                measuring = null;
            }
        }

        private void closeMatching() {
            if (matching != null) {
                matching.close();
                matching = null;
            }
        }
    }
}
