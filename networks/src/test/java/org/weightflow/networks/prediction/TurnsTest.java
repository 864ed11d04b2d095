package org.weightflow.networks.prediction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TurnsTest {
    @Test
    void partsComeInOrderWhoeverArrivesFirst() throws InterruptedException {
        Turns turns = new Turns();
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int job : new int[] {3, 1, 2, 0}) {
            Thread thread = new Thread(() -> turns.take(job, () -> order.add(job)));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(IntStream.range(0, 4).boxed().toList(), order);
    }

    @Test
    void aFailedJobStopsThoseAfterItOnly() {
        Turns turns = new Turns();
        turns.breakFrom(1);
        List<Integer> done = new ArrayList<>();
        turns.take(0, () -> done.add(0));
        assertThrows(IllegalStateException.class, () -> turns.take(1, () -> done.add(1)));
        assertThrows(IllegalStateException.class, () -> turns.take(5, () -> done.add(5)));
        assertEquals(List.of(0), done);
    }
}
