package org.weightflow.networks.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.MappedFile;
import org.weightflow.networks.checkpoint.Tensor;

/**
 * A safetensors file, mapped into memory: opening it reads and checks the header, and the bytes come from the disk when they are
 * looked at.
 * <p>The mapping lasts until the garbage collector finds it unused; there is nothing to close. Replacing the file by moving
 * another into its place is safe and leaves the mapped bytes as they were; writing into it is not. On Windows a mapped file cannot
 * be replaced.
 *
 * @see <a href="https://github.com/huggingface/safetensors">The format</a>
 */
public final class SafetensorsFile {
    private final Map<String, String> metadata;
    private final Checkpoint checkpoint;

    private SafetensorsFile(Map<String, String> metadata, Checkpoint checkpoint) {
        this.metadata = metadata;
        this.checkpoint = checkpoint;
    }

    /**
     * @throws CheckpointFormatException naming the rule that the file breaks
     * @throws IOException               naming the file, if it cannot be read
     */
    public static SafetensorsFile open(Path path) throws IOException {
        try {
            if (Files.isDirectory(path)) {
                throw new CheckpointFormatException(path, "a folder, not a file");
            }
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                Header header = Header.read(path, channel);
                return new SafetensorsFile(header.metadata(), Checkpoint.of(path, map(path, header, channel)));
            }
        } catch (CheckpointFormatException fault) {
            throw fault;
        } catch (IOException failure) {
            throw FileFailure.of(path, "cannot be read", failure);
        }
    }

    private static Map<String, Tensor> map(Path path, Header header, FileChannel channel) throws IOException {
        MappedFile file = new MappedFile(channel);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Header.Slot slot : header.slots()) {
            long bytes = slot.end() - slot.begin();
            if (bytes > Integer.MAX_VALUE) {
                throw new CheckpointFormatException(
                        path,
                        slot.name() + ": " + bytes + " bytes are more than the " + Integer.MAX_VALUE
                                + " that one entry may have");
            }
            ByteBuffer slice = file.slice(header.dataStart() + slot.begin(), (int) bytes);
            long[] shape = slot.shape().stream().mapToLong(Long::longValue).toArray();
            tensors.put(slot.name(), Tensor.of(slot.name(), slot.dtype(), slice, shape));
        }
        return tensors;
    }

    public Path path() {
        return checkpoint.path();
    }

    /** The tensors, without the metadata. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Text by key, sorted; empty where the file has none. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Requires exactly the given metadata.
     *
     * @param what what has such metadata, for the message
     * @throws CheckpointFormatException naming the key that is missing, different or too much
     */
    public void requireMetadata(Map<String, String> expected, String what) throws CheckpointFormatException {
        for (Map.Entry<String, String> each : expected.entrySet()) {
            String found = metadata.get(each.getKey());
            if (!each.getValue().equals(found)) {
                throw new CheckpointFormatException(
                        path(),
                        "metadata '" + each.getKey() + "' is " + (found == null ? "missing" : found) + ", "
                                + each.getValue() + " expected");
            }
        }
        for (String key : metadata.keySet()) {
            if (!expected.containsKey(key)) {
                throw new CheckpointFormatException(path(), "metadata '" + key + "' is not that of " + what);
            }
        }
    }

    /** The tensors by name, in the order of their bytes. */
    public Map<String, Tensor> tensors() {
        return checkpoint.tensors();
    }

    /** @throws CheckpointFormatException if the file has no tensor of that name */
    public Tensor tensor(String name) throws CheckpointFormatException {
        return checkpoint.tensor(name);
    }

    /** As {@link Checkpoint#toStateDict}. */
    public StateDict toStateDict(Layout layout) throws CheckpointFormatException {
        return checkpoint.toStateDict(layout);
    }
}
