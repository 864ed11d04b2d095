package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.weightflow.generator.Generator;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.generator.evaluation.EvaluationReport;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooManifest;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.EvaluateStage;
import org.weightflow.tools.run.ResultsTable;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightflow evaluate}: says how accurate and how new the networks of an ensemble are. */
@Command(
        name = "evaluate",
        description =
                "Reads the test examples and compares an ensemble with the zoo and with baselines that need no generator.")
public final class EvaluateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "ENSEMBLE", description = "Folder of the ensemble.")
    private Path ensembleFolder;

    @Option(
            names = "--zoo",
            required = true,
            paramLabel = "ZOO",
            description = "Folder of the zoo that the generator learnt from, aligned if it was.")
    private Path zooFolder;

    @Option(
            names = "--generator",
            paramLabel = "GENERATOR",
            description =
                    "Folder of the generator, for its line on the frontier, the copy test against the members that it did "
                            + "not learn from, and its spectrum and loss curves in the report.")
    private Path generatorFolder;

    @Option(
            names = "--temperatures",
            split = ",",
            paramLabel = "T",
            description = "Temperatures at which the generator is sampled for the frontier, such as 0.25,0.5,1.")
    private List<Double> temperatures;

    @Option(
            names = "--no-frontier",
            description = "Measure accuracy at the given baselines alone, not as a function of novelty.")
    private boolean noFrontier;

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

    public EvaluateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        RunConfig start = config.read();
        RunConfig.Evaluate evaluate = UsageException.check(() -> evaluate(start.evaluate()));
        Zoo zoo = Zoo.open(zooFolder);
        Ensemble ensemble = Ensemble.open(ensembleFolder);
        Generator generator = generatorFolder == null ? null : Generator.load(generatorFolder, zooFolder);
        requireKin(zoo, ensemble, generator);
        device.apply();
        Path folder = out.prepare();
        threads.apply();
        Task task = Task.load(zoo.manifest(), dataDir.folder());
        RunConfig settings = start.withSeed(seed.or(start.seed()))
                .withArchitecture(zoo.architecture().id())
                .withDataset(task.config())
                .withEvaluate(evaluate);
        EvaluationReport report = new EvaluateStage(new Workplace(terminal, dataDir.folder(), threads.count()))
                .run(
                        new EvaluateStage.Subject(
                                "Samples against their zoo: " + ensembleFolder.getFileName(),
                                "",
                                settings,
                                List.of(command(folder)),
                                zoo,
                                ensemble,
                                generator),
                        task,
                        folder);
        terminal.out().print(ResultsTable.of(report));
        EvaluateStage.files(folder).forEach(terminal.out()::println);
        return 0;
    }

    private RunConfig.Evaluate evaluate(RunConfig.Evaluate start) {
        if (temperatures != null && generatorFolder == null) {
            throw new IllegalArgumentException("--temperatures sample a generator, but --generator is missing");
        }
        if (temperatures != null && noFrontier) {
            throw new IllegalArgumentException("--temperatures are for the frontier, but --no-frontier is given");
        }
        RunConfig.Evaluate sampled = temperatures == null ? start : start.withTemperatures(temperatures);
        return noFrontier ? sampled.withFrontier(0) : sampled;
    }

    /** Distances mean something only in the space in which the ensemble was made. */
    private void requireKin(Zoo zoo, Ensemble ensemble, Generator generator) throws IOException {
        String checksum = zoo.checksum();
        if (!ensemble.zooChecksum().orElse(checksum).equals(checksum)) {
            throw new IOException(ensembleFolder + ": the ensemble was sampled from a generator of another zoo than "
                    + zooFolder + "; give the zoo that it learnt from, aligned if it was");
        }
        if (ensemble.zooChecksum().isEmpty()) {
            requireSameTask(zoo, ensemble);
        }
        if (generator != null && !checksum.equals(generator.facts().zooChecksum())) {
            throw new IOException(generatorFolder + ": the generator learnt from another zoo than " + zooFolder);
        }
        if (generator != null
                && !ensemble.sourceChecksum().orElse(generator.checksum()).equals(generator.checksum())) {
            throw new IOException(
                    ensembleFolder + ": the ensemble was sampled from another generator than " + generatorFolder);
        }
    }

    /** Networks that did not come from the zoo may have been trained on other examples, or on inputs that were scaled differently. */
    private void requireSameTask(Zoo zoo, Ensemble ensemble) throws IOException {
        if (!zoo.architecture().layout().equals(ensemble.architecture().layout())) {
            throw new IOException(ensembleFolder + ": its networks are "
                    + ensemble.architecture().id() + ", those of " + zooFolder + " "
                    + zoo.architecture().id());
        }
        ZooManifest.Dataset recorded = zoo.manifest().dataset();
        if (ensemble.dataset().isEmpty() || recorded == null) {
            return;
        }
        Optional<Json.Difference> difference =
                Json.firstDifference(ensemble.dataset().get(), recorded);
        if (difference.isPresent()) {
            throw new IOException(
                    ensembleFolder + ": dataset." + difference.get().field() + " is "
                            + difference.get().left() + " for its networks but "
                            + difference.get().right() + " for those of " + zooFolder);
        }
    }

    private String command(Path folder) {
        List<String> words = new ArrayList<>(
                List.of("weightflow", "evaluate", ensembleFolder.toString(), "--zoo", zooFolder.toString()));
        if (generatorFolder != null) {
            words.addAll(List.of("--generator", generatorFolder.toString()));
        }
        if (temperatures != null) {
            words.addAll(List.of(
                    "--temperatures", temperatures.stream().map(String::valueOf).collect(Collectors.joining(","))));
        }
        if (noFrontier) {
            words.add("--no-frontier");
        }
        if (seed.isGiven()) {
            words.addAll(List.of("--seed", String.valueOf(seed.or(0))));
        }
        config.name().ifPresent(name -> words.addAll(List.of("--config", name)));
        words.addAll(List.of("--out", folder.toString()));
        return String.join(" ", words);
    }
}
