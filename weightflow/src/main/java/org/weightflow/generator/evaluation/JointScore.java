package org.weightflow.generator.evaluation;

import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.generator.evaluation.frontier.Frontier;
import org.weightflow.generator.evaluation.statistics.Bootstrap;
import org.weightflow.generator.evaluation.statistics.Interval;
import org.weightflow.networks.Seed;

/**
 * The share of a series' networks that are novel and performant at once: accuracy at least that of the zoo's mean less
 * {@value #TOLERANCE}, and r at least t. Copies fail on the one, ruins on the other. The zoo's own share at t = 1 is about a half,
 * since r = 1 is its median.
 *
 * @param novelty  t
 * @param share    in [0, 1]; NaN for a series of no network or where r is not known
 * @param interval of the share, over the choice of networks
 */
public record JointScore(double novelty, double share, Interval interval) {
    /** By how much a network may be less accurate than the zoo's mean; our own choice. */
    public static final double TOLERANCE = 0.005;

    /**
     * One score for each novelty of the frontier.
     *
     * @param zooAccuracy the zoo's mean
     */
    static List<JointScore> of(List<NetworkReport> networks, double zooAccuracy, Seed seed) {
        return Frontier.NOVELTIES.stream()
                .map(t -> score(networks, zooAccuracy, t, seed))
                .toList();
    }

    private static JointScore score(List<NetworkReport> networks, double zooAccuracy, double t, Seed seed) {
        double[] passes = networks.stream()
                .mapToDouble(network -> passes(network, zooAccuracy, t))
                .toArray();
        double share = IntStream.range(0, passes.length)
                .mapToDouble(i -> passes[i])
                .average()
                .orElse(Double.NaN);
        return new JointScore(t, share, Bootstrap.ofMean(passes, seed.child(Double.toString(t))));
    }

    private static double passes(NetworkReport network, double zooAccuracy, double t) {
        if (Double.isNaN(network.novelty())) {
            return Double.NaN;
        }
        return passes(network.scores().accuracy(), network.novelty(), zooAccuracy, t) ? 1 : 0;
    }

    /** Whether a network of that accuracy and r is as accurate as the zoo's mean, within the tolerance, and as novel as t. */
    public static boolean passes(double accuracy, double novelty, double zooAccuracy, double t) {
        return accuracy >= zooAccuracy - TOLERANCE && novelty >= t;
    }
}
