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
        Layout layout = weights.layout();
        float[] before = weights.toArray();
        ScaleDescent descent = new ScaleDescent(new SquareSums(weights, places()));
        scales.forEach(descent::add);
        filters.forEach(filter -> descent.add(filter, lengths.applyAsDouble(filter), lowest(filter, layout, before)));
        descent.run();
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

    /** Untouched where r is 1; the floor is for the rounding of the least r, which takes the variance to 0. */
    private static double variance(double r, double before, double epsilon) {
        return r == 1 ? before : Math.max(0, r * r * (before + epsilon) - epsilon);
    }

    /** log r for which the variance becomes 0. */
    private static double[] lowest(Filter filter, Layout layout, float[] values) {
        double[] lowest = new double[filter.units()];
        new Slices(layout, filter.variance()).forEach((u, k) -> {
            if (!(values[k] + filter.epsilon() > 0) || values[k] == Float.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(filter.variance().entry() + ": " + values[k] + " is no variance");
            }
            lowest[u] = Math.log(filter.epsilon() / (values[k] + filter.epsilon())) / 2;
        });
        return lowest;
    }
}
