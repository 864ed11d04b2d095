package org.weightflow.networks.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * A file of any length as slices of mapped memory: one mapping for a file of up to 2 GiB, a few for a longer one that is walked
 * through from front to back. A file of up to a mebibyte is read instead, which is faster than mapping it.
 * <p>Slices stay valid after the channel is closed; the memory goes when the garbage collector finds all of them unused.
 */
public final class MappedFile {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private static final int SMALL = 1 << 20;

    private final FileChannel channel;
    private final long size;
    private ByteBuffer window = EMPTY;
    private long windowStart;

    public MappedFile(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    /** Bytes of the file when it was opened. */
    public long size() {
        return size;
    }

    /**
     * A read-only little-endian view; of a large file nothing is read until it is looked at.
     *
     * @throws IllegalArgumentException if the range does not lie within the file, which the caller is to have checked
     */
    public ByteBuffer slice(long offset, int bytes) throws IOException {
        if (offset < 0 || bytes < 0 || offset > size - bytes) {
            throw new IllegalArgumentException(
                    bytes + " bytes from " + offset + " on do not lie within a file of " + size);
        }
        if (bytes == 0) {
            return EMPTY.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        }
        if (offset < windowStart || offset + bytes > windowStart + window.capacity()) {
            windowStart = size <= Integer.MAX_VALUE ? 0 : offset;
            long length = Math.min(size - windowStart, Integer.MAX_VALUE);
            window = size <= SMALL ? read() : channel.map(FileChannel.MapMode.READ_ONLY, windowStart, length);
        }
        return window.slice((int) (offset - windowStart), bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer read() throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) size);
        while (all.hasRemaining()) {
            if (channel.read(all, all.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return all.flip().asReadOnlyBuffer();
    }
}
