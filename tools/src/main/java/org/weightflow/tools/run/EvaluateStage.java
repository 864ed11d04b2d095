package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.canon.matching.Members;
import org.weightflow.generator.Generator;
import org.weightflow.generator.ZooSource;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.generator.evaluation.Evaluation;
import org.weightflow.generator.evaluation.EvaluationListener;
import org.weightflow.generator.evaluation.EvaluationReport;
import org.weightflow.generator.evaluation.MembersCsv;
import org.weightflow.generator.evaluation.MetricsTree;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.report.ReportContent;
import org.weightflow.tools.report.ReportContent.Run;
import org.weightflow.tools.report.ReportPage;
import org.weightflow.tools.terminal.Progress;

/** From a zoo and an ensemble to a report: {@code metrics.json}, {@code members.csv} and {@code report.html}. */
public final class EvaluateStage {
    /** The folder of a run that holds the report. */
    public static final String FOLDER = "report";

    private static final String METRICS = "metrics.json";

    private static final String MEMBERS = "members.csv";
    private static final String PAGE = "report.html";

    private final Workplace workplace;

    public EvaluateStage(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * What is evaluated.
     *
     * @param title     of the report page
     * @param preset    the preset that the run came from; empty for none
     * @param config    every setting, as the page shows it
     * @param commands  that make the same again
     * @param zoo       in whose space distances are taken
     * @param generator whose spectrum and curves the page shows; null if not known
     */
    public record Subject(
            String title,
            String preset,
            RunConfig config,
            List<String> commands,
            Zoo zoo,
            Ensemble ensemble,
            Generator generator) {
        public Subject {
            commands = List.copyOf(commands);
        }
    }

    /** Reads the test examples, evaluates, writes the report and gives its numbers. */
    public EvaluationReport run(Subject subject, Task task, Path folder) throws IOException {
        RunConfig config = subject.config();
        EvaluationReport report;
        int series = 2 + config.evaluate().baselines().size();
        long networks =
                subject.zoo().size() + (series - 1L) * subject.ensemble().size();
        try (Progress.Task progress = workplace.terminal().progress().start("evaluate (networks)", networks)) {
            Map<String, Integer> seen = new LinkedHashMap<>();
            report = evaluation(
                            subject,
                            task,
                            (name, done, members) -> progress.advance(done - count(seen.put(name, done)), name))
                    .evaluate(
                            source(ZooSource.of(subject.zoo()).members()),
                            source(members(subject.ensemble())),
                            task.test(),
                            new Seed(config.seed()).child("evaluate"));
        }
        ReportContent content = ReportBuilder.content(
                new Run(subject.title(), config.name(), subject.preset()),
                subject.zoo().architecture(),
                task,
                report,
                subject.generator(),
                ReportBuilder.reproduction(
                        config,
                        subject.commands(),
                        workplace.provenance(task.dataset().sha256())));
        Files.createDirectories(folder);
        AtomicFiles.sweep(folder);
        AtomicFiles.writeText(folder.resolve(MEMBERS), MembersCsv.of(report));
        AtomicFiles.writeText(folder.resolve(PAGE), new ReportPage().render(content));
        AtomicFiles.writeText(folder.resolve(METRICS), Json.text(MetricsTree.of(report)));
        return report;
    }

    /** The baselines' statistics come from as many images as the samples'. */
    private static Evaluation evaluation(Subject subject, Task task, EvaluationListener listener) {
        RunConfig config = subject.config();
        int images =
                subject.ensemble().statisticsImages().orElse(config.statistics().images());
        Architecture architecture = subject.zoo().architecture();
        Evaluation evaluation = new Evaluation(architecture, config.evaluate().config(), listener);
        return architecture.layout().hasState()
                ? evaluation.withStatistics(
                        config.withStatistics(new RunConfig.Statistics(images)).estimation(architecture, task))
                : evaluation;
    }

    private static int count(Integer before) {
        return before == null ? 0 : before;
    }

    private static Members members(Ensemble ensemble) {
        return Members.of(ensemble.size(), ensemble::weights, ensemble::mask);
    }

    private static NetworkSource source(Members members) {
        return NetworkSource.of(
                members.count(),
                i -> new Network(members.weights(i), members.mask(i).orElse(null)));
    }

    /** The files of a report, in the order in which people read them. */
    public static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        for (String name : List.of(PAGE, METRICS, MEMBERS)) {
            files.add(folder.resolve(name));
        }
        return files;
    }
}
