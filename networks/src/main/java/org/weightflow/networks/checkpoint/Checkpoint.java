package org.weightflow.networks.checkpoint;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;

/** The named tensors of one checkpoint, in the order of their file; every reader of a format gives one. */
public final class Checkpoint {
    private static final int MOST_NAMES_IN_A_MESSAGE = 10;

    private final Path path;
    private final Map<String, Tensor> tensors;

    private Checkpoint(Path path, Map<String, Tensor> tensors) {
        this.path = path;
        this.tensors = tensors;
    }

    /** @param path the file that messages are to name */
    public static Checkpoint of(Path path, Map<String, Tensor> tensors) {
        return new Checkpoint(path, Collections.unmodifiableMap(new LinkedHashMap<>(tensors)));
    }

    public Path path() {
        return path;
    }

    /** The tensors by name, in the order of the file. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** @throws CheckpointFormatException if there is no tensor of that name */
    public Tensor tensor(String name) throws CheckpointFormatException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new CheckpointFormatException(path, name + ": no such entry; the file has " + shown(names()));
        }
        return tensor;
    }

    /**
     * The values of a network of that layout: views of the file for row-major F32, exact copies in float32 for F16, BF16, and the
     * I64 of counters.
     *
     * @throws CheckpointFormatException if the names or shapes are not exactly those of {@code layout}, or a value would be rounded
     */
    public StateDict toStateDict(Layout layout) throws CheckpointFormatException {
        requireNames(layout.entries().stream().map(Layout.Entry::name).toList());
        FloatBuffer[] values = new FloatBuffer[layout.entries().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = values(layout.entry(i));
        }
        return StateDict.ofEntries(layout, values);
    }

    /**
     * The values of one entry, as {@link #toStateDict} takes them.
     *
     * @throws CheckpointFormatException if there is no tensor of its name, or shape or dtype are others
     */
    public FloatBuffer values(Layout.Entry entry) throws CheckpointFormatException {
        Tensor tensor = tensor(entry.name());
        List<Long> expected = entry.shape().stream().map(Integer::longValue).toList();
        if (!tensor.shape().equals(expected)) {
            throw new CheckpointFormatException(
                    path, entry.name() + ": shape " + tensor.shape() + " found, " + expected + " expected");
        }
        return entry.kind() == Layout.Kind.COUNTER ? counts(tensor) : floats(tensor);
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

    /**
     * Requires the tensors to have exactly the given names, in any order.
     *
     * @throws CheckpointFormatException listing what is missing and what is too much
     */
    public void requireNames(List<String> expected) throws CheckpointFormatException {
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
