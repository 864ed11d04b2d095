package org.weightflow.networks.numpy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;

/**
 * A mask as an {@code .npz} file: for every prunable entry a {@code uint8} array of its name and shape, 1 where a value is kept
 * and 0 where it is pruned, so that {@code weights[name] * mask[name]} is what it says.
 */
public final class NpzMask {
    private NpzMask() {}

    /** Writes a mask, whole or not at all. */
    public static void write(Path file, Mask mask) throws IOException {
        Layout layout = mask.layout();
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < layout.entries().size(); i++) {
            Layout.Entry entry = layout.entry(i);
            if (entry.prunable()) {
                byte[] bytes = new byte[entry.size()];
                for (int j = 0; j < bytes.length; j++) {
                    bytes[j] = (byte) (mask.keeps(layout.offset(i) + j) ? 1 : 0);
                }
                long[] shape =
                        entry.shape().stream().mapToLong(Integer::longValue).toArray();
                tensors.add(Tensor.ofBytes(entry.name(), bytes, shape));
            }
        }
        NpzFile.write(file, tensors);
    }

    /** @throws CheckpointFormatException if names, dtypes, shapes or values are not those of a mask of {@code layout} */
    public static Mask read(Path file, Layout layout) throws IOException {
        Checkpoint in = NpzFile.open(file);
        in.requireNames(layout.entries().stream()
                .filter(Layout.Entry::prunable)
                .map(Layout.Entry::name)
                .toList());
        BitSet kept = new BitSet(layout.size());
        for (int i = 0; i < layout.entries().size(); i++) {
            Layout.Entry entry = layout.entry(i);
            int start = layout.offset(i);
            if (!entry.prunable()) {
                kept.set(start, layout.offset(i + 1));
                continue;
            }
            ByteBuffer bytes = bytes(in, entry);
            for (int j = 0; j < entry.size(); j++) {
                int value = Byte.toUnsignedInt(bytes.get(j));
                if (value > 1) {
                    throw new CheckpointFormatException(
                            file, entry.name() + ": mask value " + value + " at " + j + " is neither 0 nor 1");
                }
                kept.set(start + j, value == 1);
            }
        }
        return Mask.of(layout, kept);
    }

    private static ByteBuffer bytes(Checkpoint in, Layout.Entry entry) throws CheckpointFormatException {
        Tensor tensor = in.tensor(entry.name());
        List<Long> expected = entry.shape().stream().map(Integer::longValue).toList();
        if (tensor.dtype() != Dtype.U8 || !tensor.shape().equals(expected)) {
            throw new CheckpointFormatException(
                    in.path(),
                    entry.name() + ": " + tensor.dtype() + " " + tensor.shape() + " found, U8 " + expected
                            + " expected");
        }
        return tensor.bytes();
    }
}
