package org.weightflow.bayes.laplace;

import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.weightflow.networks.Check;
import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Predictions;

/**
 * Chooses the prior's precision lambda from a grid of equal steps of log lambda; of equals the smallest.
 *
 * @param least the first of the grid
 * @param most  the last
 * @param count how many there are, both ends included
 */
public record PriorPrecision(double least, double most, int count) {
    public PriorPrecision {
        Check.positive("least", least);
        Check.positive("most", most);
        Check.atLeast("count", count, 1);
        if (most < least || (count == 1 && most > least)) {
            throw new IllegalArgumentException(
                    "a grid of " + count + " precisions does not go from " + least + " to " + most);
        }
    }

    /** 21 precisions from 1e-4 to 1e4, as laplace-torch has the ends. */
    public static PriorPrecision defaults() {
        return new PriorPrecision(1e-4, 1e4, 21);
    }

    /** The precision under which the training labels are most probable; see {@link LaplaceApproximation#logMarginalLikelihood}. */
    public double byMarginalLikelihood(LaplaceApproximation approximation) {
        return highest(approximation::logMarginalLikelihood);
    }

    /**
     * The precision whose posterior gives the labels of a validation part the least negative log-likelihood.
     *
     * @param predictions of the validation examples at a precision; they should have the same draws at every precision
     */
    public double byValidation(DoubleFunction<Predictions> predictions, int[] labels) {
        return highest(precision -> -Classification.nll(predictions.apply(precision), labels));
    }

    private double highest(DoubleUnaryOperator score) {
        double[] precisions = precisions();
        double[] scores = Arrays.stream(precisions).map(score).toArray();
        int best =
                IntStream.range(0, count).reduce(0, (highest, next) -> scores[next] > scores[highest] ? next : highest);
        return precisions[best];
    }

    private double[] precisions() {
        return IntStream.range(0, count)
                .mapToDouble(i -> count == 1 ? least : least * Math.pow(most / least, i / (count - 1.0)))
                .toArray();
    }
}
