package org.weightflow.canon.linear;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.weightflow.networks.engine.EngineWorkers;

/**
 * One pass over the columns of some rows: each value is read once, and the next block is read on a thread of its own while the last
 * one is worked on. Memory two blocks of 32 MiB, whatever the rows' length.
 */
public final class ColumnPass {
    private static final int MOST_LANES = 16;
    /** Values that the sums of all lanes may take: 128 MiB. */
    private static final long LANE_VALUES = 1 << 24;

    private ColumnPass() {}

    /** A part of a block of centred columns; the arrays are closed when {@link #accept} returns. */
    @FunctionalInterface
    public interface TileAction {
        /**
         * @param lane which of the {@link #lanes} the tile belongs to
         * @param x    float64 {@code [rows, t]}: t columns less their means
         * @param mean float64 {@code [t]}
         * @param from the first of the columns
         */
        void accept(int lane, NDArray x, NDArray mean, int from);
    }

    /** Gives each block of columns to {@code action}, on this thread and in order; a block is valid until the action returns. */
    public static void over(Rows rows, Consumer<Block> action) {
        if (rows.length() == 0 || rows.count() == 0) {
            return;
        }
        if (Block.width(rows) == rows.length()) {
            try (Block only = new Block(rows)) {
                only.load(0);
                action.accept(only);
            }
            return;
        }
        ExecutorService reader = Executors.newSingleThreadExecutor(ColumnPass::daemon);
        try (Block even = new Block(rows);
                Block odd = new Block(rows)) {
            even.load(0);
            Block ready = even;
            while (ready != null) {
                ready = step(rows, ready, ready == even ? odd : even, reader, action);
            }
        } finally {
            reader.shutdown();
        }
    }

    /** Works on one block while the next is read, which is returned; null behind the last column. */
    private static Block step(Rows rows, Block ready, Block next, ExecutorService reader, Consumer<Block> action) {
        int end = ready.from() + ready.columns();
        if (end == rows.length()) {
            action.accept(ready);
            return null;
        }
        Future<?> reading = reader.submit(() -> next.load(end));
        try {
            action.accept(ready);
        } catch (RuntimeException | Error failure) {
            // The reader writes to memory that is freed next.
            try {
                await(reading);
            } catch (RuntimeException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
        await(reading);
        return next;
    }

    /**
     * Into how many lanes {@link #centred} divides the columns of so many rows: sums of N^2 values are to be kept for each. It does
     * not depend on the number of threads, so that neither do the sums.
     */
    public static int lanes(int rows) {
        return (int) Math.max(1, Math.min(MOST_LANES, LANE_VALUES / ((long) rows * rows)));
    }

    /**
     * Gives each tile of columns, less their means over the first {@code members} rows, to {@code action}. Lanes are worked on at the
     * same time, the tiles of one lane in order; a single lane is left to the threads of the engine.
     *
     * @throws IllegalArgumentException if a value is NaN or infinite, naming its row and column
     */
    public static void centred(Rows rows, int members, TileAction action) {
        int lanes = lanes(rows.count());
        over(rows, block -> {
            int tiles = 1 + (block.columns() - 1) / block.tile();
            if (lanes == 1 || tiles == 1) {
                lane(block, 0, 1, tiles, members, action);
            } else {
                EngineWorkers.forEach(Math.min(lanes, tiles), lane -> lane(block, lane, lanes, tiles, members, action));
            }
        });
    }

    private static void lane(Block block, int lane, int lanes, int tiles, int members, TileAction action) {
        for (int tile = lane; tile < tiles; tile += lanes) {
            int start = tile * block.tile();
            int count = Math.min(block.tile(), block.columns() - start);
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDArray x = block.doubles(start, count);
                boolean all = members == block.rows();
                NDArray mean = (all ? x : x.get(new NDIndex().addSliceDim(0, members))).mean(new int[] {0});
                // Not a number as soon as one value of the tile is none, or infinite.
                NDArray sum = all ? mean : x.sum(new int[] {0});
                if (!Double.isFinite(sum.sum().getDouble())) {
                    block.requireFinite();
                }
                action.accept(lane, x.subi(mean), mean, block.from() + start);
            }
        }
    }

    private static void await(Future<?> reading) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    reading.get();
                    break;
                } catch (InterruptedException wish) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("reading ahead failed", failure.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (interrupted) {
            throw new IllegalStateException("interrupted before all columns were read");
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "column-reader");
        thread.setDaemon(true);
        return thread;
    }
}
