package org.weightflow.canon.barrier;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.weightflow.networks.Seed;

/** Two members, {@code first < second}. */
public record MemberPair(int first, int second) {
    /** All pairs of {@code members}, or {@code most} of them drawn without replacement; sorted by the second, then the first. */
    static List<MemberPair> drawn(int members, int most, Seed seed) {
        return indices((long) members * (members - 1) / 2, most, seed).stream()
                .map(MemberPair::at)
                .toList();
    }

    /** All members, or {@code most} of them drawn without replacement, ascending. */
    static int[] drawnMembers(int members, int most, Seed seed) {
        return indices(members, most, seed).stream().mapToInt(Math::toIntExact).toArray();
    }

    /** Floyd's sampling of {@code most} of 0 to {@code count - 1}, whose cost does not depend on {@code count}. */
    private static SortedSet<Long> indices(long count, int most, Seed seed) {
        SortedSet<Long> drawn = new TreeSet<>();
        if (count <= most) {
            IntStream.range(0, (int) count).forEach(index -> drawn.add((long) index));
            return drawn;
        }
        var random = seed.random();
        for (long last = count - most; last < count; last++) {
            long index = random.nextLong(last + 1);
            drawn.add(drawn.contains(index) ? last : index);
        }
        return drawn;
    }

    /** Pair number k, where (0, 1), (0, 2), (1, 2), (0, 3), ... are counted from 0: k = second (second - 1) / 2 + first. */
    private static MemberPair at(long index) {
        int second = (int) ((1 + Math.sqrt(1 + 8.0 * index)) / 2);
        // The root is rounded, so it may be one off either way.
        while ((long) second * (second - 1) / 2 > index) {
            second--;
        }
        while ((long) second * (second + 1) / 2 <= index) {
            second++;
        }
        return new MemberPair((int) (index - (long) second * (second - 1) / 2), second);
    }
}
