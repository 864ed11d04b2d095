package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.weightflow.canon.alignment.AlignmentMethod;
import org.weightflow.canon.alignment.AlignmentPlan;
import org.weightflow.canon.alignment.AlignmentSummary;
import org.weightflow.canon.comparison.AlignmentReport;
import org.weightflow.canon.comparison.ComparedMethod;
import org.weightflow.canon.gauge.GaugeConfig;
import org.weightflow.canon.matching.AlignmentConfig;
import org.weightflow.canon.matching.Reference;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.AlignReportStage;
import org.weightflow.tools.run.AlignStage;
import org.weightflow.tools.run.AlignmentMethods;
import org.weightflow.tools.run.BarrierTable;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightflow align}: brings the members of a zoo into one order of units. */
@Command(
        name = "align",
        description = "Brings the members of a zoo into one coordinate system, or compares ways to do so; checks that "
                + "each member computes what it did.")
public final class AlignCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "ZOO", description = "Folder of the zoo.")
    private Path zooFolder;

    @Mixin
    private ConfigOption config;

    @Mixin
    private OutOption out;

    @Mixin
    private DataDirOption dataDir;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private DeviceOption device;

    @Mixin
    private SeedOption seed;

    @Option(names = "--method", description = "By what units are matched: ${COMPLETION-CANDIDATES}.")
    private AlignmentMethod method;

    @Option(names = "--reference", description = "What the members are matched to: ${COMPLETION-CANDIDATES}.")
    private Reference reference;

    @Option(names = "--restarts", paramLabel = "N", description = "Ascents per member; the best one counts.")
    private Integer restarts;

    @Option(
            names = "--perturbations",
            paramLabel = "N",
            description = "Further ascents per member, each from near the best so far.")
    private Integer perturbations;

    @Option(
            names = "--gauges",
            paramLabel = "GAUGE",
            split = ",",
            description = "What else is fixed among networks of one function: ${COMPLETION-CANDIDATES}.")
    private List<GaugeConfig.Kind> gauges;

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description = "Align in several ways, read the test examples, and write how they compare to this folder: "
                    + "barriers, distances, objectives, seconds. With --out, also align as the other options say.")
    private Path report;

    @Option(
            names = "--methods",
            paramLabel = "NAME",
            split = ",",
            description = "What --report compares, such as weight-matching-mean+scale-balance: method, reference "
                    + "(or pairs, for each pair by itself), gauges. Default: those that suit the architecture.")
    private List<String> methods;

    @Mixin
    private BarrierOptions barrier;

    public AlignCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (methods != null && report == null) {
            throw new UsageException("--methods says what --report compares, and needs it");
        }
        RunConfig settings = settings();
        Zoo zoo = Zoo.open(zooFolder);
        device.apply();
        Optional<Path> folder = report == null || out.isGiven() ? Optional.of(out.prepare()) : Optional.empty();
        threads.apply();
        Task task = Task.load(zoo.manifest(), dataDir.folder());
        Workplace workplace = new Workplace(terminal, dataDir.folder(), threads.count());
        if (folder.isPresent()) {
            align(workplace, settings, zoo, task, folder.get());
        }
        if (report != null) {
            compare(workplace, settings, zoo, task);
        }
        return 0;
    }

    private void align(Workplace workplace, RunConfig settings, Zoo zoo, Task task, Path folder) throws IOException {
        new AlignStage(workplace).run(settings, zoo, task, folder);
        AlignmentSummary summary = AlignmentSummary.read(folder);
        terminal.out()
                .print(new Table(
                                Column.text("aligned zoo"),
                                Column.number("objective before"),
                                Column.number("after"),
                                Column.number("largest logit change"))
                        .row(
                                folder,
                                Table.decimal(summary.objectiveBefore(), 1),
                                Table.decimal(summary.objectiveAfter(), 1),
                                String.format(Locale.ROOT, "%.1e", summary.largestFunctionDifference()))
                        .text());
    }

    private void compare(Workplace workplace, RunConfig settings, Zoo zoo, Task task) throws IOException {
        Architecture architecture = zoo.architecture();
        List<String> names = methods == null ? AlignmentMethods.usual(architecture) : methods;
        List<ComparedMethod> compared = UsageException.check(() -> names.stream()
                .map(name -> AlignmentMethods.of(name, architecture, task.train(), settings.align(), threads.count()))
                .toList());
        AlignmentReport found = new AlignReportStage(workplace)
                .run(
                        new AlignReportStage.Subject(
                                "weightflow align " + zooFolder.getFileName(),
                                settings,
                                barrier.settings(),
                                zoo,
                                compared,
                                List.of("weightflow align " + zooFolder + " --report " + report + " --methods "
                                        + String.join(",", names) + " --seed " + settings.seed())),
                        task,
                        report);
        terminal.out().print(BarrierTable.of(found));
        AlignReportStage.files(report).forEach(terminal.out()::println);
    }

    private RunConfig settings() throws IOException {
        RunConfig start = config.read();
        return UsageException.check(() -> {
            AlignmentPlan plan = start.align();
            AlignmentConfig matching = plan.matching();
            matching = reference == null ? matching : matching.withReference(reference);
            matching = restarts == null
                    ? matching
                    : matching.withMatching(matching.matching().withRestarts(restarts));
            matching = perturbations == null
                    ? matching
                    : matching.withMatching(matching.matching().withPerturbations(perturbations));
            plan = plan.withMatching(matching);
            plan = method == null ? plan : plan.withMethod(method);
            plan = gauges == null ? plan : plan.withGauges(gauges);
            if (plan.isNothing()) {
                plan = plan.withMethod(AlignmentMethod.WEIGHT_MATCHING);
            }
            return start.withAlign(plan).withSeed(seed.or(start.seed()));
        });
    }
}
