package org.weightflow.networks.engine;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
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
     * Runs job 0 to {@code jobs - 1}; returns when all that were started have ended, whatever happens.
     *
     * @param job told its number; started in ascending order
     * @throws RuntimeException what the failed job of the lowest number threw, errors likewise; later ones are not started then
     * @throws IllegalStateException if this thread was interrupted; jobs that had not begun then never do
     */
    public static void forEach(int jobs, IntConsumer job) {
        Engine.getInstance();
        int engineThreads = EngineRuntime.threads();
        int workers = Math.min(jobs, engineThreads);
        AtomicInteger next = new AtomicInteger();
        Throwable[] failures = new Throwable[jobs];
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < workers; t++) {
            Thread thread = new Thread(() -> work(next, failures, job), "engine-worker");
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException wish) {
                    // Jobs use memory that the caller frees afterwards, so those at work must end first.
                    next.set(jobs);
                    interrupted = true;
                }
            }
        }
        // The workers' setting is also what threads that start later begin with.
        JniUtils.setNumThreads(engineThreads);
        for (Throwable failure : failures) {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before all jobs were done");
        }
    }

    private static void work(AtomicInteger next, Throwable[] failures, IntConsumer job) {
        JniUtils.setNumThreads(1);
        for (int j = next.getAndIncrement(); j < failures.length; j = next.getAndIncrement()) {
            try {
                job.accept(j);
            } catch (RuntimeException | Error failure) {
                failures[j] = failure;
                next.set(failures.length);
            }
        }
    }
}
