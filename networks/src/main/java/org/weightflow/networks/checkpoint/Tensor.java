package org.weightflow.networks.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.weightflow.networks.Layout;

/**
 * A named array of a checkpoint file: little-endian bytes, in Java memory or mapped, given row-major.
 * <p>Immutable as long as nobody writes to the memory it was made from.
 */
public final class Tensor {
    private final String name;
    private final Dtype dtype;
    private final List<Long> shape;
    private final ByteBuffer bytes;

    /** How the bytes are to be reordered; null where they are row-major. */
    private final StridedView view;

    private Tensor(String name, Dtype dtype, long[] shape, ByteBuffer bytes, StridedView view) {
        this.name = name;
        this.dtype = dtype;
        this.shape = Arrays.stream(shape).boxed().toList();
        this.bytes = bytes.slice().asReadOnlyBuffer();
        this.view = view;
    }

    /**
     * @param bytes the elements, little-endian; a view, not a copy
     * @throws IllegalArgumentException if the bytes do not fill the shape
     */
    public static Tensor of(String name, Dtype dtype, ByteBuffer bytes, long... shape) {
        long bits;
        try {
            bits = Math.multiplyExact(count(shape), dtype.bits());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(name + ": shape " + Arrays.toString(shape) + " is too large", e);
        }
        if (bits % Byte.SIZE != 0 || bits / Byte.SIZE != bytes.remaining()) {
            throw new IllegalArgumentException(name + ": " + bytes.remaining() + " bytes do not fill shape "
                    + Arrays.toString(shape) + " of " + dtype);
        }
        return new Tensor(name, dtype, shape, bytes, null);
    }

    /**
     * An entry of a network as files hold it, copied bit by bit: I64 for a counter, else F32.
     *
     * @throws IllegalArgumentException if the values do not fill the entry, or a counter holds no count
     */
    public static Tensor ofEntry(Layout.Entry entry, FloatBuffer values) {
        long[] shape = entry.shape().stream().mapToLong(Integer::longValue).toArray();
        if (entry.kind() == Layout.Kind.COUNTER) {
            return of(entry.name(), Dtype.I64, ByteBuffer.wrap(Counts.toBytes(entry.name(), values)), shape);
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.remaining(), Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values.duplicate());
        return of(entry.name(), Dtype.F32, bytes, shape);
    }

    /**
     * A tensor whose elements do not lie in row-major order, such as a transposed one.
     *
     * @param bytes   from the first element to behind the last, little-endian; a view, not a copy
     * @param strides for each axis how many elements apart neighbours lie
     * @throws IllegalArgumentException if shape and strides do not describe exactly those bytes or put elements upon each other
     */
    public static Tensor ofView(String name, Dtype dtype, ByteBuffer bytes, long[] shape, long[] strides) {
        if (dtype.bits() % Byte.SIZE != 0) {
            throw new IllegalArgumentException(name + ": elements of " + dtype + " are not whole bytes");
        }
        StridedView view = new StridedView(shape, strides);
        int elementBytes = dtype.bits() / Byte.SIZE;
        if (bytes.remaining() % elementBytes != 0 || bytes.remaining() / elementBytes != view.span()) {
            throw new IllegalArgumentException(name + ": " + bytes.remaining() + " bytes are not the " + view.span()
                    + " places of " + dtype + " of shape " + Arrays.toString(shape) + " with strides "
                    + Arrays.toString(strides));
        }
        return new Tensor(name, dtype, shape, bytes, view.isRowMajor() ? null : view);
    }

    /**
     * How many elements lie from the first to the last of an array, both counted; 0 for an empty one.
     *
     * @throws IllegalArgumentException as {@link #ofView} does
     */
    public static long span(long[] shape, long[] strides) {
        return new StridedView(shape, strides).span();
    }

    /** An F32 tensor with a copy of {@code values}. */
    public static Tensor ofFloats(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return of(name, Dtype.F32, bytes, shape);
    }

    /** A U8 tensor with a copy of {@code values}. */
    public static Tensor ofBytes(String name, byte[] values, long... shape) {
        return of(name, Dtype.U8, ByteBuffer.wrap(values.clone()), shape);
    }

    public String name() {
        return name;
    }

    public Dtype dtype() {
        return dtype;
    }

    public List<Long> shape() {
        return shape;
    }

    /**
     * The elements, row-major: a fresh read-only little-endian view at each call, or a copy where the file has them in another
     * order.
     */
    public ByteBuffer bytes() {
        ByteBuffer ordered = view == null ? bytes.duplicate() : view.gather(bytes, dtype.bits() / Byte.SIZE);
        return ordered.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How many bytes {@link #bytes} has. */
    public long byteCount() {
        return view == null ? bytes.remaining() : shape.stream().reduce(1L, (a, b) -> a * b) * dtype.bits() / Byte.SIZE;
    }

    /**
     * The elements as float32: exact for F32, F16, BF16, BOOL and integers of up to 16 bits, rounded to nearest for F64, I32, U32,
     * I64 and U64.
     *
     * @throws IllegalArgumentException if the dtype has no such reading
     */
    public float[] toFloats() {
        ByteBuffer in = bytes();
        float[] values = new float[(int) (in.remaining() * (long) Byte.SIZE / dtype.bits())];
        switch (dtype) {
            case F32 -> in.asFloatBuffer().get(values);
            case F16 -> fill(values, i -> half(in.getShort(2 * i)));
            case BF16 -> fill(values, i -> Float.intBitsToFloat(in.getShort(2 * i) << 16));
            case F64 -> fill(values, i -> (float) in.getDouble(8 * i));
            case I64 -> fill(values, i -> in.getLong(8 * i));
            case U64 -> fill(values, i -> unsigned(in.getLong(8 * i)));
            case I32 -> fill(values, i -> in.getInt(4 * i));
            case U32 -> fill(values, i -> Integer.toUnsignedLong(in.getInt(4 * i)));
            case I16 -> fill(values, i -> in.getShort(2 * i));
            case U16 -> fill(values, i -> Short.toUnsignedInt(in.getShort(2 * i)));
            case I8 -> fill(values, in::get);
            case U8 -> fill(values, i -> Byte.toUnsignedInt(in.get(i)));
            case BOOL -> fill(values, i -> in.get(i) == 0 ? 0f : 1f);
            default -> throw new IllegalArgumentException(name + ": dtype " + dtype + " is not read as numbers");
        }
        return values;
    }

    /** IEEE 754 binary16 -> binary32; every value, NaN payloads included, is exact. */
    static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int widened = exponent == 0x1F ? 0xFF : exponent + 127 - 15;
        return Float.intBitsToFloat(sign | widened << 23 | fraction << 13);
    }

    /** Halves the value, keeping the lost bit for rounding, so that a signed conversion can read it. */
    private static float unsigned(long value) {
        return value >= 0 ? value : 2f * ((value >>> 1) | (value & 1));
    }

    @FunctionalInterface
    private interface Element {
        float at(int index);
    }

    private static void fill(float[] values, Element element) {
        for (int i = 0; i < values.length; i++) {
            values[i] = element.at(i);
        }
    }

    /** The checked product, in the order of the axes. */
    static long count(long... shape) {
        long count = 1;
        for (long extent : shape) {
            if (extent < 0) {
                throw new IllegalArgumentException("extent " + extent + " is negative");
            }
            count = Math.multiplyExact(count, extent);
        }
        return count;
    }
}
