package org.weightflow.networks;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;
import org.weightflow.networks.Symmetry.Scale;

/**
 * A random element of a symmetry, carried out by brute force for the tests of architectures: one place of one group after the other
 * in the order of the groups, each value looked up on its own, then one place of one scale after the other.
 */
public final class RandomSymmetry {
    private static final int LARGEST_EXPONENT = 3;

    private final Layout layout;
    private final Symmetry symmetry;
    private final Seed seed;

    public RandomSymmetry(Layout layout, Symmetry symmetry, Seed seed) {
        this.layout = layout;
        this.symmetry = symmetry;
        this.seed = seed;
    }

    /** The weights of another network of the same function, if the symmetry is right: permuted, then scaled. */
    public StateDict apply(StateDict weights) {
        return scale(permute(weights));
    }

    /** Every group in turn: unit u of the result is unit p[u] of what was there. */
    public StateDict permute(StateDict weights) {
        float[] values = weights.toArray();
        for (Group group : symmetry.groups()) {
            int[] p = shuffled(group.units(), seed.child(group.name()).random());
            for (Place place : group.places()) {
                values = permute(values, place, p);
            }
        }
        return StateDict.of(layout, values);
    }

    /** Every scale in turn, by powers of two from 1/8 to 8, which no rounding touches. */
    public StateDict scale(StateDict weights) {
        float[] values = weights.toArray();
        for (Scale scale : symmetry.scales()) {
            SplittableRandom random = seed.child("scale").child(scale.name()).random();
            double[] s = new double[scale.units()];
            for (int u = 0; u < s.length; u++) {
                s[u] = Math.scalb(1.0, random.nextInt(2 * LARGEST_EXPONENT + 1) - LARGEST_EXPONENT);
            }
            for (Place place : scale.up()) {
                values = multiply(values, place, u -> s[u]);
            }
            for (Place place : scale.down()) {
                values = multiply(values, place, u -> 1 / s[u]);
            }
        }
        return StateDict.of(layout, values);
    }

    private float[] permute(float[] before, Place place, int[] p) {
        float[] after = before.clone();
        int e = layout.indexOf(place.entry());
        for (int k = 0; k < layout.entry(e).size(); k++) {
            int at = coordinate(e, k, place.axis());
            int u = unitAt(place, at);
            if (u >= 0) {
                int shift = place.starts().get(p[u]) - place.starts().get(u);
                after[layout.offset(e) + k] = before[layout.offset(e) + k + shift * stride(e, place.axis())];
            }
        }
        return after;
    }

    private float[] multiply(float[] before, Place place, IntToDoubleFunction factor) {
        float[] after = before.clone();
        int e = layout.indexOf(place.entry());
        for (int k = 0; k < layout.entry(e).size(); k++) {
            int u = unitAt(place, coordinate(e, k, place.axis()));
            if (u >= 0) {
                after[layout.offset(e) + k] = (float) (before[layout.offset(e) + k] * factor.applyAsDouble(u));
            }
        }
        return after;
    }

    /** The unit that covers a coordinate of the place's axis, or -1. */
    private static int unitAt(Place place, int coordinate) {
        for (int u = 0; u < place.starts().size(); u++) {
            int inside = coordinate - place.starts().get(u);
            if (inside >= 0 && inside < place.width()) {
                return u;
            }
        }
        return -1;
    }

    /** The coordinate along {@code axis} of the k-th value of an entry. */
    private int coordinate(int e, int k, int axis) {
        return k / stride(e, axis) % layout.entry(e).shape().get(axis);
    }

    private int stride(int e, int axis) {
        int stride = 1;
        for (int a = axis + 1; a < layout.entry(e).shape().size(); a++) {
            stride *= layout.entry(e).shape().get(a);
        }
        return stride;
    }

    /** A uniformly random order (Fisher and Yates). */
    private static int[] shuffled(int size, SplittableRandom random) {
        int[] p = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            p[i] = p[j];
            p[j] = i;
        }
        return p;
    }
}
