package org.weightflow.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;

class SideBySideTest {
    private static final Mlp MNIST = Mlp.of(784, 32, 32, 10);

    @Test
    void cutsAPopulationEvenlyForTheThreads() {
        assertArrayEquals(new int[] {0, 16, 33, 50, 66, 83, 100}, SideBySide.starts(MNIST, 100, 2));
        assertArrayEquals(new int[] {0, 2, 5}, SideBySide.starts(MNIST, 5, 2));
        assertArrayEquals(new int[] {0, 1}, SideBySide.starts(MNIST, 1, 8));
        assertArrayEquals(new int[] {0}, SideBySide.starts(MNIST, 0, 2));
    }

    @Test
    void computesLargeNetworksOneByOne() {
        assertEquals(1, SideBySide.most(Mlp.of(1000, 1000, 10)));
        assertEquals(1, SideBySide.most(Architectures.parse("small-cnn")));
    }

    @Property(tries = 200)
    void everyMemberIsInOneGroupThatIsNotTooLarge(
            @ForAll @IntRange(min = 1, max = 10_000) int members, @ForAll @IntRange(min = 1, max = 64) int threads) {
        int[] starts = SideBySide.starts(MNIST, members, threads);
        assertEquals(0, starts[0]);
        assertEquals(members, starts[starts.length - 1]);
        for (int g = 1; g < starts.length; g++) {
            int size = starts[g] - starts[g - 1];
            assertTrue(size >= 1 && size <= SideBySide.most(MNIST), () -> size + " members side by side");
        }
    }
}
