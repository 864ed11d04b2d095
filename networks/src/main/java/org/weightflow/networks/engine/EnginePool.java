package org.weightflow.networks.engine;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.weightflow.networks.Check;

/**
 * Threads for independent jobs, as {@link EngineWorkers} has them, that give back their results one by one: inside a job the engine
 * uses the job's thread alone, so that the jobs do not wait for each other in its parallel operations.
 */
public final class EnginePool implements AutoCloseable {
    private final int engineThreads = EngineRuntime.threads();
    private final ExecutorService threads;

    /** @param threads jobs that run at once */
    public EnginePool(int threads) {
        this.threads = Executors.newFixedThreadPool(Check.atLeast("threads", threads, 1), jobs -> {
            Thread thread = new Thread(
                    () -> {
                        JniUtils.setNumThreads(1);
                        jobs.run();
                    },
                    "engine-pool");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs the job when a thread is free; jobs start in the order in which they come. */
    public <T> Future<T> submit(Callable<T> job) {
        return threads.submit(job);
    }

    /** Interrupts the jobs at work, waits for their end, and gives the engine its threads back. Jobs that wait never run. */
    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException wish) {
                interrupted = true;
            }
        }
        // The threads' setting is also what threads that start later begin with.
        JniUtils.setNumThreads(engineThreads);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
