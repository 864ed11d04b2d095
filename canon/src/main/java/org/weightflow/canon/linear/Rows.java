package org.weightflow.canon.linear;

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
                int end = from + count;
                for (int e = 0; e < layout.entries().size(); e++) {
                    int low = Math.max(from, layout.offset(e));
                    int high = Math.min(end, layout.offset(e + 1));
                    if (low < high) {
                        held.get(row).entry(e).get(low - layout.offset(e), target, start + low - from, high - low);
                    }
                }
            }
        };
    }
}
