package org.weightflow.canon.gauge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry.Place;

/**
 * The squares of a network's values, summed over every axis that no unit in question lies on, such as the pixels of kernels and the
 * inputs of the network: all that scales of units need to know, and often a tenth of the values.
 */
final class SquareSums {
    private final Map<String, List<Integer>> axes = new LinkedHashMap<>();
    private final Layout layout;
    private final double[] sums;

    /**
     * @param places where the units lie
     * @throws IllegalArgumentException naming an entry whose values are not finite
     */
    SquareSums(StateDict weights, List<Place> places) {
        Map<String, TreeSet<Integer>> kept = new LinkedHashMap<>();
        for (Place place : places) {
            // Looks the place up in the layout, so that one that does not fit is named.
            new Slices(weights.layout(), place);
            kept.computeIfAbsent(place.entry(), entry -> new TreeSet<>()).add(place.axis());
        }
        kept.forEach((entry, each) -> axes.put(entry, List.copyOf(each)));
        layout = Layout.of(axes.keySet().stream()
                .map(entry -> summed(weights.layout().entry(weights.layout().indexOf(entry))))
                .toList());
        sums = new double[layout.size()];
        for (int e = 0; e < layout.entries().size(); e++) {
            add(weights, layout.entry(e).name(), layout.offset(e));
            requireFinite(e);
        }
    }

    /** The units of a place among the sums. */
    Slices slices(Place place) {
        int axis = axes.get(place.entry()).indexOf(place.axis());
        return new Slices(layout, new Place(place.entry(), axis, place.width(), place.starts()));
    }

    List<Slices> slices(List<Place> places) {
        return places.stream().map(this::slices).toList();
    }

    /** The sums, which {@link #slices} are about; not a copy. */
    double[] sums() {
        return sums;
    }

    private Layout.Entry summed(Layout.Entry entry) {
        List<Integer> shape =
                axes.get(entry.name()).stream().map(entry.shape()::get).toList();
        return new Layout.Entry(entry.name(), shape, entry.kind(), false);
    }

    private void add(StateDict weights, String name, int from) {
        Layout.Entry entry = weights.layout().entry(weights.layout().indexOf(name));
        var values = weights.entry(name);
        int[] targets = IntStream.of(from).toArray();
        for (int axis = 0; axis < entry.shape().size(); axis++) {
            targets = extended(targets, entry.shape().get(axis), axes.get(name).contains(axis), from);
        }
        for (int k = 0; k < targets.length; k++) {
            double value = values.get(k);
            sums[targets[k]] += value * value;
        }
    }

    /** Where the sums of values go, once one axis more is told apart; along one that is summed over nothing changes. */
    private static int[] extended(int[] targets, int extent, boolean kept, int from) {
        int[] extended = new int[targets.length * extent];
        for (int k = 0; k < extended.length; k++) {
            int before = targets[k / extent];
            extended[k] = kept ? from + (before - from) * extent + k % extent : before;
        }
        return extended;
    }

    private void requireFinite(int e) {
        for (int k = layout.offset(e); k < layout.offset(e + 1); k++) {
            if (!Double.isFinite(sums[k])) {
                throw new IllegalArgumentException(layout.entry(e).name() + ": a value is not finite");
            }
        }
    }
}
