package org.weightflow.networks.zoo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Work that waits for the disk, several pieces at a time. */
final class SideBySide {
    /** More do not make a disk faster. */
    private static final int THREADS = 8;

    private SideBySide() {}

    /** A piece of the work. */
    interface Piece<T> {
        T run(int index) throws IOException;
    }

    /**
     * Runs piece 0 to {@code count - 1}; all have ended when this returns.
     *
     * @return their results in order
     * @throws IOException what the first piece in this order threw that failed; unchecked exceptions likewise
     */
    static <T> List<T> run(int count, Piece<T> piece) throws IOException {
        if (count == 1) {
            return List.of(piece.run(0));
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Math.min(THREADS, count)));
        try {
            List<Future<T>> pending = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int index = i;
                pending.add(threads.submit(() -> piece.run(index)));
            }
            return results(pending);
        } finally {
            threads.shutdown();
        }
    }

    private static <T> List<T> results(List<Future<T>> pending) throws IOException {
        List<T> results = new ArrayList<>();
        Throwable failure = null;
        boolean interrupted = false;
        for (Future<T> each : pending) {
            boolean ended = false;
            while (!ended) {
                try {
                    results.add(each.get());
                    ended = true;
                } catch (InterruptedException wish) {
                    // What is being written must not go on behind the caller's back.
                    interrupted = true;
                } catch (ExecutionException failed) {
                    failure = failure == null ? failed.getCause() : failure;
                    ended = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof IOException exception) {
            throw exception;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return List.copyOf(results);
    }
}
