package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.weightflow.generator.Generator;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.generator.evaluation.EvaluationReport;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.ThreadsOption;
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
            description = "Folder of the generator, for its spectrum and loss curves in the report.")
    private Path generatorFolder;

    @Mixin
    private ConfigOption config;

    @Mixin
    private OutOption out;

    @Mixin
    private DataDirOption dataDir;

    @Mixin
    private ThreadsOption threads;

    @Option(names = "--seed", description = "Root of every draw; default 1 or what the settings say.")
    private Long seed;

    public EvaluateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        RunConfig start = config.read();
        Zoo zoo = Zoo.open(zooFolder);
        Ensemble ensemble = Ensemble.open(ensembleFolder);
        Generator generator = generatorFolder == null ? null : Generator.load(generatorFolder);
        Path folder = out.prepare();
        threads.apply();
        Task task = Task.load(zoo.manifest(), dataDir.folder());
        RunConfig settings = (seed == null ? start : start.withSeed(seed))
                .withArchitecture(zoo.architecture().id());
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
        terminal.out().println("report: " + folder.resolve("report.html"));
        return 0;
    }

    private String command(Path folder) {
        List<String> words = new ArrayList<>(
                List.of("weightflow", "evaluate", ensembleFolder.toString(), "--zoo", zooFolder.toString()));
        if (generatorFolder != null) {
            words.addAll(List.of("--generator", generatorFolder.toString()));
        }
        words.addAll(List.of("--out", folder.toString()));
        return String.join(" ", words);
    }
}
