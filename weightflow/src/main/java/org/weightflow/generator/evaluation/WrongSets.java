package org.weightflow.generator.evaluation;

import java.util.BitSet;
import java.util.List;

/**
 * Compares the examples that networks get wrong: copies err alike, independently trained networks do not.
 * <p>Overlap of two sets A and B of wrong examples: IoU = |A and B| / |A or B|, and 1 if both are empty.
 *
 * @see <a href="https://arxiv.org/abs/2402.13144">Wang et al. (2024), neural network diffusion, where the measure comes from</a>
 */
final class WrongSets {
    private final List<BitSet> zoo;

    /** @param zoo the wrong examples of each zoo member */
    WrongSets(List<BitSet> zoo) {
        this.zoo = List.copyOf(zoo);
    }

    /** The largest overlap with a zoo member. */
    double largest(BitSet wrong) {
        return largest(wrong, -1);
    }

    /** The largest overlap of a zoo member with another one; NaN if there is no other. */
    double largestOfMember(int member) {
        return largest(zoo.get(member), member);
    }

    private double largest(BitSet wrong, int leftOut) {
        double largest = Double.NaN;
        for (int i = 0; i < zoo.size(); i++) {
            if (i != leftOut) {
                double overlap = overlap(wrong, zoo.get(i));
                largest = Double.isNaN(largest) ? overlap : Math.max(largest, overlap);
            }
        }
        return largest;
    }

    static double overlap(BitSet a, BitSet b) {
        BitSet both = (BitSet) a.clone();
        both.and(b);
        int common = both.cardinality();
        int any = a.cardinality() + b.cardinality() - common;
        return any == 0 ? 1 : common / (double) any;
    }
}
