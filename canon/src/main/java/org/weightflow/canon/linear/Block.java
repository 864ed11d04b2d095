package org.weightflow.canon.linear;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.SharedMemory;

/**
 * A stretch of columns of all {@link Rows}, as it was read: float32 in memory that the engine computes in, without a copy between.
 * {@link ColumnPass} makes them.
 */
public final class Block implements AutoCloseable {
    /** Bytes of a block: long reads of each row, and little beside what a network takes. */
    private static final int BYTES = 32 << 20;
    /** Values of a tile in float64: what stays near a processor core from one operation to the next. */
    private static final int TILE_VALUES = 1 << 18;

    private static final int LEAST_TILE = 256;

    private final Rows rows;
    private final int width;
    private final NDManager owner = EngineRuntime.newManager();
    private final NDArray values;
    private final ByteBuffer memory;
    private int from;
    private int columns;

    Block(Rows rows) {
        this.rows = rows;
        this.width = width(rows);
        this.values = owner.zeros(new Shape(rows.count(), width), DataType.FLOAT32);
        this.memory = SharedMemory.bytes(values);
    }

    /** Columns of a block of these rows. */
    static int width(Rows rows) {
        return Math.max(1, Math.min(rows.length(), Math.max(LEAST_TILE, BYTES / Float.BYTES / rows.count())));
    }

    /** Columns of a tile: a part of a block that is worked on at a time. */
    int tile() {
        return Math.min(width, Math.max(LEAST_TILE, TILE_VALUES / rows.count()));
    }

    /** Reads the columns from {@code start} on, as many as fit. */
    void load(int start) {
        from = start;
        columns = Math.min(width, rows.length() - start);
        for (int i = 0; i < rows.count(); i++) {
            rows.read(i, from, columns, row(i, 0, columns));
        }
    }

    int rows() {
        return rows.count();
    }

    /** The first column. */
    public int from() {
        return from;
    }

    public int columns() {
        return columns;
    }

    /** Copies values of a row from the column {@code start} of the block on. */
    public void copy(int row, int start, int count, float[] target) {
        row(row, start, count).asFloatBuffer().get(target, 0, count);
    }

    /** A float64 copy {@code [rows, count]} of the columns of the block from {@code start} on; the caller's {@link NDScope} closes it. */
    NDArray doubles(int start, int count) {
        return values.get(new NDIndex().addAllDim().addSliceDim(start, start + count))
                .toType(DataType.FLOAT64, true);
    }

    /** @throws IllegalArgumentException if a value is NaN or infinite, naming its row and column */
    void requireFinite() {
        float[] stretch = new float[columns];
        for (int i = 0; i < rows.count(); i++) {
            copy(i, 0, columns, stretch);
            for (int j = 0; j < columns; j++) {
                if (!Float.isFinite(stretch[j])) {
                    throw new IllegalArgumentException(
                            "row " + i + ", column " + (from + j) + ": value " + stretch[j] + " is not finite");
                }
            }
        }
    }

    private ByteBuffer row(int row, int start, int count) {
        return memory.slice((row * width + start) * Float.BYTES, count * Float.BYTES)
                .order(memory.order());
    }

    @Override
    public void close() {
        owner.close();
    }
}
