package org.weightflow.bayes;

import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * The coordinates of a ticket's posterior: the learnable values that its mask keeps, in the order of the flat vector. Pruned values
 * and state, such as running statistics, are none.
 */
public final class Survivors {
    private final Layout layout;
    private final int[] indices;

    private Survivors(Layout layout, int[] indices) {
        this.layout = layout;
        this.indices = indices;
    }

    /** All learnable values that are kept. */
    public static Survivors of(Mask mask) {
        return of(mask, entry -> true);
    }

    /**
     * The learnable values that are kept of some entries.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Survivors of(Mask mask, Predicate<Layout.Entry> chosen) {
        Layout layout = mask.layout();
        int[] indices = IntStream.range(0, layout.entries().size())
                .filter(e -> layout.entry(e).kind().isLearnable() && chosen.test(layout.entry(e)))
                .flatMap(e -> IntStream.range(layout.offset(e), layout.offset(e + 1)))
                .filter(mask::keeps)
                .toArray();
        if (indices.length == 0) {
            throw new IllegalArgumentException("the mask keeps none of the learnable values to choose from");
        }
        return new Survivors(layout, indices);
    }

    /** How many there are. */
    public int count() {
        return indices.length;
    }

    /** The place of a survivor in the flat vector; ascending. */
    public int index(int survivor) {
        return indices[survivor];
    }

    /** The survivors' values in a network, {@code [count]}. */
    public double[] values(StateDict network) {
        layout.requireSame(network.layout(), "the network");
        float[] flat = network.toArray();
        return IntStream.of(indices).mapToDouble(i -> flat[i]).toArray();
    }

    /** The survivors' part of a flat vector, {@code [count]}. */
    public double[] of(double[] flat) {
        return IntStream.of(indices).mapToDouble(i -> flat[i]).toArray();
    }

    /** Writes {@code values [count]} to their places in a flat vector. */
    public void put(double[] values, double[] flat) {
        requireFit(values);
        for (int s = 0; s < indices.length; s++) {
            flat[indices[s]] = values[s];
        }
    }

    /** A network with those values, rounded to float32, at the survivors and the values of {@code others} everywhere else. */
    public StateDict network(StateDict others, double[] values) {
        layout.requireSame(others.layout(), "the network");
        requireFit(values);
        float[] flat = others.toArray();
        for (int s = 0; s < indices.length; s++) {
            flat[indices[s]] = (float) values[s];
        }
        return StateDict.of(layout, flat);
    }

    private void requireFit(double[] values) {
        if (values.length != indices.length) {
            throw new IllegalArgumentException(values.length + " values do not fit " + indices.length + " survivors");
        }
    }
}
