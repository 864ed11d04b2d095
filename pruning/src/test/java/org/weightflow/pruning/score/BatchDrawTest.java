package org.weightflow.pruning.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Seed;

class BatchDrawTest {
    /** Classes 0, 1 and 2 with 12, 6 and 6 examples. */
    private static final Examples TRAINING = Examples.of(
            new float[24], IntStream.range(0, 24).map(n -> n % 4 % 3).toArray(), List.of(1), 3);

    @Test
    void randomBatchesShareNoExample() {
        List<int[]> batches = new RandomBatches(3, 8).draw(TRAINING, new Seed(1));
        assertEquals(3, batches.size());
        int[] all = batches.stream().flatMapToInt(Arrays::stream).sorted().toArray();
        assertArrayEquals(IntStream.range(0, 24).toArray(), all);
    }

    @Test
    void balancedBatchesHaveEachClassInTurn() {
        List<int[]> batches = new BalancedBatches(2, 3).draw(TRAINING, new Seed(1));
        assertEquals(2, batches.size());
        for (int[] batch : batches) {
            int[] labels = Arrays.stream(batch).map(TRAINING::label).toArray();
            assertArrayEquals(new int[] {0, 1, 2, 0, 1, 2, 0, 1, 2}, labels);
        }
        assertEquals(
                18, batches.stream().flatMapToInt(Arrays::stream).distinct().count());
    }

    @Test
    void drawsTheSameForTheSameSeedOnly() {
        for (BatchDraw draw : List.of(new RandomBatches(1, 6), new BalancedBatches(1, 2))) {
            int[] rows = draw.draw(TRAINING, new Seed(1)).get(0);
            assertArrayEquals(rows, draw.draw(TRAINING, new Seed(1)).get(0));
            assertFalse(Arrays.equals(rows, draw.draw(TRAINING, new Seed(2)).get(0)));
        }
    }

    @Test
    void refusesMoreThanThereAre() {
        var random =
                assertThrows(IllegalArgumentException.class, () -> new RandomBatches(5, 5).draw(TRAINING, new Seed(1)));
        assertTrue(random.getMessage().contains("5 batches of 5 examples need more than the 24"), random::getMessage);
        var balanced = assertThrows(
                IllegalArgumentException.class, () -> new BalancedBatches(2, 4).draw(TRAINING, new Seed(1)));
        assertTrue(balanced.getMessage().contains("class 1 has 6 training examples"), balanced::getMessage);
        assertThrows(IllegalArgumentException.class, () -> new RandomBatches(0, 5));
        assertThrows(IllegalArgumentException.class, () -> new RandomBatches(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new BalancedBatches(0, 5));
        assertThrows(IllegalArgumentException.class, () -> new BalancedBatches(1, 0));
    }
}
