package org.weightflow.networks.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;

/**
 * The F32 tensors of a safetensors file, read a stretch at a time into memory that the caller gives. Unlike {@link SafetensorsFile}
 * it maps nothing, so that walking through files of any size leaves none of them in the memory of the process.
 * <p>The file is opened for each read: any number of readers may be held, and there is nothing to close.
 */
public final class StretchReader {
    private final Path path;
    private final long dataStart;
    private final Map<String, Header.Slot> slots;

    private StretchReader(Path path, Header header) {
        this.path = path;
        this.dataStart = header.dataStart();
        this.slots = header.slots().stream().collect(Collectors.toMap(Header.Slot::name, slot -> slot));
    }

    /**
     * Reads and checks the header.
     *
     * @throws CheckpointFormatException naming the rule that the file breaks
     * @throws IOException               naming the file, if it cannot be read
     */
    public static StretchReader open(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new StretchReader(path, Header.read(path, channel));
        } catch (CheckpointFormatException fault) {
            throw fault;
        } catch (IOException failure) {
            throw FileFailure.of(path, "cannot be read", failure);
        }
    }

    public Path path() {
        return path;
    }

    /**
     * Where the first value of a tensor lies in the file, in bytes.
     *
     * @throws CheckpointFormatException if there is no F32 tensor of that name and shape
     */
    public long start(String name, List<Long> shape) throws CheckpointFormatException {
        Header.Slot slot = slots.get(name);
        if (slot == null) {
            throw new CheckpointFormatException(path, name + ": no such entry");
        }
        if (slot.dtype() != Dtype.F32 || !slot.shape().equals(shape)) {
            throw new CheckpointFormatException(
                    path,
                    name + ": " + slot.dtype() + " " + slot.shape() + " found, " + Dtype.F32 + " " + shape
                            + " expected");
        }
        return dataStart + slot.begin();
    }

    /**
     * Fills what remains of {@code target} with the bytes from {@code position} on, turned to the order of {@code target}.
     *
     * @throws IOException naming the file, if it cannot be read or ends before
     */
    public void read(long position, ByteBuffer target) throws IOException {
        int first = target.position();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long from = position - first;
            while (target.hasRemaining()) {
                if (channel.read(target, from + target.position()) < 0) {
                    throw new CheckpointFormatException(path, "the file became shorter while it was read");
                }
            }
        } catch (CheckpointFormatException fault) {
            throw fault;
        } catch (IOException failure) {
            throw FileFailure.of(path, "cannot be read", failure);
        }
        if (target.order() != ByteOrder.LITTLE_ENDIAN) {
            for (int at = first; at < target.position(); at += Float.BYTES) {
                target.putInt(at, Integer.reverseBytes(target.getInt(at)));
            }
        }
    }
}
