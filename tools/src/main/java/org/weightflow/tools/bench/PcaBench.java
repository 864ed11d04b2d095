package org.weightflow.tools.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.weightflow.canon.linear.FileRows;
import org.weightflow.canon.pca.DualPrincipalComponents;
import org.weightflow.canon.pca.Retain;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.safetensors.SafetensorsWriter;
import org.weightflow.networks.zoo.MemberAppender;
import org.weightflow.networks.zoo.MemberDraft;
import org.weightflow.networks.zoo.MemberStore;
import org.weightflow.tools.terminal.Progress;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/**
 * Principal component analysis of checkpoints that need not fit in memory, beside reading their files twice and nothing more.
 * <p>The checkpoints are synthetic: four directions that all share, and noise of a twentieth of these.
 */
public final class PcaBench {
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");
    private static final int DIRECTIONS = 4;
    /** The directions repeat after so many values. */
    private static final int PERIOD = 1 << 13;

    private static final int STRETCH = 1 << 18;
    private static final double MEBIBYTE = 1 << 20;

    private final Progress progress;
    private final boolean dropCaches;
    private final Table table = new Table(Column.text("what"), Column.number("value"), Column.text("unit"));

    /** @param dropCaches whether the system is asked to forget files before each measurement, where it lets itself be asked */
    public PcaBench(Progress progress, boolean dropCaches) {
        this.progress = progress;
        this.dropCaches = dropCaches;
    }

    /** An MLP with four equal layers of weights, of as nearly as many parameters as asked. */
    public static Architecture architecture(long parameters) {
        int width = (int) Math.max(1, Math.round(Math.sqrt(parameters / 4.0)));
        return Mlp.of(width, width, width, width, width);
    }

    /**
     * Writes the checkpoints, measures, and removes them, also when the process is told to end.
     *
     * @param work where they are written; null for the system's folder of temporary files
     */
    public Table run(Path work, Architecture architecture, int members) throws IOException {
        try (ScratchFolder scratch = new ScratchFolder(work)) {
            Thread removal = new Thread(scratch::closeQuietly, "scratch-removal");
            Runtime.getRuntime().addShutdownHook(removal);
            measure(scratch.path(), architecture.layout(), members);
            Runtime.getRuntime().removeShutdownHook(removal);
        }
        return table;
    }

    private void measure(Path folder, Layout layout, int members) throws IOException {
        double written = seconds(() -> write(folder, layout, members));
        MemberStore store = MemberStore.open(folder, layout);
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            files.add(store.file(i));
        }
        double bytes = (double) members * layout.size() * Float.BYTES;
        table.row("checkpoints", members, "of " + layout.size() + " parameters");
        table.row("threads", EngineRuntime.threads(), "");
        table.row("write them", Table.decimal(written, 1), "s, " + rate(bytes, written));
        table.row("caches", dropCaches ? "dropped" : "as they are", dropCaches ? forgotten() : "");
        double before = ProcessMemory.peakMebibytes();
        double read = seconds(() -> {
            forget();
            for (int time = 0; time < 2; time++) {
                for (Path file : files) {
                    readBytes(file);
                }
            }
        });
        table.row("read them twice", Table.decimal(read, 1), "s, " + rate(2 * bytes, read));
        DualPrincipalComponents[] pca = new DualPrincipalComponents[1];
        double fit = seconds(() -> {
            forget();
            pca[0] = DualPrincipalComponents.fit(FileRows.networks(files, layout), Retain.all());
            pca[0].codes();
        });
        table.row("codes and variances", Table.decimal(fit, 1), "s, " + pca[0].passes() + " pass");
        table.row("  over reading twice", Table.decimal(fit / read, 2), "");
        double[] sum = {0};
        double decode = seconds(() -> {
            forget();
            pca[0].decode(
                    FileRows.networks(files, layout),
                    List.of(new double[pca[0].count()]),
                    (code, from, values, count) -> sum[0] += values[0]);
        });
        table.row("decode a network", Table.decimal(decode, 1), "s, 1 pass");
        table.row("  both over reading twice", Table.decimal((fit + decode) / read, 2), "");
        table.row("components", pca[0].count(), "");
        table.row("variance of the first " + DIRECTIONS, Table.percent(captured(pca[0]), 2), "%");
        table.row("peak memory before", Table.decimal(before, 0), "MiB, writing included");
        table.row("peak memory", Table.decimal(ProcessMemory.peakMebibytes(), 0), "MiB");
    }

    private static double captured(DualPrincipalComponents pca) {
        double captured = 0;
        for (int k = 0; k < Math.min(DIRECTIONS, pca.count()); k++) {
            captured += pca.variances()[k];
        }
        return captured / pca.totalVariance();
    }

    private void write(Path folder, Layout layout, int members) throws IOException {
        float[][] directions = new float[DIRECTIONS][PERIOD];
        SplittableRandom random = new Seed(1).random();
        for (float[] direction : directions) {
            for (int j = 0; j < PERIOD; j++) {
                direction[j] = (float) random.nextGaussian();
            }
        }
        try (ArtefactLock lock = ArtefactLock.acquire(folder);
                Progress.Task task = progress.start("write the checkpoints", members)) {
            MemberAppender appender = MemberAppender.open(lock, layout);
            for (int i = 0; i < members; i++) {
                Seed seed = new Seed(2).child(i);
                try (MemberDraft draft = appender.draft(0, Optional.empty())) {
                    fill(draft, layout, line(directions, seed.random()), seed.value());
                    appender.append(draft, seed, Map.of(), Optional.empty());
                }
                task.advance(1, "");
            }
        }
    }

    /** What the shared directions give one checkpoint, for one period. */
    private static float[] line(float[][] directions, SplittableRandom random) {
        float[] line = new float[PERIOD];
        for (float[] direction : directions) {
            float amount = (float) random.nextGaussian();
            for (int j = 0; j < PERIOD; j++) {
                line[j] += amount * direction[j];
            }
        }
        return line;
    }

    private static void fill(MemberDraft draft, Layout layout, float[] line, long seed) throws IOException {
        float[] values = new float[STRETCH];
        long state = seed;
        for (int entry : SafetensorsWriter.order(layout)) {
            int size = layout.entry(entry).size();
            for (int from = 0; from < size; from += STRETCH) {
                int count = Math.min(STRETCH, size - from);
                for (int j = 0; j < count; j++) {
                    // Knuth's linear congruential generator: its upper bits are noise enough.
                    state = 6364136223846793005L * state + 1442695040888963407L;
                    values[j] = line[(from + j) & (PERIOD - 1)] + (state >> 40) * (0.2f / (1 << 23));
                }
                draft.write(entry, from, values, count);
            }
        }
    }

    private static void readBytes(Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(buffer.clear()) >= 0) {
                // Nothing but reading.
            }
        }
    }

    private void forget() throws IOException {
        if (dropCaches && Files.isWritable(DROP_CACHES)) {
            Files.writeString(DROP_CACHES, "3\n");
        }
    }

    private static String forgotten() {
        return Files.isWritable(DROP_CACHES)
                ? "before each measurement"
                : "not permitted: files may be read from memory";
    }

    private static String rate(double bytes, double seconds) {
        return Table.decimal(bytes / MEBIBYTE / seconds, 0) + " MiB/s";
    }

    private interface Work {
        void run() throws IOException;
    }

    private static double seconds(Work work) throws IOException {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
