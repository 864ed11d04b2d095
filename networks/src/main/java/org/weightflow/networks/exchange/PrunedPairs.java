package org.weightflow.networks.exchange;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;

/**
 * Tensors in the form that {@code torch.nn.utils.prune} leaves: {@code X_orig} and {@code X_mask} of zeros and ones stand for
 * {@code X = X_orig * X_mask}.
 *
 * @param tensors with each pair as one tensor {@code X}
 * @param kept    the mask of each X that was a pair, true where it keeps
 */
record PrunedPairs(Map<String, Tensor> tensors, Map<String, boolean[]> kept) {
    private static final String VALUES = "_orig";
    private static final String MASK = "_mask";

    static PrunedPairs of(Checkpoint checkpoint) throws CheckpointFormatException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, boolean[]> kept = new LinkedHashMap<>();
        for (Tensor tensor : checkpoint.tensors().values()) {
            String name = tensor.name();
            String stem = name.endsWith(VALUES) ? name.substring(0, name.length() - VALUES.length()) : null;
            if (stem != null && checkpoint.tensors().containsKey(stem + MASK)) {
                boolean[] mask = mask(checkpoint, tensor, checkpoint.tensor(stem + MASK));
                kept.put(stem, mask);
                if (checkpoint.tensors().containsKey(stem)) {
                    throw new CheckpointFormatException(
                            checkpoint.path(),
                            stem + ": stands there twice, on its own and as " + name + " with its mask");
                }
                tensors.put(stem, masked(checkpoint, stem, tensor, mask));
            } else if (!isMaskOfPair(checkpoint, name)) {
                tensors.put(name, tensor);
            }
        }
        return new PrunedPairs(tensors, kept);
    }

    private static boolean isMaskOfPair(Checkpoint checkpoint, String name) {
        return name.endsWith(MASK)
                && checkpoint.tensors().containsKey(name.substring(0, name.length() - MASK.length()) + VALUES);
    }

    private static boolean[] mask(Checkpoint checkpoint, Tensor values, Tensor mask) throws CheckpointFormatException {
        if (!mask.shape().equals(values.shape())) {
            throw new CheckpointFormatException(
                    checkpoint.path(),
                    mask.name() + ": shape " + mask.shape() + " found, that of " + values.name() + ", " + values.shape()
                            + ", expected");
        }
        float[] factors = floats(checkpoint, mask);
        boolean[] kept = new boolean[factors.length];
        for (int i = 0; i < factors.length; i++) {
            if (factors[i] != 0 && factors[i] != 1) {
                throw new CheckpointFormatException(
                        checkpoint.path(), mask.name() + ": value " + factors[i] + " at " + i + " is neither 0 nor 1");
            }
            kept[i] = factors[i] == 1;
        }
        return kept;
    }

    private static Tensor masked(Checkpoint checkpoint, String name, Tensor values, boolean[] kept)
            throws CheckpointFormatException {
        if (values.dtype() != Dtype.F32) {
            throw new CheckpointFormatException(
                    checkpoint.path(),
                    values.name() + ": dtype " + values.dtype() + " found, F32 expected beside a mask");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) values.byteCount())
                .order(values.bytes().order())
                .put(values.bytes())
                .flip();
        for (int i = 0; i < kept.length; i++) {
            if (!kept[i]) {
                bytes.putFloat(i * Float.BYTES, 0f);
            }
        }
        return Tensor.of(
                name,
                Dtype.F32,
                bytes,
                values.shape().stream().mapToLong(Long::longValue).toArray());
    }

    private static float[] floats(Checkpoint checkpoint, Tensor tensor) throws CheckpointFormatException {
        try {
            return tensor.toFloats();
        } catch (IllegalArgumentException fault) {
            throw new CheckpointFormatException(checkpoint.path(), fault.getMessage(), fault);
        }
    }
}
