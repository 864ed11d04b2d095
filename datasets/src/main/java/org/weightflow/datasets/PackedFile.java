package org.weightflow.datasets;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file that may be packed with gzip, told by its first two bytes (1f 8b) and never by its name.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952, GZIP file format</a>
 */
final class PackedFile {
    private static final int BUFFER = 1 << 16;

    private PackedFile() {}

    /** Opens the unpacked content; a broken gzip header counts as a format error, later damage shows on reading. */
    static InputStream open(Path path) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(path), BUFFER);
        try {
            raw.mark(2);
            boolean packed = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            return packed ? new GZIPInputStream(raw, BUFFER) : raw;
        } catch (ZipException | EOFException e) {
            raw.close();
            throw broken(path, e);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** Whether the file begins with gzip's two bytes. */
    static boolean isPacked(Path path) throws IOException {
        try (InputStream raw = Files.newInputStream(path)) {
            return raw.read() == 0x1f && raw.read() == 0x8b;
        }
    }

    /**
     * The unpacked length as a packed file's last four bytes state it, modulo 2^32.
     *
     * <p>It differs from what comes out if anything follows the archive, which {@link GZIPInputStream} passes over.
     */
    static long statedLength(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - 4));
            return Integer.toUnsignedLong(Integer.reverseBytes(file.readInt()));
        }
    }

    static DatasetFormatException broken(Path path, IOException cause) {
        String reason = cause.getMessage() == null ? "it ends early" : cause.getMessage();
        return new DatasetFormatException(path + ": expected a whole gzip archive, found it damaged: " + reason, cause);
    }
}
