package org.weightflow.networks.zoo;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.checkpoint.Counts;
import org.weightflow.networks.safetensors.SafetensorsDraft;
import org.weightflow.networks.safetensors.SafetensorsWriter;

/**
 * A member that is written a stretch at a time, so that it need not be in memory; {@link MemberAppender#draft} begins one and
 * {@link MemberAppender#append(MemberDraft, org.weightflow.networks.Seed, java.util.Map, Optional)} adds it. Closing one that was not
 * added deletes its file. For one thread.
 * <p>Values that come in the order of {@link SafetensorsWriter#order} are checksummed on the way.
 */
public final class MemberDraft implements Closeable {
    private final int id;
    private final Layout layout;
    private final Optional<Mask> mask;
    private final SafetensorsDraft file;
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    MemberDraft(int id, Layout layout, Optional<Mask> mask, SafetensorsDraft file) {
        this.id = id;
        this.layout = layout;
        this.mask = mask;
        this.file = file;
    }

    int id() {
        return id;
    }

    Optional<Mask> mask() {
        return mask;
    }

    /**
     * Writes values of an entry; each value is to be written once.
     *
     * @param from   the first of them
     * @param values finite; what the mask prunes is zero
     * @throws IllegalArgumentException naming the value that is not so
     */
    public void write(int entry, int from, float[] values, int count) throws IOException {
        Layout.Entry named = layout.entry(entry);
        int offset = layout.offset(entry) + from;
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("member " + id + ": " + named.name() + "[" + (from + i) + "] is "
                        + values[i] + ", which is not a finite number");
            }
            if (values[i] != 0 && mask.isPresent() && !mask.get().keeps(offset + i)) {
                throw new IllegalArgumentException("member " + id + ": " + named.name() + "[" + (from + i) + "] is "
                        + values[i] + " but its mask prunes it to zero");
            }
        }
        if (named.kind() == Layout.Kind.COUNTER) {
            byte[] counts = Counts.toBytes(named.name(), FloatBuffer.wrap(values, 0, count));
            file.write(named.name(), (long) Long.BYTES * from, ByteBuffer.wrap(counts));
            return;
        }
        if (bytes.capacity() < count * Float.BYTES) {
            bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        }
        bytes.clear().limit(count * Float.BYTES);
        bytes.asFloatBuffer().put(values, 0, count);
        file.write(named.name(), (long) Float.BYTES * from, bytes);
    }

    String commit() throws IOException {
        return file.commit();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
