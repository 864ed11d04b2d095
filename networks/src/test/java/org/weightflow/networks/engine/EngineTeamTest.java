package org.weightflow.networks.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EngineTeamTest {
    private int threads;

    @BeforeEach
    void takeThreeThreads() {
        threads = EngineRuntime.threads();
        EngineRuntime.setThreads(3);
    }

    @AfterEach
    void restore() {
        EngineRuntime.setThreads(threads);
    }

    @Test
    void doesEachTaskOfEachPhaseOnceAndInTheEngineAlone() {
        try (EngineTeam team = new EngineTeam()) {
            Set<Integer> engineThreads = ConcurrentHashMap.newKeySet();
            for (int phase = 0; phase < 2000; phase++) {
                int tasks = phase % 7;
                AtomicIntegerArray done = new AtomicIntegerArray(tasks);
                team.forEach(tasks, task -> {
                    done.incrementAndGet(task);
                    engineThreads.add(EngineRuntime.threads());
                });
                for (int task = 0; task < tasks; task++) {
                    assertEquals(1, done.get(task));
                }
            }
            assertEquals(Set.of(1), engineThreads);
            assertEquals(3, EngineRuntime.threads());
        }
    }

    /** Three tasks that wait for each other end only if three threads are at work, also after these have gone to sleep. */
    @Test
    void worksWithAllItsThreads() throws InterruptedException {
        try (EngineTeam team = new EngineTeam()) {
            for (int phase = 0; phase < 3; phase++) {
                CountDownLatch all = new CountDownLatch(3);
                team.forEach(3, task -> {
                    all.countDown();
                    await(all);
                });
                Thread.sleep(5);
            }
        }
    }

    @Test
    void handsOnAFailureWhenAllTasksHaveEnded() {
        IllegalStateException thrown = new IllegalStateException("as planned");
        try (EngineTeam team = new EngineTeam()) {
            AtomicIntegerArray done = new AtomicIntegerArray(20);
            assertSame(
                    thrown,
                    assertThrows(
                            IllegalStateException.class,
                            () -> team.forEach(20, task -> {
                                done.set(task, 1);
                                if (task == 4) {
                                    throw thrown;
                                }
                            })));
            for (int task = 0; task < 20; task++) {
                assertEquals(1, done.get(task));
            }
            team.forEach(1, task -> done.set(0, 2));
            assertEquals(2, done.get(0));
        }
    }

    @Test
    void leavesNoThreadBehind() {
        try (EngineTeam team = new EngineTeam()) {
            team.forEach(3, task -> {});
        }
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("engine-team")));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException wish) {
            Thread.currentThread().interrupt();
        }
    }
}
