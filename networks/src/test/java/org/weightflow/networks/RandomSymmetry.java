package org.weightflow.networks;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.weightflow.networks.Symmetry.Basis;
import org.weightflow.networks.Symmetry.Filter;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;
import org.weightflow.networks.Symmetry.Scale;
import org.weightflow.networks.Symmetry.Sign;

/**
 * A random element of a symmetry, carried out by brute force for the tests of architectures: one place of one group after the other
 * in the order of the groups, each value looked up on its own, then one place of one scale after the other, and so on.
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

    /** The weights of another network of the same function, if the symmetry is right. */
    public StateDict apply(StateDict weights) {
        return mix(scaleFilters(negate(scale(permute(weights)))));
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

    /** Every sign in turn: about half of the units negated. */
    public StateDict negate(StateDict weights) {
        float[] values = weights.toArray();
        for (Sign sign : symmetry.signs()) {
            SplittableRandom random = seed.child("sign").child(sign.name()).random();
            double[] s = new double[sign.units()];
            Arrays.setAll(s, u -> random.nextBoolean() ? -1 : 1);
            for (Place place : sign.places()) {
                values = multiply(values, place, u -> s[u]);
            }
        }
        return StateDict.of(layout, values);
    }

    /** Every filter in turn, by factors from 1/2 to 2. */
    public StateDict scaleFilters(StateDict weights) {
        float[] values = weights.toArray();
        for (Filter filter : symmetry.filters()) {
            SplittableRandom random = seed.child("filter").child(filter.name()).random();
            double[] s = new double[filter.units()];
            Arrays.setAll(s, u -> Math.pow(2, random.nextDouble(-1, 1)));
            for (Place place : filter.weights()) {
                values = multiply(values, place, u -> s[u]);
            }
            for (Place place : filter.shifts()) {
                values = multiply(values, place, u -> s[u]);
            }
            float[] before = values;
            int e = layout.indexOf(filter.variance().entry());
            values = before.clone();
            for (int u = 0; u < s.length; u++) {
                int at = layout.offset(e) + filter.variance().starts().get(u);
                values[at] = (float) (s[u] * s[u] * (before[at] + filter.epsilon()) - filter.epsilon());
            }
        }
        return StateDict.of(layout, values);
    }

    /**
     * Every basis in turn, by elementary matrices: adding c times unit v to unit u among what goes up takes away c times unit u from
     * unit v among what goes down.
     */
    public StateDict mix(StateDict weights) {
        float[] values = weights.toArray();
        for (Basis basis : symmetry.bases()) {
            SplittableRandom random = seed.child("basis").child(basis.name()).random();
            for (int step = 0; step < 2 * basis.units() && basis.units() > 1; step++) {
                int u = random.nextInt(basis.units());
                int v = (u + 1 + random.nextInt(basis.units() - 1)) % basis.units();
                double c = random.nextDouble(-0.5, 0.5);
                for (Place place : basis.up()) {
                    values = add(values, place, u, v, c);
                }
                for (Place place : basis.down()) {
                    values = add(values, place, v, u, -c);
                }
            }
        }
        return StateDict.of(layout, values);
    }

    /** Unit u becomes itself and c times unit v. */
    private float[] add(float[] before, Place place, int u, int v, double c) {
        float[] after = before.clone();
        int e = layout.indexOf(place.entry());
        for (int k = 0; k < layout.entry(e).size(); k++) {
            if (unitAt(place, coordinate(e, k, place.axis())) == u) {
                int shift = (place.starts().get(v) - place.starts().get(u)) * stride(e, place.axis());
                int at = layout.offset(e) + k;
                after[at] = (float) (before[at] + c * before[at + shift]);
            }
        }
        return after;
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
