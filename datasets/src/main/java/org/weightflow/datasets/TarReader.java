package org.weightflow.datasets;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The entries of a tar archive, one after the other: blocks of 512 bytes, a header block before the content of each entry.
 *
 * <p>Only what names and sizes need is read; long names and links have entries of their own, which pass as any other.
 *
 * @see <a href="https://www.gnu.org/software/tar/manual/html_node/Standard.html">Basic tar format</a>
 */
final class TarReader implements Closeable {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_BYTES = 12;

    private final Path path;
    private final InputStream in;
    private String name = "";
    private long size;
    /** Bytes of this entry's content and padding that have not been read. */
    private long left;

    /** @param path names the archive in messages */
    TarReader(Path path, InputStream unpacked) {
        this.path = path;
        this.in = unpacked;
    }

    /** Goes to the next entry; false after the last one. */
    boolean next() throws IOException {
        in.skipNBytes(left);
        byte[] header = in.readNBytes(BLOCK);
        if (header.length == 0 || header[0] == 0) {
            left = 0;
            return false;
        }
        if (header.length < BLOCK) {
            throw new EOFException();
        }
        name = text(header, 0, NAME_BYTES);
        size = octal(text(header, SIZE_AT, SIZE_BYTES).strip());
        left = (size + BLOCK - 1) / BLOCK * BLOCK;
        return true;
    }

    private static String text(byte[] header, int start, int most) {
        int length = 0;
        while (length < most && header[start + length] != 0) {
            length++;
        }
        return new String(header, start, length, StandardCharsets.US_ASCII);
    }

    private long octal(String digits) throws DatasetFormatException {
        if (!digits.matches("[0-7]{1,11}")) {
            throw new DatasetFormatException(
                    path + ": expected an octal size of entry " + name + ", found '" + digits + "'");
        }
        return Long.parseLong(digits, 8);
    }

    String name() {
        return name;
    }

    /** Length of the entry's content. */
    long size() {
        return size;
    }

    /** Writes the entry's content, which can be read once. */
    void copyTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (long rest = size; rest > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(rest, buffer.length));
            if (read < 0) {
                throw new EOFException();
            }
            out.write(buffer, 0, read);
            rest -= read;
            left -= read;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
