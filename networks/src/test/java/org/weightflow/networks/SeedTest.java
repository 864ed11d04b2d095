package org.weightflow.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedTest {
    private static final Seed ROOT = new Seed(20240517L);

    /** From the same formula in Python, whole numbers modulo 2^64: a change of these values changes every result. */
    @Test
    void keepsItsValues() {
        assertEquals(new Seed(0xf46622ae04b81502L), ROOT.child("zoo"));
        assertEquals(new Seed(0x22c347970ceb3b94L), ROOT.child(17));
        assertEquals(new Seed(0x686c4a84c2084cd9L), ROOT.child("zoo").child(17).child("init"));
        assertEquals(new Seed(0x6e23050e8310092aL), new Seed(0).child(""));
        assertEquals(new Seed(0xe30ae7e8cfd72715L), new Seed(-1).child("\u00e9"));
        assertEquals(new Seed(0x9ddc3a18e1fb613cL), new Seed(0).child(0));
    }

    @Test
    void givesDifferentChildrenToDifferentNamesIndicesAndParents() {
        Set<Seed> seen = new HashSet<>();
        int made = 0;
        for (long parent = -2; parent < 3; parent++) {
            Seed seed = new Seed(parent);
            seen.add(seed.child(""));
            seen.add(seed.child("a").child("b"));
            seen.add(seed.child("ab"));
            seen.add(seed.child("b").child("a"));
            made += 4;
            for (int i = -200; i < 200; i++) {
                seen.add(seed.child(i));
                seen.add(seed.child(String.valueOf(i)));
                made += 2;
            }
        }
        assertEquals(made, seen.size());
    }

    @Test
    void givesTheSameStreamAtEachCall() {
        assertEquals(ROOT.random().nextLong(), ROOT.random().nextLong());
        assertNotEquals(ROOT.random().nextLong(), ROOT.child(0).random().nextLong());
    }

    /** A bit of the index flips each bit of the child about half of the time. */
    @Test
    void mixesEveryBitOfTheIndex() {
        int flips = 0;
        for (int i = 0; i < 1000; i++) {
            flips += Long.bitCount(ROOT.child(i).value() ^ ROOT.child(i ^ 1).value());
        }
        // 32 000 expected of 64 000; five standard deviations of a fair coin are 633.
        assertEquals(32_000, flips, 633);
    }
}
