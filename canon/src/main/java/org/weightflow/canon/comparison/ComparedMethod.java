package org.weightflow.canon.comparison;

import org.weightflow.canon.matching.PairMatching;

/** A way to align, with the name under which it is compared. */
public sealed interface ComparedMethod {
    /** One line without commas and quotes, so that it can stand in a table as it is. */
    String name();

    /** All members come into one order of units. */
    record Population(String name, PopulationMethod method) implements ComparedMethod {
        public Population {
            requireName(name);
        }
    }

    /**
     * The second member of each pair is matched to the first, whatever becomes of it in other pairs. No order of units that all
     * members share comes of it: it shows what is to be had where none is asked for.
     */
    record PairByPair(String name, PairMatching matching) implements ComparedMethod {
        public PairByPair {
            requireName(name);
        }
    }

    private static void requireName(String name) {
        if (!name.matches("[^\",\\p{Cntrl}]+")) {
            throw new IllegalArgumentException("method '" + name + "' is empty or has a comma, a quote or a line end");
        }
    }
}
