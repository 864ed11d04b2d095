package org.weightflow.networks.numpy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;

/**
 * An {@code .npy} file of any length as rows, the slices along its first axis; a row comes from the disk when it is looked at.
 * <p>The file is mapped in ranges of whole rows, each of less than 2 GiB. Element types are {@code <f4}, {@code <f8},
 * {@code <i8} and {@code |u1}, in C order; nothing may follow the last row. An array without axes is one row.
 */
public final class NpyFile {
    private final Path path;
    private final NpyHeader header;
    private final List<ByteBuffer> ranges;
    private final long rows;
    private final int rowBytes;
    private final int rowsPerRange;

    private NpyFile(Path path, NpyHeader header, FileChannel channel) throws IOException {
        this.path = path;
        this.header = header;
        this.rows = header.shape().isEmpty() ? 1 : header.shape().get(0);
        long elements = 1;
        for (int axis = 1; axis < header.shape().size(); axis++) {
            // Of an array without rows the other extents are not bounded by the file.
            elements = rows == 0 ? 0 : elements * header.shape().get(axis);
        }
        long bytes = elements * header.elementBytes();
        if (bytes > Integer.MAX_VALUE) {
            throw new CheckpointFormatException(
                    path, "a row of " + bytes + " bytes is more than the " + Integer.MAX_VALUE + " that can be mapped");
        }
        this.rowBytes = (int) bytes;
        this.rowsPerRange = rowBytes == 0 ? Integer.MAX_VALUE : Integer.MAX_VALUE / rowBytes;
        this.ranges = new ArrayList<>();
        for (long first = 0; first < rows && rowBytes > 0; first += rowsPerRange) {
            long count = Math.min(rows - first, rowsPerRange);
            ranges.add(channel.map(
                    FileChannel.MapMode.READ_ONLY, header.dataStart() + first * rowBytes, count * rowBytes));
        }
    }

    /**
     * @throws CheckpointFormatException naming the rule that the file breaks
     * @throws IOException               naming the file, if it cannot be read
     */
    public static NpyFile open(Path path) throws IOException {
        try {
            if (Files.isDirectory(path)) {
                throw new CheckpointFormatException(path, "a folder, not a file");
            }
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                int start = (int) Math.min(channel.size(), NpyHeader.LARGEST);
                NpyHeader header = NpyHeader.read(path, "", channel.map(FileChannel.MapMode.READ_ONLY, 0, start));
                long bytes = header.count() * header.elementBytes();
                if (bytes != channel.size() - header.dataStart()) {
                    throw new CheckpointFormatException(
                            path,
                            "shape " + header.shape() + " of " + header.dtype() + " has " + bytes + " bytes but "
                                    + (channel.size() - header.dataStart()) + " follow the header");
                }
                return new NpyFile(path, header, channel);
            }
        } catch (CheckpointFormatException fault) {
            throw fault;
        } catch (IOException failure) {
            throw FileFailure.of(path, "cannot be read", failure);
        }
    }

    public Path path() {
        return path;
    }

    public Dtype dtype() {
        return header.dtype();
    }

    /** The extents of all axes, the rows first. */
    public List<Long> shape() {
        return header.shape();
    }

    /** Number of rows. */
    public long rows() {
        return rows;
    }

    /** Number of elements of a row. */
    public int rowSize() {
        return rowBytes / header.elementBytes();
    }

    /**
     * A row, named by its index; a view of the file.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public Tensor row(long index) {
        if (index < 0 || index >= rows) {
            throw new IndexOutOfBoundsException(path + ": row " + index + " of " + rows);
        }
        ByteBuffer bytes = rowBytes == 0
                ? ByteBuffer.allocate(0)
                : ranges.get((int) (index / rowsPerRange)).slice((int) (index % rowsPerRange) * rowBytes, rowBytes);
        long[] shape =
                header.shape().stream().skip(1).mapToLong(Long::longValue).toArray();
        return Tensor.of(String.valueOf(index), header.dtype(), bytes.order(ByteOrder.LITTLE_ENDIAN), shape);
    }

    /** The values of a row, rounded to float32 where they have more digits. */
    public float[] floats(long index) {
        return row(index).toFloats();
    }
}
