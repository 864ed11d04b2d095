package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weightflow.canon.matching.Members;
import org.weightflow.generator.Generator;
import org.weightflow.generator.Sample;
import org.weightflow.generator.SampleConfig;
import org.weightflow.generator.ZooSource;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.generator.evaluation.Evaluation;
import org.weightflow.generator.evaluation.EvaluationListener;
import org.weightflow.generator.evaluation.EvaluationReport;
import org.weightflow.generator.evaluation.EvaluationSubject;
import org.weightflow.generator.evaluation.EvaluationSubject.Effort;
import org.weightflow.generator.evaluation.EvaluationSubject.Setting;
import org.weightflow.generator.evaluation.MembersCsv;
import org.weightflow.generator.evaluation.MetricsTree;
import org.weightflow.generator.evaluation.frontier.BaselineLevels;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooManifest;
import org.weightflow.tools.report.ReportContent;
import org.weightflow.tools.report.ReportContent.Run;
import org.weightflow.tools.report.ReportPage;
import org.weightflow.tools.terminal.Progress;

/** From a zoo and an ensemble to a report: {@code metrics.json}, {@code members.csv} and {@code report.html}. */
public final class EvaluateStage {
    /** The folder of a run that holds the report. */
    public static final String FOLDER = "report";

    /** The file of a report that holds its numbers. */
    public static final String METRICS = "metrics.json";

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
     * @param generator whose held-out members and line on the frontier count, and whose spectrum and curves the page shows;
     *                  null if not known
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
        Seed seed = new Seed(config.seed()).child("evaluate");
        EvaluationSubject networks = networks(subject, task, seed);
        try (Progress.Task progress =
                workplace.terminal().progress().start("evaluate (networks)", count(config, networks))) {
            Map<String, Integer> seen = new LinkedHashMap<>();
            report = evaluation(
                            subject,
                            task,
                            (name, done, members) -> progress.advance(done - orNone(seen.put(name, done)), name))
                    .evaluate(networks, task.test(), seed);
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
        Architecture architecture = subject.zoo().architecture();
        Evaluation evaluation =
                new Evaluation(architecture, subject.config().evaluate().config(), listener);
        return architecture.layout().hasState() ? evaluation.withStatistics(statistics(subject, task)) : evaluation;
    }

    private static BatchNormEstimation statistics(Subject subject, Task task) {
        RunConfig config = subject.config();
        int images =
                subject.ensemble().statisticsImages().orElse(config.statistics().images());
        return config.withStatistics(new RunConfig.Statistics(images))
                .estimation(subject.zoo().architecture(), task);
    }

    private EvaluationSubject networks(Subject subject, Task task, Seed seed) throws IOException {
        RunConfig config = subject.config();
        EvaluationSubject networks = EvaluationSubject.of(
                source(ZooSource.of(subject.zoo()).members()), source(members(subject.ensemble())));
        if (config.evaluate().outliers()) {
            networks = networks.withOutliers(OtherImages.of(task, workplace.dataFolder(), seed.child("other-images")));
        }
        networks = networks.withEffort(effort(subject));
        if (subject.generator() == null) {
            return networks;
        }
        return networks.withHeldOut(Set.copyOf(subject.generator().facts().heldOutMembers()))
                .withSettings(settings(subject, task, seed.child("settings")));
    }

    /** As far as the zoo's manifest tells; a zoo that was imported does not say how long its members trained. */
    private static Effort effort(Subject subject) {
        ZooManifest manifest = subject.zoo().manifest();
        double epochs = manifest.recipe().get("training") instanceof Map<?, ?> training
                        && training.get("epochs") instanceof Number number
                ? number.doubleValue()
                : Double.NaN;
        double examples =
                manifest.dataset() == null ? Double.NaN : manifest.dataset().train();
        Generator generator = subject.generator();
        return new Effort(
                epochs * examples,
                generator == null
                        ? Double.NaN
                        : generator.samplingFlops(subject.config().sample().config()));
    }

    /** The generator under each sampling setting of the frontier; no sample is turned away. */
    private static List<Setting> settings(Subject subject, Task task, Seed seed) {
        RunConfig config = subject.config();
        int count = config.evaluate().frontier();
        if (count == 0) {
            return List.of();
        }
        Generator generator = subject.generator();
        Generator complete =
                generator.lacksStatistics() ? generator.withStatistics(statistics(subject, task)) : generator;
        if (config.sample().config().regression().isPresent()) {
            complete = complete.withCalibration(task.train());
        }
        List<Setting> settings = new ArrayList<>();
        for (double anchor : config.evaluate().anchors()) {
            String name = "anchor-" + anchor;
            SampleConfig sampling = config.sample().config().withAnchor(anchor);
            settings.add(new Setting(name, sampled(complete, count, seed.child(name), sampling)));
        }
        for (double temperature : config.evaluate().temperatures()) {
            String name = "temperature-" + temperature;
            SampleConfig sampling = config.sample().config().withTemperature(temperature);
            settings.add(new Setting(name, sampled(complete, count, seed.child(name), sampling)));
        }
        return settings;
    }

    private static NetworkSource sampled(Generator generator, int count, Seed seed, SampleConfig config) {
        Iterator<Sample> samples = generator.sample(count, seed, config).iterator();
        return NetworkSource.of(count, i -> {
            Sample sample = samples.next();
            return new Network(sample.weights(), sample.mask());
        });
    }

    /** Networks that the evaluation passes over. */
    private static long count(RunConfig config, EvaluationSubject networks) {
        RunConfig.Evaluate asked = config.evaluate();
        int zoo = networks.zoo().count();
        long levels = BaselineLevels.count(zoo - networks.heldOut().size())
                + networks.settings().size();
        return zoo + (1L + asked.baselines().size()) * networks.samples().count() + levels * asked.frontier();
    }

    private static int orNone(Integer before) {
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
