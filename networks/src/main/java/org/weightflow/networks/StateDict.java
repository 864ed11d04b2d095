package org.weightflow.networks;

import java.nio.FloatBuffer;

/**
 * The values of one network: a {@link Layout} and a read-only view of its numbers, in Java memory or mapped from a file.
 * <p>Immutable as long as nobody writes to the array it was made from. Values are float32, row-major.
 */
public final class StateDict {
    private final Layout layout;
    private final FloatBuffer[] values;

    private StateDict(Layout layout, FloatBuffer[] values) {
        this.layout = layout;
        this.values = values;
    }

    /** A view of {@code flat}, not a copy: the caller must not change it afterwards. */
    public static StateDict of(Layout layout, float[] flat) {
        if (flat.length != layout.size()) {
            throw new IllegalArgumentException(
                    "a flat vector of " + flat.length + " values does not fit a layout of " + layout.size());
        }
        FloatBuffer all = FloatBuffer.wrap(flat).asReadOnlyBuffer();
        FloatBuffer[] slices = new FloatBuffer[layout.entries().size()];
        for (int i = 0; i < slices.length; i++) {
            slices[i] = all.slice(layout.offset(i), layout.entry(i).size());
        }
        return new StateDict(layout, slices);
    }

    /** A view of one buffer per entry, as a reader of a mapped file has them. */
    public static StateDict ofEntries(Layout layout, FloatBuffer[] entries) {
        if (entries.length != layout.entries().size()) {
            throw new IllegalArgumentException(entries.length + " buffers do not fit a layout of "
                    + layout.entries().size() + " entries");
        }
        FloatBuffer[] slices = new FloatBuffer[entries.length];
        for (int i = 0; i < slices.length; i++) {
            if (entries[i].remaining() != layout.entry(i).size()) {
                throw new IllegalArgumentException(layout.entry(i).name() + ": " + entries[i].remaining()
                        + " values do not fill shape " + layout.entry(i).shape());
            }
            slices[i] = entries[i].slice().asReadOnlyBuffer();
        }
        return new StateDict(layout, slices);
    }

    public Layout layout() {
        return layout;
    }

    /** The values of the entry at {@code index}, row-major; a fresh read-only view at each call. */
    public FloatBuffer entry(int index) {
        return values[index].duplicate();
    }

    /** The values of the entry of that name. */
    public FloatBuffer entry(String name) {
        return entry(layout.indexOf(name));
    }

    /** A copy of the flat vector. */
    public float[] toArray() {
        float[] flat = new float[layout.size()];
        copyTo(flat, 0);
        return flat;
    }

    /** Writes the flat vector to {@code target} from {@code start} on. */
    public void copyTo(float[] target, int start) {
        for (int i = 0; i < values.length; i++) {
            values[i].duplicate().get(target, start + layout.offset(i), values[i].remaining());
        }
    }

    /** Whether both have the same layout and bitwise the same values. */
    public boolean sameBits(StateDict other) {
        if (!layout.equals(other.layout)) {
            return false;
        }
        float[] mine = toArray();
        float[] theirs = other.toArray();
        for (int i = 0; i < mine.length; i++) {
            if (Float.floatToRawIntBits(mine[i]) != Float.floatToRawIntBits(theirs[i])) {
                return false;
            }
        }
        return true;
    }
}
