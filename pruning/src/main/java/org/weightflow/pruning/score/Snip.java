package org.weightflow.pruning.score;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.gradient.NetworkGradient;
import org.weightflow.networks.gradient.NetworkGradient.Statistics;

/**
 * Connection sensitivity: how much the loss would change if a connection were switched off a little.
 * <pre>s_j = |dL / dm_j| at m = 1 = |w_j dL / dw_j|,   score_j = s_j / sum_i s_i</pre>
 * L is the mean cross-entropy of a batch; the scores of all candidates sum to 1 (all are 0 where every product is). Without biases
 * and with homogeneous activations the signed products, unlike these, are conserved from layer to layer.
 * <p>Departures from the authors' code: biases are not ranked where the layout does not call them prunable (theirs start at zero,
 * score zero and are all pruned first); batch normalisation uses the statistics of the batch, as it will in training, where theirs
 * uses the running ones, which mean nothing yet at initialisation; and nothing is drawn anew after scoring, as a mask belongs to
 * its weights here. Float64.
 * <p>Cost: a forward and a backward pass for each example drawn.
 *
 * @param aggregation what becomes of several batches
 * @param draw        the batches; drawn from the child {@code snip} of the seed
 * @see <a href="https://arxiv.org/abs/1810.02340">Lee et al. (2019)</a>
 */
public record Snip(Aggregation aggregation, BatchDraw draw) implements SaliencyScore {
    /** Three readings of the score over several batches, all the same for one. */
    public enum Aggregation {
        /**
         * {@code |w dL/dw|} with L the mean over all batches' examples, computed as one batch: what the authors do with their
         * single batch. Takes the memory of all batches at once.
         */
        MEAN_GRADIENT,
        /**
         * {@code |sum_b w dL_b/dw|}, as the code of SynFlow's authors has it. In batches of one size it differs from
         * {@link #MEAN_GRADIENT} only by the statistics that batches are normalised by.
         */
        SUM_OF_BATCHES,
        /** {@code sum_b |w dL_b/dw|}: slopes of opposite signs add up instead of cancelling. */
        SUM_OF_MAGNITUDES;

        private double next(double sum, double product) {
            return sum + (this == SUM_OF_MAGNITUDES ? Math.abs(product) : product);
        }
    }

    public Snip {
        Objects.requireNonNull(aggregation, "aggregation");
        Objects.requireNonNull(draw, "draw");
    }

    /** The authors' single batch of 100 examples. */
    public static Snip defaults() {
        return new Snip(Aggregation.MEAN_GRADIENT, new RandomBatches(1, 100));
    }

    public Snip withAggregation(Aggregation value) {
        return new Snip(value, draw);
    }

    public Snip withDraw(BatchDraw value) {
        return new Snip(aggregation, value);
    }

    @Override
    public double[] score(ScoringData data, StateDict weights, Mask mask, Seed seed) {
        Candidates candidates = Candidates.of(data, weights, mask);
        double[] sums = sums(data, candidates, seed);
        double[] scores = candidates.scores("SNIP", i -> Math.abs(sums[i]));
        double total = Arrays.stream(scores).sum();
        return total == 0 ? scores : candidates.scores("SNIP", i -> scores[i] / total);
    }

    /** The products of all values with their derivatives, aggregated, with their signs where the aggregation leaves them. */
    double[] sums(ScoringData data, Candidates candidates, Seed seed) {
        NetworkGradient gradients = new NetworkGradient(data.architecture(), Statistics.BATCH);
        double[] point = candidates.point();
        double[] sums = new double[point.length];
        for (int[] rows : batches(data.training(), seed)) {
            double[] slope = gradients
                    .crossEntropy(data.training().select(rows))
                    .at(point)
                    .derivatives();
            for (int i = 0; i < sums.length; i++) {
                sums[i] = aggregation.next(sums[i], point[i] * slope[i]);
            }
        }
        return sums;
    }

    private List<int[]> batches(Examples training, Seed seed) {
        List<int[]> batches = draw.draw(training, seed.child("snip"));
        return aggregation == Aggregation.MEAN_GRADIENT
                ? List.of(batches.stream().flatMapToInt(Arrays::stream).toArray())
                : batches;
    }

    @Override
    public void requireEnough(ScoringData data) {
        draw.requireEnough(data.training());
    }

    @Override
    public boolean readsData() {
        return true;
    }
}
