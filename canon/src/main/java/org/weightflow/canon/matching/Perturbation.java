package org.weightflow.canon.matching;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.weightflow.networks.Seed;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;

/**
 * Leaves a local optimum without losing all of it, in two ways by turns: a share of the units of every group, drawn anew, move up by
 * one in a cycle of theirs; or a share of the groups is forgotten and matched again from those that are kept. The share itself is
 * uniform in [0, 1).
 * <p>Measured on zoos of trained networks, the first helps multi-layer perceptrons more, where one layer has no say in the next but
 * one; the second residual networks, where no single group can leave a residual stream that all others are matched to.
 *
 * @see <a href="https://doi.org/10.1007/0-306-48056-5_11">Lourenço, Martin and Stützle (2003), iterated local search</a>
 */
final class Perturbation {
    private final Symmetry symmetry;
    private final Propagation propagation;

    Perturbation(Symmetry symmetry, Propagation propagation) {
        this.symmetry = symmetry;
        this.propagation = propagation;
    }

    /**
     * Another start near an optimum.
     *
     * @param units of the optimum; read only
     * @param round from 0 on; it says which of the ways is taken
     */
    Map<String, int[]> of(Map<String, int[]> units, int round, Seed seed) {
        SplittableRandom random = seed.random();
        double share = random.nextDouble();
        return round % 2 == 0 ? cycled(units, share, random) : propagation.from(units, kept(share, random));
    }

    private static Map<String, int[]> cycled(Map<String, int[]> units, double share, SplittableRandom random) {
        Map<String, int[]> next = new LinkedHashMap<>();
        units.forEach((group, p) -> {
            int[] chosen = Permutations.shuffled(p.length, random);
            int cycle = (int) Math.ceil(share * p.length);
            int[] q = p.clone();
            for (int k = 0; k < cycle; k++) {
                q[chosen[k]] = p[chosen[(k + 1) % cycle]];
            }
            next.put(group, q);
        });
        return next;
    }

    private Set<String> kept(double share, SplittableRandom random) {
        Set<String> kept = new HashSet<>();
        for (Group outer : symmetry.groups()) {
            if (outer.inside() == null && random.nextDouble() >= share) {
                symmetry.groups().stream()
                        .filter(group -> Units.isWithin(group, outer.name()))
                        .forEach(group -> kept.add(group.name()));
            }
        }
        return kept;
    }
}
