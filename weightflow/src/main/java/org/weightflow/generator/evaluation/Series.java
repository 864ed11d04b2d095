package org.weightflow.generator.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.weightflow.generator.evaluation.outlier.OutlierReport;
import org.weightflow.generator.evaluation.statistics.Quantile;
import org.weightflow.networks.metrics.Scores;

/**
 * Networks of one origin, one by one and in summary; NaN where a number cannot be computed.
 *
 * @param name         {@code zoo}, {@code samples}, or the name of the baseline
 * @param networks     in the order of the source; empty if the zoo is too small for the baseline
 * @param novelty      quantiles and shares of r over the networks
 * @param diversity    how different the networks of the series are from each other
 * @param codeRmsRatio root mean square of the codes over networks and axes: 1 for the zoo's own spread, 0 for copies of its mean
 * @param ensembles    networks voting together, by their number
 * @param ensembleAll  scores of all networks voting together
 * @param joint        shares of networks that are novel and performant, one for each novelty of the frontier
 * @param copying      whether the networks lie too near to those that the generator learnt from
 * @param outliers     how well the first 16 voting together tell outliers from test examples, by the name of the outliers
 */
public record Series(
        String name,
        Kind kind,
        List<NetworkReport> networks,
        Novelty novelty,
        Diversity diversity,
        double codeRmsRatio,
        Density density,
        Map<Integer, EnsembleReport> ensembles,
        Scores ensembleAll,
        List<JointScore> joint,
        CopyTest copying,
        Map<String, OutlierReport> outliers) {
    public Series {
        networks = List.copyOf(networks);
        ensembles = Collections.unmodifiableMap(new TreeMap<>(ensembles));
        joint = List.copyOf(joint);
        outliers = Collections.unmodifiableMap(new LinkedHashMap<>(outliers));
    }

    /** Where the networks of a series come from. */
    public enum Kind {
        ZOO,
        SAMPLES,
        BASELINE
    }

    /**
     * Novelty r over a series; see {@link NetworkReport#novelty}. Quantiles interpolate linearly between order statistics.
     *
     * @param belowThird share with r < 1/3: copies
     * @param belowHalf  share with r < 1/2
     */
    public record Novelty(double median, double q05, double q95, double belowThird, double belowHalf) {}

    /**
     * @param nearest      median over the networks of the distance to the nearest other one of the series, in the unit of r: near 0
     *                     if one network comes again and again, however new it is
     * @param disagreement mean fraction of test examples on which two networks predict different classes
     */
    public record Diversity(double nearest, double disagreement) {}

    public Spread accuracy() {
        return spread(network -> network.scores().accuracy());
    }

    public Spread nll() {
        return spread(network -> network.scores().nll());
    }

    public Spread brier() {
        return spread(network -> network.scores().brier());
    }

    public Spread ece() {
        return spread(network -> network.scores().ece());
    }

    public Spread overlap() {
        return spread(NetworkReport::overlap);
    }

    /** {@link JointScore#share} at one of the frontier's novelties; NaN at another. */
    public double jointShare(double novelty) {
        return joint.stream()
                .filter(score -> score.novelty() == novelty)
                .mapToDouble(JointScore::share)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** The median of a number over the networks; NaN if it is not known for all of them. */
    public double median(ToDoubleFunction<NetworkReport> number) {
        return Quantile.median(networks.stream().mapToDouble(number).toArray());
    }

    private Spread spread(ToDoubleFunction<NetworkReport> number) {
        return Spread.of(networks.stream().mapToDouble(number).toArray());
    }
}
