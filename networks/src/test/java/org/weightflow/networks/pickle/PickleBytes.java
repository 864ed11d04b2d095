package org.weightflow.networks.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Pickles made by hand, instruction by instruction. */
public final class PickleBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Begins with protocol 2. */
    public PickleBytes() {
        bytes(0x80, 2);
    }

    /** Instructions without arguments, by the characters that Python's documentation gives them. */
    public PickleBytes ops(String characters) {
        characters.chars().forEach(out::write);
        return this;
    }

    public PickleBytes bytes(int... bytes) {
        for (int each : bytes) {
            out.write(each);
        }
        return this;
    }

    /** GLOBAL. */
    public PickleBytes global(String module, String name) {
        return ops("c" + module + "\n" + name + "\n");
    }

    /** BINUNICODE. */
    public PickleBytes text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ops("X").int32(utf8.length);
        out.writeBytes(utf8);
        return this;
    }

    /** LONG1 of eight bytes. */
    public PickleBytes number(long value) {
        bytes(0x8a, 8);
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    /** Four bytes, little-endian, as part of an instruction. */
    public PickleBytes int32(int value) {
        return bytes(value & 0xff, value >> 8 & 0xff, value >> 16 & 0xff, value >>> 24);
    }

    /** A tuple of whole numbers. */
    public PickleBytes tuple(long... values) {
        ops("(");
        for (long value : values) {
            number(value);
        }
        return ops("t");
    }

    /** A tensor of float32. */
    public PickleBytes tensor(String key, long count, long offset, long[] shape, long[] strides) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .ops("((")
                .text("storage")
                .global("torch", "FloatStorage")
                .text(key)
                .text("cpu")
                .number(count)
                .ops("tQ")
                .number(offset)
                .tuple(shape)
                .tuple(strides)
                .bytes(0x89)
                .global("collections", "OrderedDict")
                .ops(")RtR");
    }

    /** Ends with STOP. */
    public byte[] stop() {
        out.write('.');
        return cut();
    }

    /** What there is so far. */
    public byte[] cut() {
        return out.toByteArray();
    }
}
