package org.weightflow.generator.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrongSetsTest {
    private static final BitSet A = set(1, 2, 3, 70);
    private static final BitSet B = set(2, 3, 4);
    private static final BitSet C = set(200);
    private static final BitSet NONE = set();

    @Test
    void overlapIsIntersectionOverUnion() {
        assertEquals(2 / 5.0, WrongSets.overlap(A, B));
        assertEquals(2 / 5.0, WrongSets.overlap(B, A));
        assertEquals(0, WrongSets.overlap(A, C));
        assertEquals(0, WrongSets.overlap(A, NONE));
        assertEquals(1, WrongSets.overlap(A, set(1, 2, 3, 70)));
        assertEquals(set(1, 2, 3, 70), A, "the sets stay as they are");
    }

    @Test
    void twoPerfectNetworksOverlap() {
        assertEquals(1, WrongSets.overlap(NONE, set()));
    }

    @Test
    void takesTheLargestOverMembers() {
        WrongSets zoo = new WrongSets(List.of(C, A, B));
        assertEquals(1, zoo.largest(set(200)));
        assertEquals(1 / 2.0, zoo.largest(set(2, 3, 4, 5, 6, 7)));
    }

    @Test
    void leavesAMemberItselfOut() {
        WrongSets zoo = new WrongSets(List.of(A, B, C));
        assertEquals(2 / 5.0, zoo.largestOfMember(0));
        assertEquals(0, zoo.largestOfMember(2));
        assertTrue(Double.isNaN(new WrongSets(List.of(A)).largestOfMember(0)));
    }

    private static BitSet set(int... bits) {
        BitSet set = new BitSet();
        for (int bit : bits) {
            set.set(bit);
        }
        return set;
    }
}
