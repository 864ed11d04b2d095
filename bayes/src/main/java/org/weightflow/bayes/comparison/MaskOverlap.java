package org.weightflow.bayes.comparison;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;

/**
 * How alike the masks of two methods are, for the same members.
 *
 * @param level  of iterative pruning
 * @param first  a method
 * @param second another
 * @param shared of each member, the values that both keep over those that either keeps, in [0, 1]
 * @param chance the same for masks of the same counts in every layer that have nothing to do with each other, mean over members
 * @param layers {@code shared} of each prunable entry, mean over members
 */
public record MaskOverlap(
        int level, String first, String second, List<Double> shared, double chance, Map<String, Double> layers) {
    public MaskOverlap {
        shared = List.copyOf(shared);
        layers = Collections.unmodifiableMap(new TreeMap<>(layers));
    }

    /** @param one one mask a member, like {@code other} */
    static MaskOverlap of(int level, String first, List<Mask> one, String second, List<Mask> other) {
        Layout layout = one.get(0).layout();
        int members = one.size();
        double[] shared = new double[members];
        double chance = 0;
        Map<String, Double> layers = new TreeMap<>();
        for (int p = 0; p < members; p++) {
            double both = 0;
            double either = 0;
            double expected = 0;
            for (int e = 0; e < layout.entries().size(); e++) {
                Layout.Entry entry = layout.entry(e);
                if (!entry.prunable() || entry.size() == 0) {
                    continue;
                }
                int inFirst = one.get(p).kept(e);
                int inSecond = other.get(p).kept(e);
                BitSet common = one.get(p).toBitSet();
                common.and(other.get(p).toBitSet());
                int inBoth = common.get(layout.offset(e), layout.offset(e + 1)).cardinality();
                both += inBoth;
                either += inFirst + inSecond - inBoth;
                expected += inFirst * (double) inSecond / entry.size();
                double share = inBoth / Math.max(1.0, inFirst + inSecond - inBoth);
                layers.merge(entry.name(), share / members, Double::sum);
            }
            shared[p] = both / Math.max(1, either);
            chance += expected / Math.max(1, both + either - expected) / members;
        }
        return new MaskOverlap(
                level, first, second, Arrays.stream(shared).boxed().toList(), chance, layers);
    }
}
