package org.weightflow.canon.linear;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.weightflow.networks.Layout;
import org.weightflow.networks.safetensors.StretchReader;

/**
 * Rows that lie in safetensors files and are read from there each time, into the memory where they are needed: none of the files'
 * bytes stay in the memory of the process. A failure to read one arrives as an {@link UncheckedIOException}.
 */
public final class FileRows implements Rows {
    private final Layout layout;
    private final StretchReader[] files;
    /** For each row and entry where it starts in the file. */
    private final long[][] starts;

    private FileRows(Layout layout, StretchReader[] files, long[][] starts) {
        this.layout = layout;
        this.files = files;
        this.starts = starts;
    }

    /**
     * One network a file; each has its entries where the file has the tensors of their names.
     *
     * @param layout F32 entries of each file, in the order in which they make a row; a file may have more
     * @throws IOException naming the file that cannot be read, or lacks an entry or has it in another shape
     */
    public static FileRows networks(List<Path> files, Layout layout) throws IOException {
        StretchReader[] readers = new StretchReader[files.size()];
        long[][] starts = new long[files.size()][layout.entries().size()];
        for (int i = 0; i < readers.length; i++) {
            readers[i] = StretchReader.open(files.get(i));
            for (int e = 0; e < starts[i].length; e++) {
                Layout.Entry entry = layout.entry(e);
                starts[i][e] = readers[i].start(
                        entry.name(),
                        entry.shape().stream().map(Integer::longValue).toList());
            }
        }
        return new FileRows(layout, readers, starts);
    }

    /**
     * Rows whose entries lie anywhere in one file.
     *
     * @param layout the entries that make a row
     * @param starts for each row and entry the byte of the file at which it starts, as {@link StretchReader#start} tells them
     */
    public static FileRows of(StretchReader file, Layout layout, long[][] starts) {
        StretchReader[] files = new StretchReader[starts.length];
        Arrays.fill(files, file);
        return new FileRows(layout, files, starts.clone());
    }

    @Override
    public int count() {
        return files.length;
    }

    @Override
    public int length() {
        return layout.size();
    }

    @Override
    public void read(int row, int from, int count, float[] target, int start) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(count, Float.BYTES)).order(ByteOrder.nativeOrder());
        read(row, from, count, bytes);
        bytes.clear().asFloatBuffer().get(target, start, count);
    }

    @Override
    public void read(int row, int from, int count, ByteBuffer target) {
        int first = target.position();
        try {
            layout.forEachPart(from, count, (entry, start, size, done) -> {
                int at = first + done * Float.BYTES;
                ByteBuffer part = target.duplicate()
                        .order(target.order())
                        .limit(at + size * Float.BYTES)
                        .position(at);
                files[row].read(starts[row][entry] + (long) start * Float.BYTES, part);
            });
        } catch (IOException failure) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
    }
}
