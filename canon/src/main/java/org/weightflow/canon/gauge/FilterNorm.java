package org.weightflow.canon.gauge;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Filter;

/**
 * Gives the filters that a batch normalisation frees of their scale one length a layer: the weights, the bias and the running mean
 * of unit u are multiplied by r = length / |weights of u|, and the running variance v becomes r^2 (v + epsilon) - epsilon, which in
 * evaluation is the same function. The bias does not count as a part of the length, as the normalisation takes it away.
 * <p>Where r would make the variance negative, which takes a filter whose outputs hardly vary, r is the least that does not, and the
 * filter stays longer than the others. Filters of zeros stay as they are.
 */
public final class FilterNorm implements Gauge {
    /** The expected norm of a filter as Kaiming initialisation for ReLU draws it: n values of variance 2 / n. */
    private static final double HE = Math.sqrt(2);

    private final Map<String, Double> lengths;
    private final Gauge rescaling;

    private FilterNorm(Symmetry symmetry, Map<String, Double> lengths) {
        this.lengths = lengths;
        this.rescaling = new Rescaling(List.of(), symmetry.filters(), this::length);
    }

    /**
     * Of the length sqrt 2, that of fresh filters.
     *
     * @see <a href="https://arxiv.org/abs/1502.01852">He et al. (2015), equation 10</a>
     */
    public static FilterNorm he(Symmetry symmetry) {
        return new FilterNorm(symmetry, Map.of());
    }

    /**
     * Of the root mean square length that the filters of the layer have in a reference, so that its layers keep their norms; filters
     * of zeros do not count. All members of a population must be given the same reference.
     */
    public static FilterNorm like(StateDict reference, Symmetry symmetry) {
        Map<String, Double> lengths = new HashMap<>();
        for (Filter filter : symmetry.filters()) {
            SquareSums squares = new SquareSums(reference, filter.weights());
            double[] norms = new double[filter.units()];
            squares.slices(filter.weights()).forEach(each -> each.addSums(squares.sums(), norms));
            double mean =
                    Arrays.stream(norms).filter(norm -> norm > 0).average().orElse(HE * HE);
            lengths.put(filter.name(), Math.sqrt(mean));
        }
        return new FilterNorm(symmetry, lengths);
    }

    /** The length of the units of a filter. */
    double length(Filter filter) {
        return lengths.getOrDefault(filter.name(), HE);
    }

    @Override
    public StateDict apply(StateDict weights) {
        return rescaling.apply(weights);
    }
}
