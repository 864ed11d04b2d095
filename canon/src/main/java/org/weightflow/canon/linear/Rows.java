package org.weightflow.canon.linear;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;

/**
 * A matrix [count, length] of float32 whose rows are flat networks, read a stretch of one row at a time, so that neither all rows
 * nor a whole row need be in Java memory.
 */
public interface Rows {
    /** Number of rows. */
    int count();

    /** Values of each row. */
    int length();

    /** Writes the values {@code [from, from + count)} of {@code row} to {@code target} from {@code start} on. */
    void read(int row, int from, int count, float[] target, int start);

    /**
     * Writes the same values to the first {@code 4 * count} bytes behind the position of {@code target}, which is in the order of the
     * machine; its position afterwards is not defined.
     */
    default void read(int row, int from, int count, ByteBuffer target) {
        float[] values = new float[count];
        read(row, from, count, values, 0);
        target.asFloatBuffer().put(values);
    }

    /** Rows in Java memory; views, not copies. */
    static Rows of(List<float[]> rows) {
        List<float[]> held = List.copyOf(rows);
        int length = held.isEmpty() ? 0 : held.get(0).length;
        for (int i = 0; i < held.size(); i++) {
            if (held.get(i).length != length) {
                throw new IllegalArgumentException(
                        "row " + i + " has " + held.get(i).length + " values but row 0 has " + length);
            }
        }
        return new Rows() {
            @Override
            public int count() {
                return held.size();
            }

            @Override
            public int length() {
                return length;
            }

            @Override
            public void read(int row, int from, int count, float[] target, int start) {
                System.arraycopy(held.get(row), from, target, start, count);
            }

            @Override
            public void read(int row, int from, int count, ByteBuffer target) {
                target.asFloatBuffer().put(held.get(row), from, count);
            }
        };
    }

    /** The rows of several matrices of one length, one below the other. */
    static Rows stacked(Rows upper, Rows lower) {
        if (upper.length() != lower.length()) {
            throw new IllegalArgumentException("rows of " + upper.length() + " and of " + lower.length()
                    + " values do not stand one below the other");
        }
        int split = upper.count();
        return new Rows() {
            @Override
            public int count() {
                return split + lower.count();
            }

            @Override
            public int length() {
                return upper.length();
            }

            @Override
            public void read(int row, int from, int count, float[] target, int start) {
                of(row).read(row < split ? row : row - split, from, count, target, start);
            }

            @Override
            public void read(int row, int from, int count, ByteBuffer target) {
                of(row).read(row < split ? row : row - split, from, count, target);
            }

            private Rows of(int row) {
                return row < split ? upper : lower;
            }
        };
    }

    /** The columns {@code [start, start + width)} of a matrix. */
    static Rows columns(Rows rows, int start, int width) {
        if (start < 0 || width < 0 || start > rows.length() - width) {
            throw new IllegalArgumentException(
                    width + " columns from " + start + " on do not lie within rows of " + rows.length());
        }
        return new Rows() {
            @Override
            public int count() {
                return rows.count();
            }

            @Override
            public int length() {
                return width;
            }

            @Override
            public void read(int row, int from, int count, float[] target, int first) {
                rows.read(row, start + from, count, target, first);
            }

            @Override
            public void read(int row, int from, int count, ByteBuffer target) {
                rows.read(row, start + from, count, target);
            }
        };
    }

    /** Asks {@code source} once for each row and holds them all: count * length * 4 bytes. */
    static Rows holding(int count, IntFunction<float[]> source) {
        Check.atLeast("count", count, 0);
        return of(IntStream.range(0, count).mapToObj(source).toList());
    }

    /**
     * The flat vectors of state dicts; those mapped from files are read from the files.
     *
     * @throws IllegalArgumentException naming the first member and entry whose layout differs from the first member's
     */
    static Rows ofStateDicts(List<StateDict> members) {
        List<StateDict> held = List.copyOf(members);
        Check.atLeast("members", held.size(), 1);
        Layout layout = held.get(0).layout();
        for (int i = 1; i < held.size(); i++) {
            layout.requireSame(held.get(i).layout(), "member " + i);
        }
        return new Rows() {
            @Override
            public int count() {
                return held.size();
            }

            @Override
            public int length() {
                return layout.size();
            }

            @Override
            public void read(int row, int from, int count, float[] target, int start) {
                layout.forEachPart(from, count, (entry, first, size, done) -> held.get(row)
                        .entry(entry)
                        .get(first, target, start + done, size));
            }

            @Override
            public void read(int row, int from, int count, ByteBuffer target) {
                FloatBuffer floats = target.asFloatBuffer();
                layout.forEachPart(
                        from,
                        count,
                        (entry, first, size, done) ->
                                floats.put(done, held.get(row).entry(entry), first, size));
            }
        };
    }
}
