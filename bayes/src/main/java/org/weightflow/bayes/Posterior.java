package org.weightflow.bayes;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/**
 * A distribution over networks under which all values are independent: {@code w_i ~ N(mean_i, deviation_i^2)}.
 * <p>A value of deviation 0 is a point, as are biases, normalisation and statistics in variational networks; a pruned value is 0 in
 * every draw.
 *
 * @param mean      a network of its own, that of highest density
 * @param deviation standard deviations, 0 for points
 * @param mask      what is not pruned; where it prunes, mean and deviation are 0
 */
public record Posterior(StateDict mean, StateDict deviation, Mask mask) {
    /** @throws IllegalArgumentException naming the entry where the parts do not fit one another */
    public Posterior {
        Layout layout = mean.layout();
        layout.requireSame(deviation.layout(), "the deviations");
        layout.requireSame(mask.layout(), "the mask");
        float[] means = mean.toArray();
        float[] deviations = deviation.toArray();
        for (int i = 0; i < means.length; i++) {
            if (!Float.isFinite(means[i]) || !Float.isFinite(deviations[i]) || deviations[i] < 0) {
                throw new IllegalArgumentException(place(layout, i) + ": mean " + means[i] + " and deviation "
                        + deviations[i] + "; both have to be finite, and no deviation negative");
            }
            if (!mask.keeps(i) && (means[i] != 0 || deviations[i] != 0)) {
                throw new IllegalArgumentException(place(layout, i) + ": pruned, but with mean " + means[i]
                        + " and deviation " + deviations[i] + " instead of 0");
            }
        }
    }

    private static String place(Layout layout, int index) {
        int entry = layout.entryAt(index);
        return layout.entry(entry).name() + ", value " + (index - layout.offset(entry));
    }

    /** With pruned values set to 0. */
    public static Posterior masked(StateDict mean, StateDict deviation, Mask mask) {
        return new Posterior(mask.apply(mean), mask.apply(deviation), mask);
    }

    /** All of it at one network: deviations of 0. */
    public static Posterior point(StateDict network, Mask mask) {
        Layout layout = network.layout();
        return masked(network, StateDict.of(layout, new float[layout.size()]), mask);
    }

    public Layout layout() {
        return mean.layout();
    }

    /** Values that are no points: parameters that count twice. */
    public int uncertain() {
        float[] deviations = deviation.toArray();
        return (int) IntStream.range(0, deviations.length)
                .filter(i -> deviations[i] > 0)
                .count();
    }

    /** A network: mean + deviation * e with e standard normal, drawn in the order of the flat vector for the values that are no points. */
    public StateDict draw(Seed seed) {
        SplittableRandom random = seed.random();
        float[] values = mean.toArray();
        float[] deviations = deviation.toArray();
        for (int i = 0; i < values.length; i++) {
            if (deviations[i] > 0) {
                values[i] = (float) (values[i] + deviations[i] * random.nextGaussian());
            }
        }
        return StateDict.of(layout(), values);
    }

    /** That many networks; the i-th comes from the i-th child of the seed. */
    public List<StateDict> draws(int count, Seed seed) {
        Check.atLeast("draws", count, 1);
        return IntStream.range(0, count).mapToObj(i -> draw(seed.child(i))).toList();
    }
}
