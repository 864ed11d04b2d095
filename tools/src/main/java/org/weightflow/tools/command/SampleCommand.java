package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.weightflow.bayes.artefact.PosteriorFolder;
import org.weightflow.generator.Generator;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooManifest;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.PosteriorSampleStage;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.SampleStage;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weightflow sample}: draws networks from a generator or a posterior. */
@Command(
        name = "sample",
        description = "Draws complete, ready-to-use networks from a generator or a posterior into an ensemble.")
public final class SampleCommand implements Callable<Integer> {
    /** Options that mean nothing to a posterior. */
    private static final List<String> OF_GENERATORS = List.of(
            "--solver",
            "--temperature",
            "--anchor",
            "--hull",
            "--decode",
            "--condition",
            "--guidance",
            "--accept",
            "--zoo");

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "GENERATOR|POSTERIOR",
            description = "Folder of the generator, or of posteriors, from which draws are taken in turn.")
    private Path generatorFolder;

    @Mixin
    private ConfigOption config;

    @Mixin
    private OutOption out;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private DeviceOption device;

    @Mixin
    private SeedOption seed;

    @Option(names = "--count", paramLabel = "N", description = "Networks to draw.")
    private Integer count;

    @Option(
            names = "--solver",
            paramLabel = "ID",
            description = "euler-STEPS, rk4-STEPS or dormand-prince-TOLERANCE, such as rk4-25.")
    private String solver;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Factor on the initial noise: 1 samples what was learnt, less keeps to the middle of it.")
    private Double temperature;

    @Option(
            names = "--anchor",
            paramLabel = "SHARE",
            description = "Share of a training member in each sample: 0 samples what was learnt, 1 copies.")
    private Double anchor;

    @Option(
            names = "--hull",
            paramLabel = "SHARE",
            description = "Share of the variance inside the training members' hull; the rest is noise. 1 for no noise.")
    private Double hull;

    @Option(
            names = "--decode",
            paramLabel = "HOW",
            description =
                    "linear: the combination of weights; regression: with layers fitted to the combination of the "
                            + "members' layers, on training images without labels.")
    private RunConfig.Decode decode;

    @Option(
            names = "--condition",
            paramLabel = "NAME=VALUE",
            description =
                    "What the networks are to be, once for each condition of the generator, such as accuracy=0.97; what is "
                            + "not given each takes of a member.")
    private Map<String, Double> conditions;

    @Option(
            names = "--guidance",
            paramLabel = "W",
            description =
                    "How closely networks follow their conditions: 1 as the members do, above 1 more closely, 0 not at all.")
    private Double guidance;

    @Option(
            names = "--accept",
            paramLabel = "SHARE",
            description =
                    "Take only samples whose accuracy on validation examples is at most this much below the zoo's mean; "
                            + "0.005 is half a point. Needs --zoo.")
    private Double accept;

    @Option(
            names = "--zoo",
            paramLabel = "ZOO",
            description = "Folder of the zoo, for --accept, or if a basis that it implies does not find it.")
    private Path zooFolder;

    @Option(
            names = "--statistics-images",
            paramLabel = "N",
            description =
                    "Training images from which statistics of batch normalisation are estimated; all if fewer. Draws of a "
                            + "posterior have those of its mean networks unless this is given.")
    private Integer statisticsImages;

    @Mixin
    private DataDirOption dataDir;

    public SampleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        RunConfig settings = settings();
        if (PosteriorFolder.isAt(generatorFolder)) {
            draw(settings);
        } else {
            sample(settings);
        }
        return 0;
    }

    private void sample(RunConfig settings) throws IOException {
        if (settings.sample().accept().isPresent() && zooFolder == null) {
            throw new UsageException("samples are to be held against the zoo's accuracy (accept "
                    + settings.sample().accept().get() + "), but --zoo is missing");
        }
        Generator generator =
                zooFolder == null ? Generator.load(generatorFolder) : Generator.load(generatorFolder, zooFolder);
        Zoo zoo = zooFolder == null ? null : Zoo.open(zooFolder);
        if (zoo != null && !zoo.checksum().equals(generator.facts().zooChecksum())) {
            throw new IOException(generatorFolder + ": the generator learnt from another zoo than " + zooFolder);
        }
        device.apply();
        Path folder = out.prepare();
        threads.apply();
        boolean needsTask = settings.sample().accept().isPresent()
                || settings.sample().decode() == RunConfig.Decode.REGRESSION
                || generator.lacksStatistics();
        Task task = needsTask ? task(generator.facts().dataset()) : null;
        print(
                folder,
                new SampleStage(new Workplace(terminal, dataDir.folder(), threads.count()))
                        .run(settings, generator, zoo, task, folder));
    }

    private void draw(RunConfig settings) throws IOException {
        for (String option : OF_GENERATORS) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new UsageException(
                        option + " is for generators, but " + generatorFolder + " is a folder of posteriors");
            }
        }
        PosteriorFolder posteriors = PosteriorFolder.open(generatorFolder);
        if (statisticsImages != null && !posteriors.architecture().layout().hasState()) {
            throw new UsageException("--statistics-images are for networks with batch normalisation, but "
                    + posteriors.architecture().id() + " has none");
        }
        device.apply();
        Path folder = out.prepare();
        threads.apply();
        Task task = statisticsImages == null ? null : task(posteriors.origin().dataset());
        print(
                folder,
                new PosteriorSampleStage(new Workplace(terminal, dataDir.folder(), threads.count()))
                        .run(settings, posteriors, task, folder));
    }

    private void print(Path folder, Ensemble ensemble) {
        terminal.out()
                .print(new Table(Column.text("ensemble"), Column.number("networks"), Column.text("architecture"))
                        .row(folder, ensemble.size(), ensemble.architecture().id())
                        .text());
    }

    private RunConfig settings() throws IOException {
        RunConfig start = config.read();
        return UsageException.check(() -> start.withSeed(seed.or(start.seed()))
                .withSample(new RunConfig.Sampling(
                        count == null ? start.sample().count() : count,
                        solver == null ? start.sample().solver() : solver,
                        temperature == null ? start.sample().temperature() : temperature,
                        anchor == null ? start.sample().anchor() : anchor,
                        hull == null ? start.sample().hull() : hull,
                        decode == null ? start.sample().decode() : decode,
                        start.sample().regression(),
                        conditions == null ? start.sample().conditions() : conditions,
                        guidance == null ? start.sample().guidance() : guidance,
                        accept == null ? start.sample().accept() : Optional.of(accept)))
                .withStatistics(
                        statisticsImages == null ? start.statistics() : new RunConfig.Statistics(statisticsImages)));
    }

    /** What the generator's zoo or the posteriors were trained on. */
    private Task task(ZooManifest.Dataset recorded) throws IOException {
        if (recorded == null) {
            throw new IOException(generatorFolder
                    + " does not record what its networks were trained on, but samples need images of it");
        }
        return Task.load(recorded, dataDir.folder());
    }
}
