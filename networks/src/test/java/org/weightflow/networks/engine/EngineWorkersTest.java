package org.weightflow.networks.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineWorkersTest {
    private final int threadsBefore = EngineRuntime.threads();

    @AfterEach
    void restore() {
        EngineRuntime.setThreads(threadsBefore);
    }

    @Test
    void runsEveryJobOnce() {
        AtomicIntegerArray runs = new AtomicIntegerArray(100);
        EngineRuntime.setThreads(3);
        EngineWorkers.forEach(100, runs::incrementAndGet);
        for (int j = 0; j < 100; j++) {
            assertEquals(1, runs.get(j));
        }
        EngineWorkers.forEach(0, job -> {
            throw new IllegalStateException("there is no job");
        });
    }

    @Test
    void runsAsManyJobsAtOnceAsTheEngineHasThreads() {
        EngineRuntime.setThreads(2);
        CountDownLatch both = new CountDownLatch(2);
        EngineWorkers.forEach(2, job -> {
            both.countDown();
            await(both);
        });
        assertEquals(0, both.getCount());
    }

    @Test
    void givesTheEngineOneThreadInAJobAndAllOutsideAgain() {
        EngineRuntime.setThreads(2);
        Set<Integer> inside = ConcurrentHashMap.newKeySet();
        EngineWorkers.forEach(4, job -> inside.add(EngineRuntime.threads()));
        assertEquals(Set.of(1), inside);
        assertEquals(2, EngineRuntime.threads());
    }

    @Test
    void throwsWhatTheFirstFailedJobThrewAndStartsNoOther() {
        EngineRuntime.setThreads(1);
        ArithmeticException failure = new ArithmeticException("job 3");
        Set<Integer> started = ConcurrentHashMap.newKeySet();
        var thrown = assertThrows(
                ArithmeticException.class,
                () -> EngineWorkers.forEach(9, job -> {
                    started.add(job);
                    if (job == 3) {
                        throw failure;
                    }
                }));
        assertSame(failure, thrown);
        assertEquals(Set.of(0, 1, 2, 3), started);
    }

    @Test
    void handsOnErrorsAsTheyAre() {
        EngineRuntime.setThreads(2);
        OutOfMemoryError error = new OutOfMemoryError("job 1");
        assertSame(
                error,
                assertThrows(
                        OutOfMemoryError.class,
                        () -> EngineWorkers.forEach(50, job -> {
                            if (job == 1) {
                                throw error;
                            }
                        })));
    }

    @Test
    void waitsForJobsAtWorkWhenItIsInterrupted() {
        EngineRuntime.setThreads(1);
        Set<Integer> begun = ConcurrentHashMap.newKeySet();
        Set<Integer> ended = ConcurrentHashMap.newKeySet();
        Thread caller = Thread.currentThread();
        assertThrows(
                IllegalStateException.class,
                () -> EngineWorkers.forEach(50, job -> {
                    begun.add(job);
                    if (job == 0) {
                        caller.interrupt();
                    }
                    pause();
                    ended.add(job);
                }));
        assertTrue(Thread.interrupted());
        assertEquals(begun, ended);
        assertTrue(ended.contains(0) && ended.size() < 50, ended::toString);
    }

    /** Long enough for the caller to notice that it was interrupted. */
    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Each thread differentiates a graph of its own at the same time, which the engine's own collector refuses. */
    @Test
    void jobsMayRecordAtTheSameTime() {
        EngineRuntime.setThreads(2);
        CountDownLatch both = new CountDownLatch(2);
        float[][] gradients = new float[2][];
        EngineWorkers.forEach(2, job -> {
            try (NDManager manager = NDManager.newBaseManager();
                    Recording recording = new Recording()) {
                NDArray x = manager.ones(new ai.djl.ndarray.types.Shape(3));
                x.setRequiresGradient(true);
                NDArray y = x.add(x).add(job == 0 ? x : x.add(x)).square();
                both.countDown();
                await(both);
                recording.backward(y);
                gradients[job] = x.getGradient().toFloatArray();
            }
        });
        // d (3x)^2 / dx = 18 and d (4x)^2 / dx = 32 at x = 1
        assertTrue(Arrays.equals(new float[] {18, 18, 18}, gradients[0]), () -> Arrays.toString(gradients[0]));
        assertTrue(Arrays.equals(new float[] {32, 32, 32}, gradients[1]), () -> Arrays.toString(gradients[1]));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS), "the other job did not start");
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
