package org.weightflow.canon.gauge;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Layout.Kind;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Basis;
import org.weightflow.networks.Symmetry.Filter;
import org.weightflow.networks.Symmetry.Place;
import org.weightflow.networks.Symmetry.Scale;
import org.weightflow.networks.Symmetry.Sign;

/** Networks, and what gauges should undo: carried out value by value, apart from the code under test. */
final class Planted {
    private Planted() {}

    /** What becomes of one value, given its unit. */
    @FunctionalInterface
    private interface Change {
        double of(int unit, int position);
    }

    /** Weights, norms and statistics of order one, all different. */
    static StateDict network(Architecture architecture, Seed seed) {
        Layout layout = architecture.layout();
        float[] flat = Initialisation.TORCH_DEFAULT.draw(layout, seed).toArray();
        SplittableRandom random = seed.child("norms").random();
        for (int e = 0; e < layout.entries().size(); e++) {
            Layout.Entry entry = layout.entry(e);
            boolean positive = entry.name().endsWith("weight") || entry.name().endsWith("running_var");
            for (int k = layout.offset(e);
                    k < layout.offset(e + 1) && (entry.kind() == Kind.NORM || entry.kind() == Kind.BUFFER);
                    k++) {
                flat[k] = positive ? 0.5f + random.nextFloat() : 0.3f * (float) random.nextGaussian();
            }
        }
        return StateDict.of(layout, flat);
    }

    /** Every unit of every scale by a factor from 1/4 to 4. */
    static StateDict scaled(StateDict weights, Symmetry symmetry, Seed seed) {
        float[] values = weights.toArray();
        for (Scale scale : symmetry.scales()) {
            double[] s = factors(scale.units(), 4, seed.child(scale.name()));
            change(weights.layout(), scale.up(), values, (u, k) -> values[k] * s[u]);
            change(weights.layout(), scale.down(), values, (u, k) -> values[k] / s[u]);
        }
        return StateDict.of(weights.layout(), values);
    }

    /** Every filter by a factor from 1/2 to 2. */
    static StateDict filtersScaled(StateDict weights, Symmetry symmetry, Seed seed) {
        float[] values = weights.toArray();
        for (Filter filter : symmetry.filters()) {
            double[] s = factors(filter.units(), 2, seed.child(filter.name()));
            change(weights.layout(), filter.weights(), values, (u, k) -> values[k] * s[u]);
            change(weights.layout(), filter.shifts(), values, (u, k) -> values[k] * s[u]);
            double eps = filter.epsilon();
            change(
                    weights.layout(),
                    List.of(filter.variance()),
                    values,
                    (u, k) -> s[u] * s[u] * (values[k] + eps) - eps);
        }
        return StateDict.of(weights.layout(), values);
    }

    /** About half of the units that may be negated. */
    static StateDict negated(StateDict weights, Symmetry symmetry, Seed seed) {
        float[] values = weights.toArray();
        for (Sign sign : symmetry.signs()) {
            SplittableRandom random = seed.child(sign.name()).random();
            double[] s = new double[sign.units()];
            Arrays.setAll(s, u -> random.nextBoolean() ? -1 : 1);
            change(weights.layout(), sign.places(), values, (u, k) -> values[k] == 0 ? values[k] : s[u] * values[k]);
        }
        return StateDict.of(weights.layout(), values);
    }

    /** Every basis by Givens rotations of random pairs of units. */
    static StateDict rotated(StateDict weights, Symmetry symmetry, Seed seed) {
        float[] values = weights.toArray();
        for (Basis basis : symmetry.bases()) {
            SplittableRandom random = seed.child(basis.name()).random();
            for (int step = 0; step < 3 * basis.units() && basis.units() > 1; step++) {
                int a = random.nextInt(basis.units());
                int b = (a + 1 + random.nextInt(basis.units() - 1)) % basis.units();
                double angle = random.nextDouble(2 * Math.PI);
                for (List<Place> places : List.of(basis.up(), basis.down())) {
                    turn(weights.layout(), places, values, a, b, angle);
                }
            }
        }
        return StateDict.of(weights.layout(), values);
    }

    private static void turn(Layout layout, List<Place> places, float[] values, int a, int b, double angle) {
        for (Place place : places) {
            float[] before = values.clone();
            int stride = stride(layout, place);
            int toB = (place.starts().get(b) - place.starts().get(a)) * stride;
            change(
                    layout,
                    List.of(place),
                    values,
                    (u, k) -> u == a
                            ? Math.cos(angle) * before[k] - Math.sin(angle) * before[k + toB]
                            : u == b ? Math.sin(angle) * before[k - toB] + Math.cos(angle) * before[k] : values[k]);
        }
    }

    private static double[] factors(int units, double largest, Seed seed) {
        SplittableRandom random = seed.random();
        double[] s = new double[units];
        Arrays.setAll(s, u -> Math.pow(largest, random.nextDouble(-1, 1)));
        return s;
    }

    private static void change(Layout layout, List<Place> places, float[] values, Change change) {
        for (Place place : places) {
            int e = layout.indexOf(place.entry());
            int stride = stride(layout, place);
            int extent = layout.entry(e).shape().get(place.axis());
            int[] units = new int[extent];
            Arrays.fill(units, -1);
            for (int u = 0; u < place.starts().size(); u++) {
                Arrays.fill(units, place.starts().get(u), place.starts().get(u) + place.width(), u);
            }
            for (int k = 0; k < layout.entry(e).size(); k++) {
                int unit = units[k / stride % extent];
                if (unit >= 0) {
                    values[layout.offset(e) + k] = (float) change.of(unit, layout.offset(e) + k);
                }
            }
        }
    }

    private static int stride(Layout layout, Place place) {
        List<Integer> shape = layout.entry(layout.indexOf(place.entry())).shape();
        return shape.subList(place.axis() + 1, shape.size()).stream().reduce(1, (a, b) -> a * b);
    }

    /** The largest difference of two values, as a fraction of the root mean square of their entry. */
    static double difference(StateDict a, StateDict b) {
        double largest = 0;
        for (int e = 0; e < a.layout().entries().size(); e++) {
            var mine = a.entry(e);
            var theirs = b.entry(e);
            double squares = 0;
            double apart = 0;
            for (int k = 0; k < mine.limit(); k++) {
                squares += (double) mine.get(k) * mine.get(k);
                apart = Math.max(apart, Math.abs((double) mine.get(k) - theirs.get(k)));
            }
            largest = Math.max(largest, apart == 0 ? 0 : apart / Math.sqrt(squares / mine.limit()));
        }
        return largest;
    }
}
