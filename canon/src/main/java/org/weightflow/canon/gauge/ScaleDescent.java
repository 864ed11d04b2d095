package org.weightflow.canon.gauge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weightflow.networks.Symmetry.Filter;
import org.weightflow.networks.Symmetry.Scale;

/**
 * Minimises the total squared norm over the scales s of units, and over the factors r of filters whose squared lengths are to
 * become l^2: the sum over all values of (w times its factors)^2, less the sum over filters of 2 l^2 log r.
 * <p>In log s and log r this is a sum of exponentials and of linear terms, so convex. The minimum over all units of one layer while
 * the others are held is known: s^4 = |down|^2 / |up|^2 and r = l / |weights|. Layers take turns, which is block coordinate descent,
 * until no factor moves by more than {@link #TOLERANCE} of itself.
 * <p>Along log s of one unit the sum is a hyperbolic cosine, the same on both sides of its minimum. A step of 1 &lt; w &lt; 2 times the
 * way there therefore still descends, and long chains of layers, along which a turn moves little, need it: once the rate q of plain
 * turns shows, w = 2 / (1 + sqrt(1 - q)).
 * <p>A unit whose values are all zero on a side, being dead or pruned, has no minimum and keeps the factor 1.
 *
 * @see <a href="https://doi.org/10.1090/S0002-9947-1954-0059635-7">Young (1954), on successive over-relaxation</a>
 */
final class ScaleDescent {
    /** Relative, of the factors in a sweep; rounding to float32 is 6e-8. */
    static final double TOLERANCE = 1e-10;
    /** Sweeps after which the rate of convergence shows. */
    private static final int PLAIN_SWEEPS = 20;

    private static final double LONGEST_STEP = 1.9;
    /** Chains of some ten layers need a hundred. */
    private static final int MOST_SWEEPS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ScaleDescent.class);

    private final SquareSums squares;
    private final List<Turn> turns = new ArrayList<>();
    private final Map<String, double[]> scales = new LinkedHashMap<>();
    private final Map<String, double[]> filters = new LinkedHashMap<>();
    /** w. */
    private double step = 1;

    /** The minimum over one layer's factors, which are carried out on the sums; the largest logarithm of a factor. */
    @FunctionalInterface
    private interface Turn {
        double take();
    }

    ScaleDescent(SquareSums squares) {
        this.squares = squares;
    }

    void add(Scale scale) {
        List<Slices> up = squares.slices(scale.up());
        List<Slices> down = squares.slices(scale.down());
        double[] logs = new double[scale.units()];
        scales.put(scale.name(), logs);
        turns.add(() -> {
            double[] above = sums(up, logs.length);
            double[] below = sums(down, logs.length);
            double[] steps = new double[logs.length];
            for (int u = 0; u < steps.length; u++) {
                steps[u] = above[u] > 0 && below[u] > 0 ? step * Math.log(below[u] / above[u]) / 4 : 0;
            }
            multiply(up, steps, 2);
            multiply(down, steps, -2);
            return taken(steps, logs);
        });
    }

    /**
     * @param length l
     * @param lowest the least log r of each unit
     */
    void add(Filter filter, double length, double[] lowest) {
        List<Slices> weights = squares.slices(filter.weights());
        double[] logs = new double[filter.units()];
        filters.put(filter.name(), logs);
        turns.add(() -> {
            double[] norms = sums(weights, logs.length);
            double[] steps = new double[logs.length];
            for (int u = 0; u < steps.length; u++) {
                double free = norms[u] > 0 ? Math.log(length * length / norms[u]) / 2 : 0;
                steps[u] = norms[u] > 0 ? Math.max(free, lowest[u] - logs[u]) : 0;
            }
            multiply(weights, steps, 2);
            return taken(steps, logs);
        });
    }

    /** Takes turns until nothing moves; a warning is logged if that takes too long. */
    void run() {
        double largest = Double.POSITIVE_INFINITY;
        int sweep = 0;
        for (; sweep < MOST_SWEEPS && largest > TOLERANCE; sweep++) {
            double before = largest;
            largest = 0;
            for (Turn turn : turns) {
                largest = Math.max(largest, turn.take());
            }
            if (sweep == PLAIN_SWEEPS && largest < before) {
                step = Math.min(LONGEST_STEP, 2 / (1 + Math.sqrt(1 - largest / before)));
            }
        }
        if (largest > TOLERANCE) {
            LOG.warn("scales still moved by {} of themselves after {} sweeps", largest, sweep);
        }
        LOG.debug("scales settled after {} sweeps", sweep);
    }

    /** s of each unit of a scale. */
    double[] factors(Scale scale) {
        return exponentials(scales.get(scale.name()));
    }

    /** r of each unit of a filter. */
    double[] factors(Filter filter) {
        return exponentials(filters.get(filter.name()));
    }

    private double[] sums(List<Slices> slices, int units) {
        double[] sums = new double[units];
        slices.forEach(each -> each.addSums(squares.sums(), sums));
        return sums;
    }

    private void multiply(List<Slices> slices, double[] logs, int power) {
        double[] factors = new double[logs.length];
        Arrays.setAll(factors, u -> Math.exp(power * logs[u]));
        slices.forEach(each -> each.multiply(squares.sums(), factors));
    }

    private static double taken(double[] steps, double[] logs) {
        double largest = 0;
        for (int u = 0; u < steps.length; u++) {
            logs[u] += steps[u];
            largest = Math.max(largest, Math.abs(steps[u]));
        }
        return largest;
    }

    private static double[] exponentials(double[] logs) {
        return Arrays.stream(logs).map(Math::exp).toArray();
    }
}
