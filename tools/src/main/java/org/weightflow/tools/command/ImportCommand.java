package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Nonlinearity;
import org.weightflow.networks.architecture.SmallCnn;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.exchange.CheckpointSource;
import org.weightflow.networks.exchange.FolderSource;
import org.weightflow.networks.exchange.ImportConfig;
import org.weightflow.networks.exchange.ImportListener;
import org.weightflow.networks.exchange.ModelZooSource;
import org.weightflow.networks.exchange.SmallCnnZooSource;
import org.weightflow.networks.exchange.ZooImport;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.ScalingOptions;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.terminal.Progress;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightflow import}: makes a zoo of somebody else's checkpoints. */
@Command(
        name = "import",
        description = {
            "Makes a zoo of checkpoints that were trained elsewhere.",
            "SOURCE is a folder of .safetensors (single or in shards), .pt, .pth, .bin or .npz files, or one such file; "
                    + "a folder of Model Zoos (Ray Tune trials); or one of the Small CNN Zoo (weights.npy, layout.csv, "
                    + "metrics.csv.gz). Nothing in a file is ever executed."
        })
public final class ImportCommand implements Callable<Integer> {
    /** The part of the training examples that is set aside unless --validation says otherwise. */
    private static final int VALIDATION = 1000;

    private final Terminal terminal;

    @Parameters(paramLabel = "SOURCE", description = "Folder or file to import.")
    private Path source;

    @Mixin
    private OutOption out;

    @Option(
            names = "--architecture",
            paramLabel = "ID",
            description = "The network, such as resnet-20; default: recognised from names and shapes.")
    private String architecture;

    @Option(
            names = "--evaluate",
            paramLabel = "DATASET",
            description = "Measure each member on the validation and test examples of this dataset.")
    private String dataset;

    @Mixin
    private ScalingOptions scaling;

    @Option(names = "--mask-zeros", description = "Give each member without a mask one that prunes its zeros.")
    private boolean maskZeros;

    @Option(names = "--strict", description = "Stop at the first checkpoint that does not fit.")
    private boolean strict;

    @Option(
            names = "--epoch",
            paramLabel = "N",
            description =
                    "Which checkpoint of each network, where a source has several (epoch or step); default the last.")
    private Integer epoch;

    @Mixin
    private DataDirOption dataDir;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private DeviceOption device;

    public ImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ImportConfig config = UsageException.check(() -> {
            ImportConfig given =
                    ImportConfig.defaults().withMaskZeros(maskZeros).withStrict(strict);
            return architecture == null ? given : given.withArchitecture(Architectures.parse(architecture));
        });
        CheckpointSource checkpoints = open(config);
        device.apply();
        Path folder = out.prepare();
        Task task = null;
        Map<String, String> engines = Map.of();
        if (dataset != null) {
            threads.apply();
            TaskConfig start = new TaskConfig(
                    dataset, VALIDATION, RunConfig.defaults().dataset().standardise());
            TaskConfig wanted = UsageException.check(() -> scaling.over(dataset, start));
            task = Task.load(wanted, dataDir.folder(), new Seed(0).child("split"));
            engines = Map.of("tensors", EngineRuntime.version());
        }
        Provenance provenance = Provenance.here(
                threads.count(), engines, task == null ? null : task.dataset().sha256());
        Zoo zoo;
        try (Listener listener = new Listener()) {
            zoo = new ZooImport(checkpoints, config, task, listener).run(folder, provenance);
            listener.print(zoo);
        }
        return 0;
    }

    private CheckpointSource open(ImportConfig config) throws IOException {
        OptionalInt wanted = epoch == null ? OptionalInt.empty() : OptionalInt.of(epoch);
        if (!Files.exists(source)) {
            throw new UsageException(source + ": there is no such folder or file");
        }
        if (ModelZooSource.looksLikeOne(source)) {
            return ModelZooSource.open(source, wanted);
        }
        if (SmallCnnZooSource.looksLikeOne(source)) {
            Optional<Nonlinearity> activation = config.architecture()
                    .filter(SmallCnn.class::isInstance)
                    .map(given -> ((SmallCnn) given).activation());
            return SmallCnnZooSource.open(source, wanted, activation);
        }
        if (epoch != null) {
            throw new UsageException("--epoch is for sources with several checkpoints of a network; " + source
                    + " is a plain folder of checkpoints");
        }
        return FolderSource.open(source);
    }

    /** Says at once what is refused, and afterwards what became of the others. */
    private final class Listener implements ImportListener, AutoCloseable {
        private final Map<String, Integer> notes = new LinkedHashMap<>();
        private Progress.Task checking;
        private Progress.Task importing;
        private int refused;

        @Override
        public void onChecked(int done, int total) {
            if (checking == null) {
                checking = terminal.progress().start("check", total);
            }
            checking.advance(1, "");
        }

        @Override
        public void onRefused(String checkpoint, String reason) {
            refused++;
            terminal.err().println("left out " + checkpoint + ": " + reason);
        }

        @Override
        public void onNote(String checkpoint, String note) {
            notes.merge(note, 1, Integer::sum);
        }

        @Override
        public void onMember(String checkpoint, Member member, int total) {
            if (importing == null) {
                importing = terminal.progress().start("import", total);
                importing.skip(member.id());
            }
            importing.advance(1, "");
        }

        void print(Zoo zoo) {
            close();
            notes.forEach((note, checkpoints) -> terminal.err()
                    .println("note: " + note + " (" + checkpoints + " of " + (zoo.size() + refused) + " checkpoints)"));
            Table table = new Table(
                    Column.number("member"),
                    Column.text("checkpoint"),
                    Column.number("kept"),
                    Column.number("prunable"),
                    Column.number("validation %"),
                    Column.number("test %"));
            for (Member member : zoo.members()) {
                table.row(
                        member.id(),
                        member.parent(),
                        member.kept(),
                        member.prunable(),
                        percent(member, Member.VALIDATION_ACCURACY),
                        percent(member, Member.TEST_ACCURACY));
            }
            terminal.out().print(table.text());
            terminal.out()
                    .println(zoo.folder() + ": " + zoo.size() + " networks "
                            + zoo.architecture().id() + (refused == 0 ? "" : ", " + refused + " checkpoints left out"));
        }

        private String percent(Member member, String metric) {
            Double accuracy = member.metrics().get(metric);
            return accuracy == null ? "-" : Table.percent(accuracy, 2);
        }

        @Override
        public void close() {
            if (checking != null) {
                checking.close();
            }
            if (importing != null) {
                importing.close();
            }
        }
    }
}
