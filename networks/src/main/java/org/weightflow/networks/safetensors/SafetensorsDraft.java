package org.weightflow.networks.safetensors;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.networks.Layout;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.DraftFile;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.safetensors.SafetensorsWriter.Slot;

/**
 * A safetensors file that is filled a stretch at a time, so that none of its tensors need be in memory, with the bytes that
 * {@link SafetensorsWriter} would give it. It takes its place when it is committed.
 * <p>The checksum is computed on the way as long as stretches come in the order of the file; what came otherwise is read back.
 */
public final class SafetensorsDraft implements Closeable {
    private final DraftFile file;
    private final Map<String, Extent> extents;
    private final long bytes;
    private final Checksum.Running checksum = new Checksum.Running();
    /** Bytes from the start of the file that the checksum has seen. */
    private long seen;
    /** Bytes written; each is written once. */
    private long written;

    /** Where a tensor lies in the file. */
    private record Extent(long start, long bytes) {}

    private SafetensorsDraft(DraftFile file, Map<String, Extent> extents, long bytes) {
        this.file = file;
        this.extents = extents;
        this.bytes = bytes;
    }

    /** A file with every entry of a layout, as {@link SafetensorsWriter#write(Path, org.weightflow.networks.StateDict, Map)} does. */
    public static SafetensorsDraft ofLayout(Path file, Layout layout, Map<String, String> metadata) throws IOException {
        return create(file, layout.entries().stream().map(Slot::of).toList(), metadata);
    }

    /**
     * A file with tensors of one axis.
     *
     * @param floats  lengths of F32 tensors by name
     * @param doubles lengths of F64 tensors by name
     */
    public static SafetensorsDraft ofVectors(Path file, Map<String, Integer> floats, Map<String, Integer> doubles)
            throws IOException {
        List<Slot> slots = new ArrayList<>();
        floats.forEach((name, length) -> slots.add(new Slot(name, Dtype.F32, List.of((long) length))));
        doubles.forEach((name, length) -> slots.add(new Slot(name, Dtype.F64, List.of((long) length))));
        return create(file, slots, Map.of());
    }

    private static SafetensorsDraft create(Path file, List<Slot> slots, Map<String, String> metadata)
            throws IOException {
        List<Slot> sorted = SafetensorsWriter.sorted(slots);
        byte[] header = SafetensorsWriter.header(sorted, metadata);
        Map<String, Extent> extents = new HashMap<>();
        long end = header.length;
        for (Slot slot : sorted) {
            extents.put(slot.name(), new Extent(end, slot.bytes()));
            end = Math.addExact(end, slot.bytes());
        }
        SafetensorsDraft draft = new SafetensorsDraft(DraftFile.create(file), extents, end);
        boolean started = false;
        try {
            draft.put(0, ByteBuffer.wrap(header));
            started = true;
            return draft;
        } finally {
            if (!started) {
                draft.close();
            }
        }
    }

    /**
     * Writes what remains of {@code values}, little-endian, to a tensor.
     *
     * @param from byte of the tensor at which they start
     * @throws IllegalArgumentException if the tensor does not exist or ends before
     */
    public void write(String name, long from, ByteBuffer values) throws IOException {
        Extent extent = extents.get(name);
        if (extent == null || from < 0 || from > extent.bytes() - values.remaining()) {
            throw new IllegalArgumentException(file.target() + ": " + values.remaining() + " bytes from " + from
                    + " on do not lie within " + name + " of "
                    + (extent == null ? "no bytes" : extent.bytes() + " bytes"));
        }
        put(extent.start() + from, values);
    }

    /**
     * Moves the file into place.
     *
     * @return the SHA-256 of its bytes, in hexadecimal
     * @throws IllegalStateException if not every byte was written
     */
    public String commit() throws IOException {
        if (written != bytes) {
            throw new IllegalStateException(file.target() + ": " + written + " of " + bytes + " bytes were written");
        }
        ByteBuffer piece = ByteBuffer.allocate(1 << 16);
        try {
            while (seen < bytes) {
                if (file.channel().read(piece.clear(), seen) < 0) {
                    throw new IOException("the file became shorter while it was written");
                }
                seen += piece.flip().remaining();
                checksum.update(piece);
            }
        } catch (IOException failure) {
            throw FileFailure.of(file.target(), "cannot be read back", failure);
        }
        file.commit();
        return checksum.hexadecimal();
    }

    /** Deletes the file, if it was not committed. */
    @Override
    public void close() throws IOException {
        file.close();
    }

    private void put(long position, ByteBuffer values) throws IOException {
        written += values.remaining();
        if (position == seen) {
            seen += values.remaining();
            checksum.update(values.duplicate());
        }
        try {
            for (long at = position; values.hasRemaining(); ) {
                at += file.channel().write(values, at);
            }
        } catch (IOException failure) {
            throw FileFailure.of(file.target(), "cannot be written", failure);
        }
    }
}
