package org.weightflow.networks.torch;

import java.util.List;
import org.weightflow.networks.pickle.PickleDict;
import org.weightflow.networks.pickle.PickleMessages;
import org.weightflow.networks.pickle.PickleTuple;

/**
 * What a checkpoint says of a tensor: a strided view of a storage.
 * <p>Only the arguments' types are checked here; whether the view lies in the storage is checked when the tensor is wanted.
 *
 * @param offset  elements before the first
 * @param shape   whole numbers
 * @param strides whole numbers
 */
record StoredTensor(Storage storage, long offset, PickleTuple shape, PickleTuple strides) {
    /**
     * {@code _rebuild_tensor(storage, offset, shape, strides)} and {@code _rebuild_tensor_v2}, which adds whether the gradient is
     * wanted, hooks, and marks of conjugated or negated views.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static StoredTensor of(List<Object> arguments) {
        int count = arguments.size();
        if (count < 4 || count == 5 || count > 7) {
            throw new IllegalArgumentException("a tensor is made of 4, 6 or 7 arguments, not " + count);
        }
        if (!(arguments.get(0) instanceof Storage storage)) {
            throw new IllegalArgumentException("the storage of a tensor is " + PickleMessages.kind(arguments.get(0)));
        }
        if (storage.dtype() == null) {
            throw new IllegalArgumentException("the storage of a tensor has no element type");
        }
        long offset = Storage.number("the offset of a tensor", arguments.get(1));
        if (!(arguments.get(2) instanceof PickleTuple shape && arguments.get(3) instanceof PickleTuple strides)) {
            throw new IllegalArgumentException("shape and strides of a tensor are not tuples");
        }
        if (count > 4 && !(arguments.get(4) instanceof Boolean)) {
            throw new IllegalArgumentException("whether a gradient is wanted is not a truth value");
        }
        requireEmpty("hooks", count > 5 ? arguments.get(5) : null);
        requireEmpty("marks of a conjugated or negated view", count > 6 ? arguments.get(6) : null);
        return new StoredTensor(storage, offset, shape, strides);
    }

    /** {@code _rebuild_parameter(tensor, requires_grad, hooks)}: the tensor itself. */
    static StoredTensor ofParameter(List<Object> arguments) {
        if (arguments.size() != 3
                || !(arguments.get(0) instanceof StoredTensor tensor)
                || !(arguments.get(1) instanceof Boolean)) {
            throw new IllegalArgumentException("a parameter is not made of a tensor, a truth value and hooks");
        }
        requireEmpty("hooks", arguments.get(2));
        return tensor;
    }

    private static void requireEmpty(String what, Object value) {
        if (value != null
                && !(value instanceof PickleDict dict && dict.entries().isEmpty())) {
            throw new IllegalArgumentException("the tensor has " + what);
        }
    }

    /** @throws IllegalArgumentException naming the extent that is none */
    long[] extents() {
        return numbers("shape", shape);
    }

    /** @throws IllegalArgumentException naming the stride that is none */
    long[] steps() {
        return numbers("strides", strides);
    }

    /**
     * The whole numbers of a tuple.
     *
     * @throws IllegalArgumentException naming the one that is none, or if there are more than PyTorch's 64 axes
     */
    static long[] numbers(String what, PickleTuple tuple) {
        if (tuple.items().size() > 64) {
            throw new IllegalArgumentException(what + " has " + tuple.items().size() + " numbers, more than 64");
        }
        return tuple.items().stream()
                .mapToLong(item -> Storage.number(what, item))
                .toArray();
    }
}
