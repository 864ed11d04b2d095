package org.weightflow.networks.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EnginePoolTest {
    private final int threadsBefore = EngineRuntime.threads();

    @AfterEach
    void restore() {
        EngineRuntime.setThreads(threadsBefore);
    }

    @Test
    void givesTheEngineOneThreadInAJobAndAllOutsideAgain() throws Exception {
        EngineRuntime.setThreads(2);
        try (EnginePool pool = new EnginePool(3)) {
            List<Future<Integer>> jobs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                jobs.add(pool.submit(EngineRuntime::threads));
            }
            for (Future<Integer> job : jobs) {
                assertEquals(1, job.get());
            }
        }
        assertEquals(2, EngineRuntime.threads());
    }

    @Test
    void givesBackWhatAJobThrows() {
        try (EnginePool pool = new EnginePool(1)) {
            Future<?> failing = pool.submit(() -> {
                throw new IllegalArgumentException("no such unit");
            });
            Throwable cause =
                    assertThrows(ExecutionException.class, failing::get).getCause();
            assertEquals("no such unit", cause.getMessage());
        }
    }

    @Test
    void waitsForJobsAtWorkAndForgetsThoseThatWait() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean waitingRan = new AtomicBoolean();
        List<Future<Object>> jobs;
        try (EnginePool pool = new EnginePool(1)) {
            Future<Object> atWork = pool.submit(() -> {
                started.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException expected) {
                    Thread.sleep(50);
                    ended.set(true);
                }
                return null;
            });
            Future<Object> waiting = pool.submit(() -> {
                waitingRan.set(true);
                return null;
            });
            started.await();
            jobs = List.of(atWork, waiting);
        }
        assertTrue(jobs.get(0).isDone());
        assertFalse(jobs.get(1).isDone(), "forgotten, and so never done");
        assertTrue(ended.get());
        assertEquals(false, waitingRan.get());
    }

    @Test
    void refusesToHaveNoThreads() {
        var e = assertThrows(IllegalArgumentException.class, () -> new EnginePool(0));
        assertTrue(e.getMessage().contains("threads 0"), e::getMessage);
    }
}
