package org.weightflow.networks.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.FileFailure;

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
    private static final int MOST_NAMES_IN_A_MESSAGE = 10;

    private final Path path;
    private final Map<String, String> metadata;
    private final Map<String, Tensor> tensors;

    private SafetensorsFile(Path path, Map<String, String> metadata, Map<String, Tensor> tensors) {
        this.path = path;
        this.metadata = metadata;
        this.tensors = tensors;
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
                return new SafetensorsFile(path, header.metadata(), map(path, header, channel));
            }
        } catch (CheckpointFormatException fault) {
            throw fault;
        } catch (IOException failure) {
            throw FileFailure.of(path, "cannot be read", failure);
        }
    }

    /** As many consecutive tensors to a mapping as a buffer can hold, so that small files take one and large ones a few. */
    private static Map<String, Tensor> map(Path path, Header header, FileChannel channel) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<Header.Slot> slots = header.slots();
        int first = 0;
        while (first < slots.size()) {
            long begin = slots.get(first).begin();
            int last = first;
            while (last + 1 < slots.size() && slots.get(last + 1).end() - begin <= Integer.MAX_VALUE) {
                last++;
            }
            long bytes = slots.get(last).end() - begin;
            if (bytes > Integer.MAX_VALUE) {
                throw new CheckpointFormatException(
                        path,
                        slots.get(last).name() + ": " + bytes + " bytes are more than the " + Integer.MAX_VALUE
                                + " that one entry may have");
            }
            ByteBuffer window = channel.map(FileChannel.MapMode.READ_ONLY, header.dataStart() + begin, bytes);
            for (Header.Slot slot : slots.subList(first, last + 1)) {
                ByteBuffer slice = window.slice((int) (slot.begin() - begin), (int) (slot.end() - slot.begin()));
                tensors.put(slot.name(), new Tensor(slot.name(), slot.dtype(), slot.shape(), slice));
            }
            first = last + 1;
        }
        return Collections.unmodifiableMap(tensors);
    }

    public Path path() {
        return path;
    }

    /** Text by key, sorted; empty where the file has none. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** The tensors by name, in the order of their bytes. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** @throws CheckpointFormatException if the file has no tensor of that name */
    public Tensor tensor(String name) throws CheckpointFormatException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new CheckpointFormatException(path, name + ": no such entry; the file has " + shown(names()));
        }
        return tensor;
    }

    /**
     * The values of a network of that layout: views of the file for F32, exact copies in float32 for F16, BF16, and the I64 of
     * counters.
     *
     * @throws CheckpointFormatException if the names or shapes are not exactly those of {@code layout}, or a value would be rounded
     */
    public StateDict toStateDict(Layout layout) throws CheckpointFormatException {
        requireNames(layout.entries().stream().map(Layout.Entry::name).toList());
        FloatBuffer[] values = new FloatBuffer[layout.entries().size()];
        for (int i = 0; i < values.length; i++) {
            Layout.Entry entry = layout.entry(i);
            Tensor tensor = tensor(entry.name());
            List<Long> expected = entry.shape().stream().map(Integer::longValue).toList();
            if (!tensor.shape().equals(expected)) {
                throw new CheckpointFormatException(
                        path, entry.name() + ": shape " + tensor.shape() + " found, " + expected + " expected");
            }
            values[i] = entry.kind() == Layout.Kind.COUNTER ? counts(tensor) : floats(tensor);
        }
        return StateDict.ofEntries(layout, values);
    }

    private FloatBuffer floats(Tensor tensor) throws CheckpointFormatException {
        return switch (tensor.dtype()) {
            case F32 -> tensor.bytes().asFloatBuffer();
            case F16, BF16 -> FloatBuffer.wrap(tensor.toFloats());
            default -> throw new CheckpointFormatException(
                    path, tensor.name() + ": dtype " + tensor.dtype() + " found, F32, F16 or BF16 expected");
        };
    }

    private FloatBuffer counts(Tensor tensor) throws CheckpointFormatException {
        if (tensor.dtype() != Dtype.I64) {
            throw new CheckpointFormatException(
                    path, tensor.name() + ": dtype " + tensor.dtype() + " found, I64 expected for a count");
        }
        try {
            return Counts.ofTensor(tensor);
        } catch (IllegalArgumentException fault) {
            throw new CheckpointFormatException(path, fault.getMessage(), fault);
        }
    }

    /** Requires the tensors to have exactly the given names, in any order. */
    void requireNames(List<String> expected) throws CheckpointFormatException {
        List<String> missing = new ArrayList<>(expected);
        missing.removeAll(tensors.keySet());
        List<String> surplus = names();
        surplus.removeAll(new HashSet<>(expected));
        if (!missing.isEmpty() || !surplus.isEmpty()) {
            throw new CheckpointFormatException(
                    path,
                    "expected " + expected.size() + " entries, found " + tensors.size()
                            + (missing.isEmpty() ? "" : "; missing " + shown(missing))
                            + (surplus.isEmpty() ? "" : "; surplus " + shown(surplus)));
        }
    }

    private List<String> names() {
        return new ArrayList<>(tensors.keySet());
    }

    private static String shown(List<String> names) {
        int most = Math.min(names.size(), MOST_NAMES_IN_A_MESSAGE);
        String listed = names.isEmpty() ? "none" : String.join(", ", names.subList(0, most));
        return most == names.size() ? listed : listed + " and " + (names.size() - most) + " more";
    }
}
