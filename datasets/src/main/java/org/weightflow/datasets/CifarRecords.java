package org.weightflow.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.zip.ZipException;

/**
 * The binary records of CIFAR-10: a label byte, then 3,072 bytes of an image of 32 x 32, all of red, of green, of blue, each
 * row by row. Nothing stands before, between or after the records.
 *
 * <p>A file packed with gzip is known by its first bytes. Its length is found by unpacking it once without keeping
 * anything, so that no memory is taken for more than may be there.
 *
 * @see <a href="https://www.cs.toronto.edu/~kriz/cifar.html">Krizhevsky (2009), CIFAR-10, "Binary version"</a>
 */
final class CifarRecords {
    static final int PIXELS = 3 * 32 * 32;
    static final int BYTES = 1 + PIXELS;
    static final int CLASSES = 10;

    /** Records that are read at once. */
    private static final int CHUNK = 64;

    private CifarRecords() {}

    /**
     * Counts the records of a file.
     *
     * @param most the largest number that is allowed
     * @throws DatasetFormatException if the file is no whole number of records, has none, or has more
     */
    static int count(Path path, int most) throws IOException {
        long length = length(path, (long) most * BYTES);
        if (length > (long) most * BYTES) {
            throw new DatasetFormatException(
                    path + ": expected at most " + most + " records of " + BYTES + " bytes, found more");
        }
        if (length == 0 || length % BYTES != 0) {
            throw new DatasetFormatException(
                    path + ": expected whole records of " + BYTES + " bytes, found " + length + " bytes");
        }
        return (int) (length / BYTES);
    }

    /** The unpacked length, or some number above {@code most} if it is above it. */
    private static long length(Path path, long most) throws IOException {
        if (!PackedFile.isPacked(path)) {
            return Files.size(path);
        }
        long length = 0;
        try (InputStream in = PackedFile.open(path)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = 0; read >= 0 && length <= most; read = in.read(buffer)) {
                length += read;
            }
        } catch (ZipException | EOFException e) {
            throw PackedFile.broken(path, e);
        }
        if (length <= most && PackedFile.statedLength(path) != length) {
            throw new DatasetFormatException(path + ": expected one gzip archive and nothing after it, found more");
        }
        return length;
    }

    /**
     * Reads the records of a file into arrays, pixels as byte / 255 in single precision.
     *
     * @param count number of records, as {@link #count} gives it
     * @param first row of {@code features} and {@code labels} where the first record goes
     * @param digest is fed the unpacked bytes
     * @throws DatasetFormatException naming the record, if a label is not in [0, 10)
     */
    static void read(Path path, int count, float[] features, int[] labels, int first, MessageDigest digest)
            throws IOException {
        byte[] chunk = new byte[CHUNK * BYTES];
        try (InputStream in = PackedFile.open(path)) {
            for (int done = 0; done < count; done += CHUNK) {
                int records = Math.min(CHUNK, count - done);
                if (in.readNBytes(chunk, 0, records * BYTES) < records * BYTES) {
                    throw new DatasetFormatException(
                            path + ": expected " + count + " records, found fewer; the file changed while it was read");
                }
                digest.update(chunk, 0, records * BYTES);
                for (int r = 0; r < records; r++) {
                    labels[first + done + r] = label(path, done + r, chunk[r * BYTES]);
                    scale(chunk, r * BYTES + 1, features, (first + done + r) * PIXELS);
                }
            }
        } catch (ZipException | EOFException e) {
            throw PackedFile.broken(path, e);
        }
    }

    private static int label(Path path, int record, byte value) throws DatasetFormatException {
        int label = Byte.toUnsignedInt(value);
        if (label >= CLASSES) {
            throw new DatasetFormatException(
                    path + ": label " + label + " of record " + record + " is not in [0, " + CLASSES + ")");
        }
        return label;
    }

    private static void scale(byte[] from, int start, float[] to, int at) {
        for (int i = 0; i < PIXELS; i++) {
            to[at + i] = Byte.toUnsignedInt(from[start + i]) / 255f;
        }
    }
}
