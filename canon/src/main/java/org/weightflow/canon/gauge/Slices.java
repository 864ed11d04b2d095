package org.weightflow.canon.gauge;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Symmetry.Place;

/** The values of each unit of one place in the flat vector of a layout; a unit's values come in the same order as any other's. */
final class Slices {
    /** One value of a unit. */
    @FunctionalInterface
    interface Visitor {
        void visit(int unit, int position);
    }

    private final int offset;
    /** Values of the entry before the axis, along it, and behind it. */
    private final int outer;

    private final int inner;
    /** The unit at each place along the axis, or -1. */
    private final int[] units;

    /** @throws IllegalArgumentException if the layout lacks the entry, or the axis is too short */
    Slices(Layout layout, Place place) {
        int e = layout.indexOf(place.entry());
        List<Integer> shape = layout.entry(e).shape();
        int axis = place.axis();
        if (axis >= shape.size() || place.end() > shape.get(axis)) {
            throw new IllegalArgumentException(place.entry() + ": axis " + axis + " of shape " + shape
                    + " does not hold units up to place " + (place.end() - 1));
        }
        offset = layout.offset(e);
        outer = product(shape.subList(0, axis));
        inner = product(shape.subList(axis + 1, shape.size()));
        units = new int[shape.get(axis)];
        Arrays.fill(units, -1);
        for (int u = 0; u < place.starts().size(); u++) {
            int start = place.starts().get(u);
            Arrays.fill(units, start, start + place.width(), u);
        }
    }

    static List<Slices> of(Layout layout, List<Place> places) {
        return places.stream().map(place -> new Slices(layout, place)).toList();
    }

    void forEach(Visitor visitor) {
        int position = offset;
        for (int o = 0; o < outer; o++) {
            for (int unit : units) {
                for (int i = 0; unit >= 0 && i < inner; i++) {
                    visitor.visit(unit, position + i);
                }
                position += inner;
            }
        }
    }

    /** Adds the values of unit u to {@code sums[u]}. */
    void addSums(double[] values, double[] sums) {
        int position = offset;
        for (int o = 0; o < outer; o++) {
            for (int unit : units) {
                for (int i = 0; unit >= 0 && i < inner; i++) {
                    sums[unit] += values[position + i];
                }
                position += inner;
            }
        }
    }

    /** Multiplies the values of unit u by {@code factors[u]}. */
    void multiply(double[] values, double[] factors) {
        int position = offset;
        for (int o = 0; o < outer; o++) {
            for (int unit : units) {
                for (int i = 0; unit >= 0 && i < inner; i++) {
                    values[position + i] *= factors[unit];
                }
                position += inner;
            }
        }
    }

    /** The values as a matrix {@code [units, values of a unit]}. */
    DMatrixRMaj gather(float[] values, int count) {
        DMatrixRMaj rows = new DMatrixRMaj(count, valuesOfAUnit(count));
        int[] next = new int[count];
        forEach((u, k) -> rows.set(u, next[u]++, values[k]));
        return rows;
    }

    /** Puts the rows of such a matrix back. */
    void scatter(DMatrixRMaj rows, float[] values) {
        int[] next = new int[rows.numRows];
        forEach((u, k) -> values[k] = (float) rows.get(u, next[u]++));
    }

    private int valuesOfAUnit(int count) {
        long places = Arrays.stream(units).filter(unit -> unit >= 0).count();
        return Math.toIntExact(places * outer * inner / count);
    }

    private static int product(List<Integer> extents) {
        return extents.stream().reduce(1, (a, b) -> a * b);
    }
}
