package org.weightflow.networks.engine;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * {@link EngineRuntime#threads()} threads, the caller's among them, that share the tasks of many short phases.
 * <p>A phase costs a few microseconds where {@link EngineWorkers} takes the start of threads. Inside a task the engine uses the
 * task's thread alone, so what a task computes does not depend on the number of threads. Helpers that find nothing to do wait
 * awake for a moment and then sleep. For one caller.
 */
public final class EngineTeam implements AutoCloseable {
    private static final long AWAKE_NANOS = 50_000;
    private static final int SPINS = 2_000;

    private final int engineThreads = EngineRuntime.threads();
    private final Helper[] helpers = new Helper[engineThreads - 1];
    private volatile Phase phase = new Phase(0, task -> {});
    private volatile boolean closed;

    public EngineTeam() {
        for (int h = 0; h < helpers.length; h++) {
            helpers[h] = new Helper();
            helpers[h].start();
        }
    }

    /**
     * Runs task 0 to {@code tasks - 1}, started in that order; returns when all have ended.
     *
     * @throws RuntimeException what a failed task threw, the first to fail if there are several; errors likewise
     */
    public void forEach(int tasks, IntConsumer task) {
        Phase next = new Phase(tasks, task);
        JniUtils.setNumThreads(1);
        try {
            phase = next;
            for (Helper helper : helpers) {
                helper.wake();
            }
            next.work();
            next.await();
        } finally {
            JniUtils.setNumThreads(engineThreads);
        }
        next.rethrow();
    }

    /** Ends the helpers. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        for (Helper helper : helpers) {
            LockSupport.unpark(helper);
            while (helper.isAlive()) {
                try {
                    helper.join();
                } catch (InterruptedException wish) {
                    interrupted = true;
                }
            }
        }
        // The helpers' setting is also what threads that start later begin with.
        JniUtils.setNumThreads(engineThreads);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Phase {
        private final int tasks;
        private final IntConsumer task;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Phase(int tasks, IntConsumer task) {
            this.tasks = tasks;
            this.task = task;
        }

        void work() {
            for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                try {
                    task.accept(i);
                } catch (RuntimeException | Error failed) {
                    failure.compareAndSet(null, failed);
                } finally {
                    done.incrementAndGet();
                }
            }
        }

        void await() {
            for (int spins = 0; done.get() < tasks; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    // A helper was sent off its core in the middle of a task; leave it this one.
                    LockSupport.parkNanos(1);
                }
            }
        }

        void rethrow() {
            Throwable failed = failure.get();
            if (failed instanceof Error error) {
                throw error;
            }
            if (failed instanceof RuntimeException exception) {
                throw exception;
            }
        }
    }

    private final class Helper extends Thread {
        private volatile boolean asleep;

        Helper() {
            super("engine-team");
            setDaemon(true);
        }

        void wake() {
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            // A thread takes the process's number when it first asks or computes, whatever was set before: so it asks
            // first.
            EngineRuntime.threads();
            JniUtils.setNumThreads(1);
            Phase last = null;
            while (!closed) {
                Phase current = phase;
                if (current == last) {
                    rest(last);
                } else {
                    current.work();
                    last = current;
                }
            }
        }

        private void rest(Phase last) {
            long end = System.nanoTime() + AWAKE_NANOS;
            while (phase == last && !closed && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            // The caller sets the phase and then looks whether anybody sleeps; here it is the other way round.
            asleep = true;
            while (phase == last && !closed) {
                LockSupport.park(this);
            }
            asleep = false;
        }
    }
}
