package org.weightflow.networks.numpy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;

/**
 * What an {@code .npy} file says before its values: {@code \x93NUMPY}, a version, a length, and a Python dict of the element type,
 * the order and the shape.
 *
 * @param shape     extents, none negative; their product in bytes fits into 63 bits
 * @param dataStart bytes before the values
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The format</a>
 */
record NpyHeader(Dtype dtype, List<Long> shape, int dataStart) {
    /** Enough for the longest header that is read, and for what stands before it. */
    static final int LARGEST = 1 << 16;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;

    /** NumPy leaves room for the first extent to grow to this many digits. */
    private static final int ROOM_TO_GROW = 21;

    private static final Map<String, Dtype> DTYPES =
            Map.of("<f4", Dtype.F32, "<f8", Dtype.F64, "<i8", Dtype.I64, "|u1", Dtype.U8);

    /** Number of elements. */
    long count() {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }

    int elementBytes() {
        return dtype.bits() / Byte.SIZE;
    }

    /**
     * @param where names the array in messages; empty for a file of its own
     * @param start the first bytes of the array, {@link #LARGEST} of them or all
     */
    static NpyHeader read(Path file, String where, ByteBuffer start) throws CheckpointFormatException {
        try {
            return read(start.duplicate().order(ByteOrder.LITTLE_ENDIAN));
        } catch (IllegalArgumentException e) {
            throw new CheckpointFormatException(file, where + e.getMessage(), e);
        }
    }

    private static NpyHeader read(ByteBuffer in) {
        if (in.remaining() < MAGIC.length + 4
                || !in.slice(in.position(), MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new IllegalArgumentException("not an .npy array");
        }
        int begin = in.position();
        in.position(begin + MAGIC.length);
        int version = in.get();
        int minor = in.get();
        if (version < 1 || version > 3 || minor != 0) {
            throw new IllegalArgumentException("version " + version + "." + minor + " of the .npy format is not known");
        }
        if (version > 1 && in.remaining() < Integer.BYTES) {
            throw new IllegalArgumentException("the header is cut off");
        }
        long length = version == 1 ? Short.toUnsignedLong(in.getShort()) : Integer.toUnsignedLong(in.getInt());
        if (length > LARGEST - 12) {
            throw new IllegalArgumentException("a header of " + length + " bytes is above " + (LARGEST - 12));
        }
        if (length > in.remaining()) {
            throw new IllegalArgumentException("the header is cut off");
        }
        ByteBuffer text = in.slice(in.position(), (int) length);
        int dataStart = in.position() - begin + (int) length;
        NpyDict dict = NpyDict.parse(
                version == 3
                        ? utf8(text)
                        : StandardCharsets.ISO_8859_1.decode(text).toString());
        if (dict.fortranOrder()) {
            throw new IllegalArgumentException("the array is in Fortran order; save it with numpy.ascontiguousarray");
        }
        Dtype dtype = DTYPES.get(dict.descr());
        if (dtype == null) {
            throw new IllegalArgumentException(
                    "elements of type '" + dict.descr().replaceAll("[^\\x20-\\x7e]", "?")
                            + "' are not read; only <f4, <f8, <i8 and |u1 are");
        }
        try {
            long bytes = dtype.bits() / Byte.SIZE;
            for (long extent : dict.shape()) {
                bytes = Math.multiplyExact(bytes, extent);
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("shape " + dict.shape() + " is too large", e);
        }
        return new NpyHeader(dtype, dict.shape(), dataStart);
    }

    private static String utf8(ByteBuffer text) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the header is not UTF-8", e);
        }
    }

    /**
     * The bytes before the values, as NumPy 2 writes them in version 1.
     *
     * @throws IllegalArgumentException if the dtype is not one of those that are read
     */
    static byte[] bytes(Dtype dtype, List<Long> shape) {
        String descr = DTYPES.entrySet().stream()
                .filter(each -> each.getValue() == dtype)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("arrays of " + dtype + " are not written"));
        String extents = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String room = shape.isEmpty()
                ? ""
                : " ".repeat(ROOM_TO_GROW - String.valueOf(shape.get(0)).length());
        byte[] dict = ("{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + extents
                        + (shape.size() == 1 ? "," : "") + "), }" + room)
                .getBytes(StandardCharsets.US_ASCII);
        int before = MAGIC.length + 4;
        // One byte for the end of the line.
        int total = (before + dict.length + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
        byte[] bytes = new byte[total];
        Arrays.fill(bytes, (byte) ' ');
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) (total - before))
                .put(dict);
        bytes[total - 1] = '\n';
        return bytes;
    }
}
