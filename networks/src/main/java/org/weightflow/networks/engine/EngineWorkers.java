package org.weightflow.networks.engine;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Runs independent jobs on {@link EngineRuntime#threads()} threads of their own, each job on one of them from end to end.
 * <p>Inside a job the engine uses the job's thread alone. Small networks leave its parallel operations nothing to win: its threads
 * wait for each other after every product, and everything that Java does in between is done by one thread. It also makes a job's
 * sums, and so its bytes, the same for any number of threads.
 */
public final class EngineWorkers {
    private EngineWorkers() {}

    /**
     * Runs job 0 to {@code jobs - 1}; returns when all have ended.
     *
     * @param job told its number; started in ascending order
     * @throws RuntimeException what the failed job of the lowest number threw; later ones are not started then
     */
    public static void forEach(int jobs, IntConsumer job) {
        Engine.getInstance();
        int engineThreads = EngineRuntime.threads();
        AtomicInteger next = new AtomicInteger();
        RuntimeException[] failures = new RuntimeException[jobs];
        ExecutorService threads =
                Executors.newFixedThreadPool(Math.max(1, Math.min(jobs, engineThreads)), task -> daemon(task));
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int t = 0; t < Math.min(jobs, engineThreads); t++) {
                ends.add(threads.submit(() -> work(next, failures, job)));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } catch (InterruptedException interrupted) {
            next.set(jobs);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while jobs were running", interrupted);
        } catch (ExecutionException error) {
            throw new IllegalStateException("a job ended the virtual machine's way", error.getCause());
        } finally {
            threads.shutdown();
            // The workers' setting is also what threads that start later begin with.
            JniUtils.setNumThreads(engineThreads);
        }
        for (RuntimeException failure : failures) {
            if (failure != null) {
                throw failure;
            }
        }
    }

    private static void work(AtomicInteger next, RuntimeException[] failures, IntConsumer job) {
        JniUtils.setNumThreads(1);
        for (int j = next.getAndIncrement(); j < failures.length; j = next.getAndIncrement()) {
            try {
                job.accept(j);
            } catch (RuntimeException failure) {
                failures[j] = failure;
                next.set(failures.length);
            }
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "engine-worker");
        thread.setDaemon(true);
        return thread;
    }
}
