package org.weightflow.canon.linear;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * One pass over the columns of some rows: each value is read once, and the next block is read on a thread of its own while the last
 * one is worked on. Memory two blocks of 32 MiB, whatever the rows' length.
 */
public final class ColumnPass {
    private ColumnPass() {}

    /** A part of a block of centred columns; the arrays are closed when {@link #accept} returns. */
    @FunctionalInterface
    public interface TileAction {
        /**
         * @param x    float64 {@code [rows, t]}: t columns less their means
         * @param mean float64 {@code [t]}
         * @param from the first of the columns
         */
        void accept(NDArray x, NDArray mean, int from);
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
     * Gives each tile of columns, less their means over the first {@code members} rows, to {@code action}.
     *
     * @throws IllegalArgumentException if a value is NaN or infinite, naming its row and column
     */
    public static void centred(Rows rows, int members, TileAction action) {
        over(rows, block -> {
            for (int start = 0; start < block.columns(); start += block.tile()) {
                int count = Math.min(block.tile(), block.columns() - start);
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    NDArray x = block.doubles(start, count);
                    NDArray mean = (members == rows.count() ? x : x.get(new NDIndex().addSliceDim(0, members)))
                            .mean(new int[] {0});
                    // Not a number as soon as one value of the tile is none, or infinite.
                    NDArray sum = members == rows.count() ? mean : x.sum(new int[] {0});
                    if (!Double.isFinite(sum.sum().getDouble())) {
                        block.requireFinite();
                    }
                    action.accept(x.subi(mean), mean, block.from() + start);
                }
            }
        });
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
