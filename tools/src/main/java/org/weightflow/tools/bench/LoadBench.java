package org.weightflow.tools.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.terminal.Progress;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** Opens a zoo and reads all its weights once, beside reading the bytes of the same files and nothing more. */
public final class LoadBench {
    private static final int TIMES = 3;
    private static final double MEBIBYTE = 1 << 20;

    private final Progress progress;

    public LoadBench(Progress progress) {
        this.progress = progress;
    }

    /** Measures a zoo that is there. */
    public Table run(Path zoo) throws IOException {
        Table table = new Table(
                Column.text("what"),
                Column.number("seconds"),
                Column.number("MiB/s"),
                Column.number("peak memory MiB"));
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            Zoo opened = Zoo.open(zoo);
            long afterOpening = System.nanoTime();
            double bytes = readWeights(opened);
            long afterReading = System.nanoTime();
            double rawBytes = readBytes(opened);
            long end = System.nanoTime();
            String memory = Table.decimal(ProcessMemory.peakMebibytes(), 0);
            row(table, "open " + opened.size() + " members", start, afterOpening, Double.NaN, memory);
            row(table, "read their weights", afterOpening, afterReading, bytes, memory);
            row(table, "read the files' bytes", afterReading, end, rawBytes, memory);
        }
        return table;
    }

    /** Writes a zoo of fresh networks first. */
    public Table run(Path work, Architecture architecture, int members) throws IOException {
        try (ScratchFolder scratch = new ScratchFolder(work)) {
            FreshZoo.write(scratch.path(), architecture, members, progress);
            return run(scratch.path());
        }
    }

    private static double readWeights(Zoo zoo) throws IOException {
        float[] values = new float[zoo.architecture().layout().size()];
        for (int i = 0; i < zoo.size(); i++) {
            zoo.weights(i).copyTo(values, 0);
        }
        return (double) zoo.size() * values.length * Float.BYTES;
    }

    private static double readBytes(Zoo zoo) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        double bytes = 0;
        for (Member member : zoo.members()) {
            try (FileChannel channel = FileChannel.open(zoo.folder().resolve(member.file()))) {
                for (int read = channel.read(buffer.clear()); read >= 0; read = channel.read(buffer.clear())) {
                    bytes += read;
                }
            }
        }
        return bytes;
    }

    private static void row(Table table, String what, long start, long end, double bytes, String memory) {
        double seconds = (end - start) / 1e9;
        table.row(what, Table.decimal(seconds, 3), Table.decimal(bytes / MEBIBYTE / seconds, 0), memory);
    }
}
