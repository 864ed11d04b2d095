package org.weightflow.canon.gauge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry.Filter;
import org.weightflow.networks.Symmetry.Place;
import org.weightflow.networks.Symmetry.Scale;

/** Carries out the scales and the factors of filters that {@link ScaleDescent} finds, each value rounded once. */
final class Rescaling implements Gauge {
    private final List<Scale> scales;
    private final List<Filter> filters;
    private final ToDoubleFunction<Filter> lengths;

    /** @param lengths that each unit of a filter gets, positive */
    Rescaling(List<Scale> scales, List<Filter> filters, ToDoubleFunction<Filter> lengths) {
        this.scales = List.copyOf(scales);
        this.filters = List.copyOf(filters);
        this.lengths = lengths;
    }

    @Override
    public StateDict apply(StateDict weights) {
        ScaleDescent descent = new ScaleDescent(new SquareSums(weights, places()));
        scales.forEach(descent::add);
        filters.forEach(filter -> descent.add(filter, lengths.applyAsDouble(filter), lowest(filter, weights)));
        descent.run();
        Layout layout = weights.layout();
        float[] before = weights.toArray();
        double[] values = new double[before.length];
        Arrays.setAll(values, k -> before[k]);
        for (Scale scale : scales) {
            double[] s = descent.factors(scale);
            multiply(layout, scale.up(), values, s);
            multiply(
                    layout,
                    scale.down(),
                    values,
                    Arrays.stream(s).map(x -> 1 / x).toArray());
        }
        for (Filter filter : filters) {
            double[] r = descent.factors(filter);
            multiply(layout, filter.weights(), values, r);
            multiply(layout, filter.shifts(), values, r);
            new Slices(layout, filter.variance())
                    .forEach((u, k) -> values[k] = variance(r[u], before[k], filter.epsilon()));
        }
        float[] after = new float[before.length];
        for (int k = 0; k < after.length; k++) {
            after[k] = (float) values[k];
        }
        return StateDict.of(layout, after);
    }

    private List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (Scale scale : scales) {
            places.addAll(scale.up());
            places.addAll(scale.down());
        }
        filters.forEach(filter -> places.addAll(filter.weights()));
        return places;
    }

    private static void multiply(Layout layout, List<Place> places, double[] values, double[] factors) {
        Slices.of(layout, places).forEach(each -> each.multiply(values, factors));
    }

    /** Untouched where r is 1; r is never so small that rounding alone makes it negative by more than rounding. */
    private static double variance(double r, double before, double epsilon) {
        return r == 1 ? before : Math.max(0, r * r * (before + epsilon) - epsilon);
    }

    /** log r for which the variance becomes 0. */
    private static double[] lowest(Filter filter, StateDict weights) {
        double[] lowest = new double[filter.units()];
        var variance = weights.toArray();
        new Slices(weights.layout(), filter.variance()).forEach((u, k) -> {
            if (!(variance[k] + filter.epsilon() > 0) || variance[k] == Float.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(filter.variance().entry() + ": " + variance[k] + " is no variance");
            }
            lowest[u] = Math.log(filter.epsilon() / (variance[k] + filter.epsilon())) / 2;
        });
        return lowest;
    }
}
