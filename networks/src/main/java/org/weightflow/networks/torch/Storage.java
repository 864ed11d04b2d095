package org.weightflow.networks.torch;

import java.util.List;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.pickle.PickleMessages;
import org.weightflow.networks.pickle.PickleTuple;

/**
 * What a checkpoint says of a run of elements that tensors are views of.
 *
 * @param key   its name in the file
 * @param dtype null where the bytes have no type
 * @param count elements, or bytes where they have no type
 * @param first the element at which a part of the storage begins, as legacy files describe parts
 * @param size  elements of that part, or all
 */
record Storage(String key, Dtype dtype, long count, long first, long size) {
    /** A type of storage, such as {@code torch.FloatStorage}; {@code dtype} is null for untyped bytes. */
    record Type(Dtype dtype) {}

    /**
     * Reads a persistent id: {@code ("storage", type, key, device, count)}, in legacy files followed by None or
     * {@code (key of the part, first, size)}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static Storage of(Object id) {
        List<Object> items = id instanceof PickleTuple tuple ? tuple.items() : List.of();
        if (items.size() < 5
                || items.size() > 6
                || !"storage".equals(items.get(0))
                || !(items.get(1) instanceof Type type)
                || !(items.get(2) instanceof String key)
                || !(items.get(3) instanceof String)) {
            throw new IllegalArgumentException("the id is not that of a storage");
        }
        long count = number("the size of a storage", items.get(4));
        long first = 0;
        long size = count;
        if (items.size() == 6 && items.get(5) != null) {
            if (!(items.get(5) instanceof PickleTuple part)
                    || part.items().size() != 3
                    || !(part.items().get(0) instanceof String)) {
                throw new IllegalArgumentException("the part of a storage is not (key, first, size)");
            }
            first = number("the start of a part", part.items().get(1));
            size = number("the size of a part", part.items().get(2));
            if (first > count || size > count - first) {
                throw new IllegalArgumentException(
                        "a part of " + size + " elements from " + first + " on does not lie in a storage of " + count);
            }
        }
        try {
            Math.multiplyExact(count, Long.BYTES);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a storage of " + count + " elements is too large", e);
        }
        return new Storage(key, type.dtype(), count, first, size);
    }

    /** A whole number that is not negative. */
    static long number(String what, Object value) {
        if (!(value instanceof Long number)) {
            throw new IllegalArgumentException(what + " is " + PickleMessages.kind(value) + ", not a whole number");
        }
        if (number < 0) {
            throw new IllegalArgumentException(what + " " + number + " is negative");
        }
        return number;
    }

    int elementBytes() {
        return dtype == null ? 1 : dtype.bits() / Byte.SIZE;
    }

    /** Bytes of the whole storage; checked not to overflow. */
    long bytes() {
        return count * elementBytes();
    }
}
