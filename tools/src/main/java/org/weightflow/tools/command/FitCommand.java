package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.weightflow.canon.pca.GramSolver;
import org.weightflow.generator.Generator;
import org.weightflow.generator.codes.BasisConfig;
import org.weightflow.generator.flow.FieldKind;
import org.weightflow.generator.flow.FlowConfig;
import org.weightflow.generator.flow.matching.FlowCoupling;
import org.weightflow.generator.flow.matching.FlowPath;
import org.weightflow.generator.flow.matching.SourceConfig;
import org.weightflow.generator.flow.matching.TimeLaw;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.FitStage;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightflow fit}: learns the distribution of a zoo. */
@Command(name = "fit", description = "Learns the distribution of an aligned zoo by flow matching.")
public final class FitCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "ZOO", description = "Folder of the zoo: aligned, or of one trunk.")
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

    @Option(names = "--steps", paramLabel = "N", description = "Training steps of the flow.")
    private Integer steps;

    @Option(names = "--hidden", paramLabel = "N", description = "Units of the flow's hidden layers.")
    private Integer hidden;

    @Option(
            names = "--field",
            description =
                    "Network of the flow: ${COMPLETION-CANDIDATES}; tokens attends between layers, with --pca-scope layer.")
    private FieldKind field;

    @Option(
            names = "--path",
            description = "The way from noise to codes that the flow learns: ${COMPLETION-CANDIDATES}.")
    private FlowPath path;

    @Option(names = "--coupling", description = "How noise and codes are paired: ${COMPLETION-CANDIDATES}.")
    private FlowCoupling coupling;

    @Option(names = "--times", description = "Law of the training times: ${COMPLETION-CANDIDATES}.")
    private TimeLaw.Kind times;

    @Option(
            names = "--source",
            description = "What the flow starts from: ${COMPLETION-CANDIDATES}. Noise, noise with the moments of the "
                    + "codes, or fresh networks.")
    private SourceConfig.Kind source;

    @Option(
            names = "--source-deviation",
            paramLabel = "S",
            description = "Standard deviation of --source gaussian, in those of the codes.")
    private Double sourceDeviation;

    @Option(
            names = "--mixing",
            paramLabel = "SHARE",
            description = "Share of the training targets that are random points between members.")
    private Double mixing;

    @Option(
            names = "--condition",
            paramLabel = "NAME",
            description =
                    "Attribute of the members that samples can be asked for by, once for each: accuracy, density, or a "
                            + "metric of the zoo; NAME:category where its numbers name classes.")
    private List<String> conditions;

    @Option(names = "--held-out", paramLabel = "SHARE", description = "Share of the members that is held out.")
    private Double heldOut;

    @Option(names = "--choice", description = "Which checkpoint is kept: ${COMPLETION-CANDIDATES}.")
    private RunConfig.Choice choice;

    @Option(
            names = "--tolerance",
            paramLabel = "SHARE",
            description =
                    "Accuracy that a checkpoint may be below the zoo, with --choice accuracy; 0.002 is 0.2 points.")
    private Double tolerance;

    @Option(
            names = "--learn-statistics",
            description = "Learn running means and variances of batch normalisation like weights; "
                    + "else they are estimated from training images for each sample.")
    private boolean learnStatistics;

    @Option(
            names = "--basis",
            description =
                    "Where the principal components are kept: ${COMPLETION-CANDIDATES}. Stored with the generator, or "
                            + "implied by the zoo, which sampling then reads; auto stores up to 1 GiB.")
    private BasisConfig.Kind basis;

    @Option(names = "--pca-scope", description = "What has principal components of its own: ${COMPLETION-CANDIDATES}.")
    private BasisConfig.Scope pcaScope;

    @Option(
            names = "--pca-solver",
            description = "How principal components are found: ${COMPLETION-CANDIDATES}; randomised is for many small "
                    + "networks and few components.")
    private GramSolver pcaSolver;

    public FitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        RunConfig settings = settings();
        Zoo zoo = Zoo.open(zooFolder);
        device.apply();
        Path folder = out.prepare();
        threads.apply();
        Task task = settings.fit().choice() == RunConfig.Choice.ACCURACY
                ? Task.load(zoo.manifest(), dataDir.folder())
                : null;
        Generator generator = new FitStage(new Workplace(terminal, dataDir.folder(), threads.count()))
                .run(settings, zoo, task, folder);
        terminal.out()
                .print(new Table(
                                Column.text("generator"),
                                Column.number("dimensions"),
                                Column.number("variance %"),
                                Column.number("step"),
                                Column.text("why"))
                        .row(
                                folder,
                                generator.facts().dimensions(),
                                Table.percent(generator.facts().capturedVariance(), 1),
                                generator.facts().chosenStep(),
                                generator.facts().reason())
                        .text());
        return 0;
    }

    private BasisConfig basis(BasisConfig start) {
        return new BasisConfig(
                basis == null ? start.kind() : basis,
                pcaScope == null ? start.scope() : pcaScope,
                pcaSolver == null ? start.solver() : pcaSolver);
    }

    /** Its network, and what it is matched to. */
    private void matching(FlowConfig start, FlowConfig.Builder flow) {
        if (field != null) {
            flow.field(field);
        }
        if (path != null) {
            flow.path(path);
        }
        if (coupling != null) {
            flow.coupling(coupling);
        }
        if (times != null) {
            flow.time(start.time().withKind(times));
        }
        SourceConfig noise = source == null ? start.source() : start.source().withKind(source);
        flow.source(sourceDeviation == null ? noise : noise.withDeviation(sourceDeviation));
        if (mixing != null) {
            flow.mixing(start.mixing().withShare(mixing));
        }
    }

    private RunConfig settings() throws IOException {
        RunConfig start = config.read();
        return UsageException.check(() -> {
            FlowConfig.Builder flow = start.fit().flow().toBuilder();
            if (steps != null) {
                flow.steps(steps);
            }
            if (hidden != null) {
                flow.hidden(hidden);
            }
            if (heldOut != null) {
                flow.heldOut(heldOut);
            }
            matching(start.fit().flow(), flow);
            RunConfig.Fit fit = start.fit();
            fit = new RunConfig.Fit(
                    fit.components(),
                    fit.variance(),
                    choice == null ? fit.choice() : choice,
                    tolerance == null ? fit.tolerance() : tolerance,
                    fit.learnStatistics() || learnStatistics,
                    basis(fit.basis()),
                    conditions == null ? fit.conditions() : conditions,
                    flow.build());
            RunConfig settings = start.withFit(fit);
            return settings.withSeed(seed.or(settings.seed()));
        });
    }
}
