package org.weightflow.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.prediction.NetworkAccuracy;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** Measures the accuracy of fresh networks on the test images of a dataset; the first time includes loading the engine's kernels. */
public final class EvaluateBench {
    private static final int TIMES = 3;

    private final Architecture architecture;
    private final TaskConfig dataset;
    private final Path dataFolder;

    public EvaluateBench(Architecture architecture, TaskConfig dataset, Path dataFolder) {
        this.architecture = architecture;
        this.dataset = dataset;
        this.dataFolder = dataFolder;
    }

    /** Evaluates that many networks a few times over. */
    public Table run(int members) throws IOException {
        Task task = Task.load(dataset, dataFolder, new Seed(0));
        NetworkAccuracy accuracy = new NetworkAccuracy(architecture, task.test());
        List<StateDict> networks = new ArrayList<>();
        for (int p = 0; p < members; p++) {
            networks.add(Initialisation.KAIMING_UNIFORM.draw(architecture.layout(), new Seed(p)));
        }
        Table table = new Table(
                Column.text("architecture"),
                Column.number("networks"),
                Column.number("images"),
                Column.number("threads"),
                Column.number("seconds"),
                Column.number("peak memory MiB"));
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            accuracy.of(networks);
            double seconds = (System.nanoTime() - start) / 1e9;
            table.row(
                    architecture.id(),
                    members,
                    task.test().count(),
                    EngineRuntime.threads(),
                    Table.decimal(seconds, 2),
                    Table.decimal(ProcessMemory.peakMebibytes(), 0));
        }
        return table;
    }
}
