package org.weightflow.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipException;

/**
 * An array of unsigned bytes from an IDX file, as MNIST and its relatives use.
 *
 * <p>The format: two bytes 0, the element type (08 = unsigned byte, the only one read here), the number of dimensions (1
 * to 4), each dimension as an unsigned 32-bit big-endian number, then the values row-major. A file packed with gzip is
 * known by its first bytes. Everything is checked before memory is taken for the values: the header, the product of the
 * dimensions, and the length, which for a packed file means to unpack it once without keeping anything. Bytes after the
 * values, or after the (one) gzip archive, are an error.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">LeCun, Cortes and Burges, The MNIST database, "The IDX file
 *     format"</a>
 */
final class IdxFile {
    private static final int UNSIGNED_BYTE = 0x08;
    private static final int MAX_DIMENSIONS = 4;
    /** Java arrays end a few elements short of 2^31. */
    private static final long MAX_VALUES = Integer.MAX_VALUE - 8L;

    private final List<Integer> dimensions;
    private final byte[] values;

    private IdxFile(List<Integer> dimensions, byte[] values) {
        this.dimensions = dimensions;
        this.values = values;
    }

    /**
     * Reads a file.
     *
     * @param example the dimensions demanded after the first, for instance {@code [28, 28]} for images and {@code []}
     *     for labels
     * @param digest is fed the unpacked bytes, header and values, if the file is sound
     * @throws DatasetFormatException if the content breaks a rule of the format or has other dimensions
     */
    static IdxFile read(Path path, List<Integer> example, MessageDigest digest) throws IOException {
        try {
            return readChecked(path, example, digest);
        } catch (ZipException | EOFException e) {
            throw PackedFile.broken(path, e);
        }
    }

    private static IdxFile readChecked(Path path, List<Integer> example, MessageDigest digest) throws IOException {
        byte[] header;
        List<Integer> dimensions;
        int length;
        try (InputStream in = PackedFile.open(path)) {
            header = readHeader(path, in);
            dimensions = dimensions(path, header);
            if (!dimensions.subList(1, dimensions.size()).equals(example)) {
                throw new DatasetFormatException(
                        path + ": found dimensions " + dimensions + ", expected " + expected(example));
            }
            length = product(path, dimensions);
            checkLength(path, in, header.length, length);
        }
        byte[] values;
        try (InputStream in = PackedFile.open(path)) {
            in.skipNBytes(header.length);
            values = in.readNBytes(length);
        }
        if (values.length != length) {
            throw new DatasetFormatException(path + ": expected " + length + " values, found " + values.length
                    + "; the file changed while it was read");
        }
        digest.update(header);
        digest.update(values);
        return new IdxFile(dimensions, values);
    }

    private static byte[] readHeader(Path path, InputStream in) throws IOException {
        byte[] magic = in.readNBytes(4);
        if (magic.length < 4) {
            throw new DatasetFormatException(
                    path + ": expected an IDX header of at least 8 bytes, found " + magic.length + " bytes");
        }
        if (magic[0] != 0 || magic[1] != 0) {
            throw new DatasetFormatException(path + ": expected an IDX file starting with bytes 00 00, found "
                    + hex(magic[0]) + " " + hex(magic[1]));
        }
        if (magic[2] != UNSIGNED_BYTE) {
            throw new DatasetFormatException(
                    path + ": expected IDX element type 08 (unsigned byte), found " + hex(magic[2]));
        }
        int rank = Byte.toUnsignedInt(magic[3]);
        if (rank < 1 || rank > MAX_DIMENSIONS) {
            throw new DatasetFormatException(
                    path + ": expected 1 to " + MAX_DIMENSIONS + " IDX dimensions, found " + rank);
        }
        byte[] extents = in.readNBytes(4 * rank);
        if (extents.length < 4 * rank) {
            throw new DatasetFormatException(path + ": expected an IDX header of " + (4 + 4 * rank) + " bytes for "
                    + rank + " dimensions, found " + (4 + extents.length) + " bytes");
        }
        byte[] header = new byte[4 + 4 * rank];
        System.arraycopy(magic, 0, header, 0, 4);
        System.arraycopy(extents, 0, header, 4, extents.length);
        return header;
    }

    private static List<Integer> dimensions(Path path, byte[] header) throws DatasetFormatException {
        List<Integer> dimensions = new ArrayList<>();
        for (int at = 4; at < header.length; at += 4) {
            long extent = (header[at] & 0xFFL) << 24
                    | (header[at + 1] & 0xFFL) << 16
                    | (header[at + 2] & 0xFFL) << 8
                    | (header[at + 3] & 0xFFL);
            if (extent < 1 || extent > MAX_VALUES) {
                throw new DatasetFormatException(
                        path + ": IDX dimension " + at / 4 + " is " + extent + ", expected 1 to " + MAX_VALUES);
            }
            dimensions.add((int) extent);
        }
        return Collections.unmodifiableList(dimensions);
    }

    private static int product(Path path, List<Integer> dimensions) throws DatasetFormatException {
        long product = 1;
        for (int extent : dimensions) {
            // Neither factor passes 2^31, so the long cannot overflow before the check.
            product *= extent;
            if (product > MAX_VALUES) {
                throw new DatasetFormatException(path + ": IDX dimensions " + dimensions + " need more than the "
                        + MAX_VALUES + " values allowed");
            }
        }
        return (int) product;
    }

    /** Compares the length that the header promises with the one there is, holding none of the values. */
    private static void checkLength(Path path, InputStream afterHeader, int headerLength, int length)
            throws IOException {
        if (!PackedFile.isPacked(path)) {
            requireLength(path, length, Files.size(path) - headerLength);
            return;
        }
        byte[] buffer = new byte[1 << 16];
        long found = 0;
        for (int read = 0; read >= 0 && found <= length; read = afterHeader.read(buffer)) {
            found += read;
        }
        requireLength(path, length, found);
        long stated = PackedFile.statedLength(path);
        if (stated != headerLength + (long) length) {
            throw new DatasetFormatException(path + ": expected one gzip archive and nothing after it, found "
                    + (headerLength + (long) length) + " unpacked bytes where the last four bytes of the file state "
                    + stated);
        }
    }

    private static void requireLength(Path path, int expected, long found) throws DatasetFormatException {
        if (found != expected) {
            throw new DatasetFormatException(path + ": expected " + expected + " values as the IDX header says, found "
                    + (found > expected ? "more" : String.valueOf(found)));
        }
    }

    private static String expected(List<Integer> example) {
        StringBuilder text = new StringBuilder("[count");
        example.forEach(extent -> text.append(", ").append(extent));
        return text.append(']').toString();
    }

    private static String hex(byte value) {
        return String.format("%02x", value);
    }

    /** The dimensions, slowest first. */
    List<Integer> dimensions() {
        return dimensions;
    }

    /** The values, row-major, unsigned; the inner array, to be read only. */
    byte[] values() {
        return values;
    }
}
