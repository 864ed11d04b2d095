package org.weightflow.networks.numpy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.weightflow.networks.archive.StoredZip;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.MappedFile;
import org.weightflow.networks.checkpoint.Tensor;

/**
 * An {@code .npz} file: arrays by name in an uncompressed zip archive, as {@code numpy.savez} writes and {@code numpy.load} reads
 * them.
 */
public final class NpzFile {
    private static final String ENDING = ".npy";
    private static final int PIECE_BYTES = 1 << 16;

    /** One time for all, so that equal arrays give equal bytes; the JDK would add a field with a time zone to the first of January. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private NpzFile() {}

    /**
     * Writes arrays in the given order, whole or not at all.
     *
     * @param tensors of F32, F64, I64 or U8
     * @throws IllegalArgumentException naming the tensor whose name stands twice or whose dtype is another
     */
    public static void write(Path file, Collection<Tensor> tensors) throws IOException {
        Set<String> names = new HashSet<>();
        Map<Tensor, byte[]> headers = new LinkedHashMap<>();
        for (Tensor tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException(tensor.name() + ": the name stands twice");
            }
            try {
                headers.put(tensor, NpyHeader.bytes(tensor.dtype(), tensor.shape()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(tensor.name() + ": " + e.getMessage(), e);
            }
        }
        AtomicFiles.write(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<Tensor, byte[]> each : headers.entrySet()) {
                write(
                        zip,
                        each.getKey().name() + ENDING,
                        each.getValue(),
                        each.getKey().bytes());
            }
            zip.finish();
        });
    }

    private static void write(ZipOutputStream zip, String name, byte[] header, ByteBuffer values) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(header);
        crc.update(values.duplicate());
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        entry.setSize(header.length + (long) values.remaining());
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(header);
        copy(values, zip);
        zip.closeEntry();
    }

    private static void copy(ByteBuffer values, OutputStream out) throws IOException {
        byte[] piece = new byte[Math.min(values.remaining(), PIECE_BYTES)];
        while (values.hasRemaining()) {
            int count = Math.min(values.remaining(), piece.length);
            values.get(piece, 0, count);
            out.write(piece, 0, count);
        }
    }

    /**
     * Reads the arrays in the order of the file; their bytes are mapped.
     *
     * @throws CheckpointFormatException naming the entry and the rule that it breaks
     * @throws IOException               naming the file, if it cannot be read
     */
    public static Checkpoint open(Path path) throws IOException {
        try {
            if (Files.isDirectory(path)) {
                throw new CheckpointFormatException(path, "a folder, not a file");
            }
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                MappedFile file = new MappedFile(channel);
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                for (Map.Entry<String, StoredZip.Range> each :
                        StoredZip.read(path, file).entrySet()) {
                    Tensor tensor = tensor(path, file, each.getKey(), each.getValue());
                    tensors.put(tensor.name(), tensor);
                }
                return Checkpoint.of(path, tensors);
            }
        } catch (CheckpointFormatException fault) {
            throw fault;
        } catch (IOException failure) {
            throw FileFailure.of(path, "cannot be read", failure);
        }
    }

    private static Tensor tensor(Path path, MappedFile file, String entry, StoredZip.Range range) throws IOException {
        if (!entry.endsWith(ENDING)) {
            throw new CheckpointFormatException(path, entry + ": the entry is not an " + ENDING + " array");
        }
        if (range.size() > Integer.MAX_VALUE) {
            throw new CheckpointFormatException(
                    path,
                    entry + ": " + range.size() + " bytes are more than the " + Integer.MAX_VALUE
                            + " that one entry may have");
        }
        ByteBuffer bytes = file.slice(range.offset(), (int) range.size());
        NpyHeader header = NpyHeader.read(path, entry + ": ", bytes);
        bytes.position(header.dataStart());
        try {
            return Tensor.of(
                    entry.substring(0, entry.length() - ENDING.length()),
                    header.dtype(),
                    bytes,
                    header.shape().stream().mapToLong(Long::longValue).toArray());
        } catch (IllegalArgumentException e) {
            throw new CheckpointFormatException(path, e.getMessage(), e);
        }
    }
}
