package org.weightflow.canon.barrier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;

class MemberPairTest {
    @Test
    void takesEveryPairOnceWhereThereAreNoMoreThanAskedFor() {
        assertEquals(
                List.of(
                        new MemberPair(0, 1),
                        new MemberPair(0, 2),
                        new MemberPair(1, 2),
                        new MemberPair(0, 3),
                        new MemberPair(1, 3),
                        new MemberPair(2, 3)),
                MemberPair.drawn(4, 6, new Seed(1)));
        assertEquals(List.of(), MemberPair.drawn(1, 6, new Seed(1)));
        assertArrayEquals(new int[] {0, 1, 2}, MemberPair.drawnMembers(3, 3, new Seed(1)));
    }

    @Test
    void drawsDifferentPairsOfDifferentMembers() {
        // So many that numbers of pairs do not fit an int.
        int members = 100_000;
        List<MemberPair> pairs = MemberPair.drawn(members, 500, new Seed(2));
        assertEquals(500, new HashSet<>(pairs).size());
        assertTrue(pairs.stream().allMatch(p -> 0 <= p.first() && p.first() < p.second() && p.second() < members));
        assertTrue(pairs.get(499).second() > 90_000 && pairs.get(0).second() < 20_000, "over all members");
        assertEquals(pairs, MemberPair.drawn(members, 500, new Seed(2)));
        assertTrue(!pairs.equals(MemberPair.drawn(members, 500, new Seed(3))));
    }

    @Test
    void drawsEveryPairEquallyOften() {
        int draws = 6000;
        int[] seen = new int[10];
        for (int s = 0; s < draws; s++) {
            for (MemberPair pair : MemberPair.drawn(5, 3, new Seed(s))) {
                seen[pair.second() * (pair.second() - 1) / 2 + pair.first()]++;
            }
        }
        // Binomial with n = 6000, p = 0.3 has a standard deviation of 35; five of them.
        IntStream.of(seen).forEach(count -> assertEquals(0.3 * draws, count, 180));
    }
}
