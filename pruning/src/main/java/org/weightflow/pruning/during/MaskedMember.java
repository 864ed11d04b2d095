package org.weightflow.pruning.during;

import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.TensorStore;

/** What an update of one member's mask goes by: its values, the gradient of its loss, its seed. */
final class MaskedMember {
    private final TensorStore group;
    private final Leaves leaves;
    private final int place;
    private final String name;
    private final Layout layout;
    private final Mask mask;
    private final Seed seed;
    private final long step;

    /**
     * @param place  number of the member in its group
     * @param number number of the member in the population
     */
    MaskedMember(TensorStore group, Leaves leaves, int place, int number, Mask mask, Seed seed, long step) {
        this.group = group;
        this.leaves = leaves;
        this.place = place;
        this.name = "member " + number + " at step " + step;
        this.layout = group.layout();
        this.mask = mask;
        this.seed = seed;
        this.step = step;
    }

    Mask mask() {
        return mask;
    }

    /** Number of the step in the whole run. */
    long step() {
        return step;
    }

    /** The seed of what is drawn for an entry in this update. */
    Seed seed(int entry) {
        return seed.child("growth").child(step).child(layout.entry(entry).name());
    }

    /** The entries that hold pruned values or may: those that are prunable and not empty. */
    int[] prunable() {
        return IntStream.range(0, layout.entries().size())
                .filter(e -> layout.entry(e).prunable() && layout.entry(e).size() > 0)
                .toArray();
    }

    /** All values of an entry. */
    BitSet valuesOf(int entry) {
        BitSet values = new BitSet(layout.size());
        values.set(layout.offset(entry), layout.offset(entry + 1));
        return values;
    }

    /** The kept values of an entry. */
    BitSet keptOf(int entry) {
        BitSet kept = mask.toBitSet();
        kept.and(valuesOf(entry));
        return kept;
    }

    /** The flat vector of the weights; only prunable entries are filled in. */
    double[] weights() {
        return numbers("weight", group::memory);
    }

    /** Absolute values of {@link #weights}. */
    double[] magnitudes() {
        return absolute(weights());
    }

    /** |dL/dw| of every prunable value, kept or not, over the flat vector. */
    double[] gradientMagnitudes() {
        return absolute(numbers("gradient", leaves::gradient));
    }

    private interface Source {
        FloatBuffer of(int entry);
    }

    private double[] numbers(String what, Source source) {
        double[] flat = new double[layout.size()];
        for (int e : prunable()) {
            int size = layout.entry(e).size();
            FloatBuffer values = source.of(e);
            for (int i = 0; i < size; i++) {
                double value = values.get(place * size + i);
                if (Double.isNaN(value)) {
                    throw new ArithmeticException(name + ": " + layout.entry(e).name() + ": the " + what + " of value "
                            + i + " is not a number; lower the learning rate or clip gradients");
                }
                flat[layout.offset(e) + i] = value;
            }
        }
        return flat;
    }

    private static double[] absolute(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(values[i]);
        }
        return values;
    }
}
