package org.weightflow.networks.exchange;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Recognition;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Counts;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.zoo.MemberValues;

/**
 * Reads foreign checkpoints as networks of one architecture: finds the tensor of each entry, converts it without rounding, and takes
 * the mask that comes with it.
 */
final class ForeignReader {
    private final CheckpointSource source;
    private final Architecture architecture;
    private final boolean guessed;
    private final boolean maskZeros;

    /** @param guessed whether the architecture was recognised, so that what names and shapes do not tell was assumed */
    ForeignReader(CheckpointSource source, Architecture architecture, boolean guessed, boolean maskZeros) {
        this.source = source;
        this.architecture = architecture;
        this.guessed = guessed;
        this.maskZeros = maskZeros;
    }

    /** What the names and shapes of a checkpoint say. */
    static Recognition recognise(Checkpoint checkpoint) throws CheckpointFormatException {
        return Architectures.recognise(shapes(PrunedPairs.of(checkpoint)));
    }

    /** @throws IOException one sentence that says why the checkpoint is no network of this architecture */
    ForeignNetwork read(int index) throws IOException {
        Checkpoint checkpoint = source.read(index);
        PrunedPairs pairs = PrunedPairs.of(checkpoint);
        List<String> notes = new ArrayList<>();
        Map<String, String> names = names(checkpoint, pairs, notes);
        Layout layout = architecture.layout();
        FloatBuffer[] values = new FloatBuffer[layout.entries().size()];
        for (int e = 0; e < values.length; e++) {
            Layout.Entry entry = layout.entry(e);
            Tensor tensor = pairs.tensors().get(names.get(entry.name()));
            // Only counters may be missing, see Recognition.
            values[e] = tensor == null ? FloatBuffer.wrap(new float[entry.size()]) : values(checkpoint, entry, tensor);
        }
        StateDict weights = StateDict.ofEntries(layout, values);
        Optional<String> fault = MemberValues.notFinite(weights);
        if (fault.isPresent()) {
            throw new CheckpointFormatException(checkpoint.path(), fault.get());
        }
        Optional<Mask> mask = mask(index, pairs, names, weights, notes);
        Optional<String> unpruned = mask.flatMap(given -> MemberValues.notPruned(weights, given));
        if (unpruned.isPresent()) {
            throw new CheckpointFormatException(checkpoint.path(), unpruned.get());
        }
        return new ForeignNetwork(weights, mask, notes);
    }

    /** Entry of the layout -> tensor of the checkpoint. */
    private Map<String, String> names(Checkpoint checkpoint, PrunedPairs pairs, List<String> notes)
            throws CheckpointFormatException {
        Layout layout = architecture.layout();
        Map<String, List<Long>> shapes = shapes(pairs);
        Recognition recognition = Architectures.recognise(shapes);
        if (recognition instanceof Recognition.Found found) {
            try {
                layout.requireSame(
                        found.architecture().layout(),
                        "the checkpoint, a " + found.architecture().id());
            } catch (IllegalArgumentException other) {
                throw new CheckpointFormatException(checkpoint.path(), other.getMessage(), other);
            }
            if (guessed) {
                notes.addAll(found.assumed());
            } else if (found.names().size() < layout.entries().size()) {
                notes.add(layout.entries().size() - found.names().size() + " counters are missing and taken as 0");
            }
            return found.names();
        }
        Map<String, String> same = new LinkedHashMap<>();
        for (Layout.Entry entry : layout.entries()) {
            List<Long> expected = entry.shape().stream().map(Integer::longValue).toList();
            List<Long> shape = shapes.get(entry.name());
            if (shape == null || !shape.equals(expected)) {
                throw new CheckpointFormatException(
                        checkpoint.path(),
                        shape == null
                                ? entry.name() + ": missing; " + reasons(recognition)
                                : entry.name() + ": shape " + shape + " found, " + expected + " expected");
            }
            same.put(entry.name(), entry.name());
        }
        if (shapes.size() != same.size()) {
            throw new CheckpointFormatException(
                    checkpoint.path(),
                    shapes.size() - same.size() + " tensors more than " + architecture.id() + " has");
        }
        return same;
    }

    static String reasons(Recognition recognition) {
        return recognition instanceof Recognition.Unknown unknown ? String.join("; ", unknown.reasons()) : "";
    }

    private static Map<String, List<Long>> shapes(PrunedPairs pairs) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        pairs.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    private static FloatBuffer values(Checkpoint checkpoint, Layout.Entry entry, Tensor tensor)
            throws CheckpointFormatException {
        try {
            if (entry.kind() == Layout.Kind.COUNTER) {
                if (tensor.dtype() != Dtype.I64) {
                    throw new IllegalArgumentException(
                            tensor.name() + ": dtype " + tensor.dtype() + " found, I64 expected for a count");
                }
                return Counts.ofTensor(tensor);
            }
            return switch (tensor.dtype()) {
                case F32 -> tensor.bytes().asFloatBuffer();
                case F16, BF16 -> FloatBuffer.wrap(tensor.toFloats());
                case F64 -> exact(tensor);
                default -> throw new IllegalArgumentException(tensor.name() + ": dtype " + tensor.dtype()
                        + " found, F32, F16, BF16, or F64 that float32 holds, expected");
            };
        } catch (IllegalArgumentException fault) {
            throw new CheckpointFormatException(checkpoint.path(), fault.getMessage(), fault);
        }
    }

    private static FloatBuffer exact(Tensor tensor) {
        float[] values = tensor.toFloats();
        for (int i = 0; i < values.length; i++) {
            double value = tensor.bytes().getDouble(i * Double.BYTES);
            if (Double.isFinite(value) && value != values[i]) {
                throw new IllegalArgumentException(
                        tensor.name() + ": F64 value " + value + " at " + i + " would be rounded to float32");
            }
        }
        return FloatBuffer.wrap(values);
    }

    private Optional<Mask> mask(
            int index, PrunedPairs pairs, Map<String, String> names, StateDict weights, List<String> notes)
            throws IOException {
        Layout layout = architecture.layout();
        Optional<Mask> beside = source.mask(index, layout);
        if (beside.isPresent()) {
            return beside;
        }
        if (pairs.kept().isEmpty() && !maskZeros) {
            return Optional.empty();
        }
        BitSet kept = new BitSet(layout.size());
        kept.set(0, layout.size());
        int zeros = 0;
        for (int e = 0; e < layout.entries().size(); e++) {
            Layout.Entry entry = layout.entry(e);
            boolean[] given = pairs.kept().get(names.get(entry.name()));
            if (!entry.prunable()) {
                if (given != null) {
                    notes.add(entry.name() + ": its mask is left out, since such entries are never pruned here");
                }
                continue;
            }
            FloatBuffer values = weights.entry(e);
            for (int i = 0; i < entry.size(); i++) {
                boolean pruned = given != null ? !given[i] : maskZeros && values.get(i) == 0;
                zeros += pruned && given == null ? 1 : 0;
                kept.set(layout.offset(e) + i, !pruned);
            }
        }
        if (zeros > 0) {
            notes.add(zeros + " zeros are masked");
        }
        return Optional.of(Mask.of(layout, kept));
    }
}
