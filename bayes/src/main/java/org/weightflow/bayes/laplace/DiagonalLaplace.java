package org.weightflow.bayes.laplace;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.PosteriorPredictive;
import org.weightflow.bayes.Survivors;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.metrics.Predictions;

/**
 * Laplace's approximation of a ticket with independent survivors: w_i ~ N(w*_i, 1 / (h_i + lambda)) with the diagonal of the
 * generalised Gauss-Newton matrix, which for cross-entropy is that of Fisher's information,
 * <pre>h_i = N mean_n E_{y ~ p(y | x_n)} [(d log p(y | x_n) / dw_i)^2]</pre>
 * <p>The labels are the network's own, not those of the data: these would give the empirical Fisher, which is no curvature. Pruned
 * values and state have no uncertainty.
 * <p>Cost: a forward and a backward pass for each example and label, of one example each.
 *
 * @see <a href="https://arxiv.org/abs/2106.14806">Daxberger et al. (2021), section 2</a>
 * @see <a href="https://arxiv.org/abs/1412.1193">Martens (2020), for the two matrices</a>
 */
public final class DiagonalLaplace implements LaplaceApproximation {
    /** Networks that a prediction is made from. */
    private static final int PREDICTION_DRAWS = 30;

    private final TrainedTicket ticket;
    private final Survivors uncertain;
    private final double[] curvature;
    private final double logLikelihood;

    private DiagonalLaplace(TrainedTicket ticket, Survivors uncertain, double[] curvature) {
        this.ticket = ticket;
        this.uncertain = uncertain;
        this.curvature = curvature;
        this.logLikelihood = ticket.logLikelihood();
    }

    /**
     * Measures the curvature.
     *
     * @param seed draws examples and labels
     */
    public static DiagonalLaplace fit(TrainedTicket ticket, LaplaceConfig config, Seed seed) {
        Mask mask = ticket.mask();
        Survivors uncertain = config.uncertain() == LaplaceConfig.Uncertain.ALL
                ? Survivors.of(mask)
                : Survivors.of(mask, entry -> entry.kind() == Layout.Kind.WEIGHT);
        Examples sample = ticket.sample(config.examples(), seed.child("examples"));
        Predictions own = ticket.predictions(sample);
        SquaredGradients.WeightedLabels labels = config.labels() == LaplaceConfig.Labels.ALL
                ? new AllLabels(own)
                : drawn(own, config.labelDraws(), seed);
        double[] curvature =
                new SquaredGradients(ticket.architecture(), ticket.network(), uncertain).sum(sample, labels);
        double share = ticket.share(sample);
        Arrays.setAll(curvature, i -> share * curvature[i]);
        return new DiagonalLaplace(ticket, uncertain, curvature);
    }

    /** The posterior under a prior of that precision; values that are not uncertain have deviation 0. */
    public Posterior posterior(double priorPrecision) {
        Check.positive("priorPrecision", priorPrecision);
        double[] deviations = Arrays.stream(curvature)
                .map(h -> 1 / Math.sqrt(h + priorPrecision))
                .toArray();
        Layout layout = ticket.network().layout();
        StateDict none = StateDict.of(layout, new float[layout.size()]);
        return new Posterior(ticket.network(), uncertain.network(none, deviations), ticket.mask());
    }

    @Override
    public double logMarginalLikelihood(double priorPrecision) {
        Check.positive("priorPrecision", priorPrecision);
        double logDeterminant =
                Arrays.stream(curvature).map(h -> Math.log(h + priorPrecision)).sum();
        return Evidence.log(
                logLikelihood, ticket.squaredNorm(uncertain), uncertain.count(), priorPrecision, logDeterminant);
    }

    /** The mean of the probabilities of 30 networks drawn. */
    @Override
    public Predictions predict(double priorPrecision, Examples data, Seed seed) {
        return Predictions.ensemble(new PosteriorPredictive(ticket.architecture())
                .each(posterior(priorPrecision).draws(PREDICTION_DRAWS, seed), data));
    }

    /** Every class, counted with its probability. */
    private record AllLabels(Predictions own) implements SquaredGradients.WeightedLabels {
        @Override
        public int count() {
            return own.classes();
        }

        @Override
        public int label(int example, int k) {
            return k;
        }

        @Override
        public double weight(int example, int k) {
            return own.probability(example, k);
        }
    }

    private static SquaredGradients.WeightedLabels drawn(Predictions own, int draws, Seed seed) {
        int[][] labels = new int[own.examples()][draws];
        for (int n = 0; n < labels.length; n++) {
            SplittableRandom random = seed.child("labels").child(n).random();
            int example = n;
            Arrays.setAll(labels[n], k -> draw(own, example, random));
        }
        return new SquaredGradients.WeightedLabels() {
            @Override
            public int count() {
                return draws;
            }

            @Override
            public int label(int example, int k) {
                return labels[example][k];
            }

            @Override
            public double weight(int example, int k) {
                return 1.0 / draws;
            }
        };
    }

    private static int draw(Predictions own, int example, SplittableRandom random) {
        double left = random.nextDouble();
        int last = own.classes() - 1;
        int label = 0;
        while (label < last && left >= own.probability(example, label)) {
            left -= own.probability(example, label);
            label++;
        }
        return label;
    }
}
