package org.weightflow.canon.evidence;

import java.util.Arrays;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Shuffle;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.prediction.HiddenActivations;

/**
 * What units do on training examples: for each hidden signal an entry {@code [units, rows]} whose rows are the units' activations,
 * each less its mean and divided by the norm of what is left. The inner product of two units is then the correlation of their
 * activations, so matching networks by these values is activation matching: it maximises the sum over signals and units of the
 * correlation of matched units.
 * <p>A unit that does the same on every example, as a dead one does, has only zeros and says nothing. Positive scales of units
 * change nothing.
 * <p>Which examples and positions are looked at follows from the seed; they are the same for every network. They must be training
 * examples. Cost of a network: one pass over the examples. Memory: units times rows, summed over the signals, in float32; a matching
 * holds those of two networks in float64 besides. As no signal has units on two axes, the matching of one group does not depend on
 * another's, but for heads and what is inside them: one sweep finds the best, and restarts gain nothing.
 *
 * @see <a href="https://arxiv.org/abs/1511.07543">Li et al. (2015), units matched by correlation</a>
 * @see <a href="https://arxiv.org/abs/2209.04836">Ainsworth et al. (2023), activation matching</a>
 */
public final class ActivationFeatures implements Evidence {
    /** Spread over root mean square below which a unit is constant; float32 sums of some thousand terms differ by less. */
    private static final double CONSTANT = 1e-6;

    private final HiddenActivations activations;

    /**
     * @param examples how many of the training examples are looked at
     * @param rows     positions of examples looked at, of each signal, at most
     * @throws IllegalArgumentException if the data do not fit the architecture, or there are fewer examples
     */
    public ActivationFeatures(Architecture architecture, Examples training, int examples, int rows, Seed seed) {
        Check.atLeast("examples", examples, 1);
        if (examples > training.count()) {
            throw new IllegalArgumentException(
                    "examples " + examples + " are more than the " + training.count() + " training examples");
        }
        int[] order =
                Shuffle.permutation(training.count(), seed.child("examples").random());
        Examples chosen = training.select(Arrays.copyOf(order, examples));
        this.activations = new HiddenActivations(architecture, chosen, rows, seed.child("rows"));
    }

    /** One entry a signal, {@code [units, rows]}. */
    public Layout layout() {
        return activations.layout();
    }

    @Override
    public Symmetry symmetry() {
        return activations.symmetry();
    }

    @Override
    public StateDict of(StateDict network) {
        Layout layout = activations.layout();
        float[] flat = activations.of(network).toArray();
        for (int e = 0; e < layout.entries().size(); e++) {
            int rows = layout.entry(e).shape().get(1);
            for (int start = layout.offset(e); start < layout.offset(e + 1); start += rows) {
                standardise(flat, start, start + rows);
            }
        }
        return StateDict.of(layout, flat);
    }

    /** x := (x - mean) / |x - mean|, or 0 where x is constant; what is not finite stays so. */
    private static void standardise(float[] flat, int start, int end) {
        double sum = 0;
        double square = 0;
        for (int i = start; i < end; i++) {
            sum += flat[i];
            square += (double) flat[i] * flat[i];
        }
        double mean = sum / (end - start);
        double spread = 0;
        for (int i = start; i < end; i++) {
            spread += (flat[i] - mean) * (flat[i] - mean);
        }
        double scale = spread <= CONSTANT * CONSTANT * square ? 0 : 1 / Math.sqrt(spread);
        for (int i = start; i < end; i++) {
            flat[i] = (float) ((flat[i] - mean) * scale);
        }
    }
}
