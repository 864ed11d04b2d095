package org.weightflow.canon.gauge;

import java.util.Arrays;
import java.util.List;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Layout.Kind;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Place;
import org.weightflow.networks.Symmetry.Sign;

/**
 * Chooses the sign of units that may be negated: those that odd functions follow, such as tanh, and filters that a batch
 * normalisation follows, together with its gain.
 * <p>The canonical sign makes the sum of the cubes of the unit's orientation positive: for a filter that is a positive gain, else the
 * skewness of what the unit reads, which large weights decide and small ones, pruned or noisy, do not. It holds for any sign that
 * the units had before, because layers are oriented in their order, each once all that it reads is. A sum of zero, as that of a dead
 * unit, keeps its sign.
 * <p>Exact: no value is rounded. Zeros keep their own sign.
 */
public final class UnitSigns implements Gauge {
    /** Of the sum of the cubes' absolute values; what is less is rounding. */
    private static final double NOTHING = 1e-12;

    private final Symmetry symmetry;

    private UnitSigns(Symmetry symmetry) {
        this.symmetry = symmetry;
    }

    public static UnitSigns of(Symmetry symmetry) {
        return new UnitSigns(symmetry);
    }

    @Override
    public StateDict apply(StateDict weights) {
        Layout layout = weights.layout();
        float[] values = weights.toArray();
        for (Sign sign : symmetry.signs()) {
            double[] sums = new double[sign.units()];
            double[] sizes = new double[sign.units()];
            for (Slices slices : Slices.of(layout, sign.orientation())) {
                slices.forEach((u, k) -> {
                    double cube = (double) values[k] * values[k] * values[k];
                    sums[u] += cube;
                    sizes[u] += Math.abs(cube);
                });
            }
            negate(sign, sums, sizes, layout, values);
        }
        return StateDict.of(layout, values);
    }

    /**
     * Of each unit the sign with the larger inner product with the same unit of a reference, running statistics left out; signs of
     * successive layers depend on each other, so layers take turns until none gains. They start once from the signs given and once
     * from those of the reference's orientation, and the better end is returned, so that a reference whose units were negated is
     * found again exactly. Among many other ends, it need not be the best.
     *
     * @param reference a network whose units stand in the same order
     * @throws IllegalArgumentException if the layouts differ
     */
    public StateDict toward(StateDict reference, StateDict weights) {
        weights.layout().requireSame(reference.layout(), "the reference");
        float[] target = target(reference);
        float[] given = weights.toArray();
        float[] oriented = weights.toArray();
        symmetry.signs().forEach(sign -> turn(sign, sign.orientation(), weights.layout(), target, oriented));
        ascend(weights.layout(), target, given);
        ascend(weights.layout(), target, oriented);
        boolean better = product(target, oriented) > product(target, given);
        return StateDict.of(weights.layout(), better ? oriented : given);
    }

    private void ascend(Layout layout, float[] target, float[] values) {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Sign sign : symmetry.signs()) {
                moved |= turn(sign, sign.places(), layout, target, values);
            }
        }
    }

    /** Negates the units whose inner product over some of their places is negative; whether there are any. */
    private static boolean turn(Sign sign, List<Place> places, Layout layout, float[] target, float[] values) {
        double[] products = new double[sign.units()];
        double[] sizes = new double[sign.units()];
        for (Slices slices : Slices.of(layout, places)) {
            slices.forEach((u, k) -> {
                double product = (double) target[k] * values[k];
                products[u] += product;
                sizes[u] += Math.abs(product);
            });
        }
        return negate(sign, products, sizes, layout, values);
    }

    private static boolean negate(Sign sign, double[] sums, double[] sizes, Layout layout, float[] values) {
        boolean[] negated = new boolean[sums.length];
        boolean any = false;
        for (int u = 0; u < sums.length; u++) {
            negated[u] = sums[u] < -NOTHING * sizes[u];
            any |= negated[u];
        }
        if (any) {
            Slices.of(layout, sign.places())
                    .forEach(slices -> slices.forEach(
                            (u, k) -> values[k] = negated[u] && values[k] != 0 ? -values[k] : values[k]));
        }
        return any;
    }

    /** The reference with its running statistics zero. */
    private static float[] target(StateDict reference) {
        Layout layout = reference.layout();
        float[] values = reference.toArray();
        for (int e = 0; e < layout.entries().size(); e++) {
            if (layout.entry(e).kind() == Kind.BUFFER) {
                Arrays.fill(values, layout.offset(e), layout.offset(e + 1), 0f);
            }
        }
        return values;
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (double) a[k] * b[k];
        }
        return sum;
    }
}
