package org.weightflow.canon.linear;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
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
     * One tensor of {@code length} values of a file a row.
     *
     * @throws IOException naming the file, if it cannot be read or lacks such a tensor
     */
    public static FileRows tensors(Path file, List<String> names, int length) throws IOException {
        StretchReader reader = StretchReader.open(file);
        StretchReader[] readers = new StretchReader[names.size()];
        long[][] starts = new long[names.size()][1];
        for (int i = 0; i < readers.length; i++) {
            readers[i] = reader;
            starts[i][0] = reader.start(names.get(i), List.of((long) length));
        }
        Layout row = Layout.of(List.of(new Layout.Entry("row", List.of(length), Layout.Kind.WEIGHT, false)));
        return new FileRows(row, readers, starts);
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
