package org.weightflow.canon.matching;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

/**
 * An element of the permutations of a {@link Symmetry}: one permutation for each group, carried out in the order of the groups; unit
 * i of the result is unit p[i] of what was there.
 * <p>So an outer group moves first, and p of a group inside its unit h is about the units of that which came to h: with the outer
 * permutation s, unit k in h of the result is unit p[k] in s[h] of the network. Units therefore travel with the outer unit that they
 * lie in, and {@link #then} and {@link #inverse} are those of the semidirect product.
 * <p>Immutable. Values are moved, never computed with, so that applying and undoing give back the same bits.
 */
public final class Permutations {
    private final Map<String, int[]> units;
    private final Nesting nesting;

    private Permutations(Map<String, int[]> units, Nesting nesting) {
        this.units = units;
        this.nesting = nesting;
    }

    /**
     * Of groups that all are groups of their own.
     *
     * @param units group -> p; copied
     * @throws IllegalArgumentException naming the group and the value that is repeated or out of range
     */
    public static Permutations of(Map<String, int[]> units) {
        Map<String, int[]> copy = new LinkedHashMap<>();
        units.forEach((group, p) -> copy.put(group, requireBijection(group, p.clone())));
        return new Permutations(copy, Nesting.NONE);
    }

    /**
     * @param units group -> p for each group of the symmetry; copied
     * @throws IllegalArgumentException if the groups or their sizes are not those of the symmetry, or a p is no permutation
     */
    public static Permutations of(Symmetry symmetry, Map<String, int[]> units) {
        Permutations permutations = new Permutations(of(units).units, Nesting.of(symmetry));
        permutations.requireFit(symmetry);
        return permutations;
    }

    /** Every unit stays where it is. */
    public static Permutations identity(Symmetry symmetry) {
        Map<String, int[]> units = new LinkedHashMap<>();
        symmetry.sizes().forEach((group, size) -> units.put(group, Gather.ascending(size)));
        return new Permutations(units, Nesting.of(symmetry));
    }

    /** Each group shuffled uniformly, by the child of {@code seed} of its name. */
    public static Permutations random(Symmetry symmetry, Seed seed) {
        Map<String, int[]> units = new LinkedHashMap<>();
        symmetry.sizes()
                .forEach((group, size) ->
                        units.put(group, shuffled(size, seed.child(group).random())));
        return new Permutations(units, Nesting.of(symmetry));
    }

    public Set<String> groups() {
        return Collections.unmodifiableSet(units.keySet());
    }

    /** A copy of the permutation of a group. */
    public int[] of(String group) {
        int[] p = units.get(group);
        if (p == null) {
            throw new IllegalArgumentException(group + ": no such group; there are " + units.keySet());
        }
        return p.clone();
    }

    public boolean isIdentity() {
        return units.values().stream().allMatch(p -> Arrays.equals(p, Gather.ascending(p.length)));
    }

    /** What undoes these: {@code inverse().apply(apply(x))} is x. */
    public Permutations inverse() {
        Map<String, int[]> each = new LinkedHashMap<>();
        units.forEach((group, p) -> each.put(group, inverse(p)));
        Map<String, int[]> inverse = new LinkedHashMap<>();
        units.keySet().forEach(group -> inverse.put(group, each.get(nesting.counterpart(group, each))));
        return new Permutations(inverse, nesting);
    }

    private static int[] inverse(int[] p) {
        int[] q = new int[p.length];
        for (int i = 0; i < p.length; i++) {
            q[p[i]] = i;
        }
        return q;
    }

    /**
     * These first and {@code next} on the result: {@code then(next).apply(x)} is {@code next.apply(apply(x))}.
     *
     * @throws IllegalArgumentException if the groups or their sizes differ
     */
    public Permutations then(Permutations next) {
        if (!units.keySet().equals(next.units.keySet()) || !nesting.equals(next.nesting)) {
            throw new IllegalArgumentException(
                    "groups " + next.units.keySet() + " cannot follow groups " + units.keySet());
        }
        Map<String, int[]> both = new LinkedHashMap<>();
        units.keySet().forEach(group -> {
            int[] p = units.get(nesting.counterpart(group, next.units));
            int[] q = next.units.get(group);
            if (q.length != p.length) {
                throw new IllegalArgumentException(
                        group + ": a permutation of " + q.length + " units cannot follow one of " + p.length);
            }
            both.put(group, Arrays.stream(q).map(i -> p[i]).toArray());
        });
        return new Permutations(both, nesting);
    }

    /**
     * The network with its units in the new order.
     *
     * @throws IllegalArgumentException if the symmetry has other groups, or an axis another number of units
     */
    public StateDict apply(StateDict weights, Symmetry symmetry) {
        int[] sources = sources(weights.layout(), symmetry);
        float[] before = weights.toArray();
        float[] after = new float[before.length];
        for (int i = 0; i < after.length; i++) {
            after[i] = before[sources[i]];
        }
        return StateDict.of(weights.layout(), after);
    }

    /** The mask of the network with its units in the new order. */
    public Mask apply(Mask mask, Symmetry symmetry) {
        int[] sources = sources(mask.layout(), symmetry);
        BitSet after = new BitSet(sources.length);
        for (int i = 0; i < sources.length; i++) {
            after.set(i, mask.keeps(sources[i]));
        }
        return Mask.of(mask.layout(), after);
    }

    /** For each place of the flat vector, the place that its value comes from. */
    private int[] sources(Layout layout, Symmetry symmetry) {
        requireFit(symmetry);
        Gather gather = new Gather(layout, symmetry);
        int[] sources = new int[layout.size()];
        for (int e = 0; e < layout.entries().size(); e++) {
            int offset = layout.offset(e);
            Layout.Entry entry = layout.entry(e);
            int[] positions = Gather.positions(entry, gather.moves(entry, units));
            for (int k = 0; k < positions.length; k++) {
                sources[offset + k] = offset + positions[k];
            }
        }
        return sources;
    }

    private void requireFit(Symmetry symmetry) {
        Map<String, Integer> sizes = symmetry.sizes();
        if (!units.keySet().equals(sizes.keySet()) || !nesting.equals(Nesting.of(symmetry))) {
            throw new IllegalArgumentException("permutations of groups " + units.keySet()
                    + " do not fit a symmetry of groups " + sizes.keySet() + ", or lie otherwise inside each other");
        }
        sizes.forEach((group, size) -> {
            if (units.get(group).length != size) {
                throw new IllegalArgumentException(group + ": the group has " + size + " units but its permutation has "
                        + units.get(group).length);
            }
        });
    }

    /** 0 to size - 1 in a uniformly random order (Fisher and Yates). */
    public static int[] shuffled(int size, SplittableRandom random) {
        int[] p = Gather.ascending(size);
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = p[i];
            p[i] = p[j];
            p[j] = swap;
        }
        return p;
    }

    private static int[] requireBijection(String group, int[] p) {
        BitSet seen = new BitSet(p.length);
        for (int i = 0; i < p.length; i++) {
            if (p[i] < 0 || p[i] >= p.length || seen.get(p[i])) {
                throw new IllegalArgumentException(group + ": unit " + p[i] + " at " + i + " is repeated or not in [0, "
                        + p.length + "), so this is no permutation");
            }
            seen.set(p[i]);
        }
        return p;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Permutations permutations
                && nesting.equals(permutations.nesting)
                && units.keySet().equals(permutations.units.keySet())
                && units.keySet().stream().allMatch(g -> Arrays.equals(units.get(g), permutations.units.get(g)));
    }

    @Override
    public int hashCode() {
        return units.entrySet().stream()
                .mapToInt(e -> e.getKey().hashCode() ^ Arrays.hashCode(e.getValue()))
                .sum();
    }

    @Override
    public String toString() {
        return units.entrySet().stream()
                .map(e -> e.getKey() + "=" + Arrays.toString(e.getValue()))
                .collect(Collectors.joining(", ", "Permutations[", "]"));
    }
}
