package org.weightflow.tools.report;

/**
 * One population of networks and how it did on the test examples. Accuracies, densities and overlaps are fractions in
 * [0,1], negative log-likelihoods are nats; NaN where not known. Make one with {@link #of}.
 *
 * @param name          as shown, distinct on the page
 * @param kind          zoo, samples or baseline
 * @param members       number of networks
 * @param accuracy      spread of the members' accuracy
 * @param calibration   means over members
 * @param ensembleOf16  average of the probabilities of 16 members
 * @param ensembleOfAll average of the probabilities of all members
 * @param novelty       distance to the nearest zoo member over the zoo's own median leave-one-out distance
 * @param overlap       largest IoU of a member's wrong test predictions with those of a zoo member (of another one, for
 *                      the zoo itself)
 * @param barycentre    members written as affine combinations of the zoo
 * @param codeRmsRatio  rms of the members' codes over rms of the zoo's codes
 * @param density       fraction of prunable weights kept, 1 for dense networks
 * @param merit         whether members are good and new at once, and none of them too near to what was learnt from
 * @param points        the members one by one
 */
public record Series(
        String name,
        SeriesKind kind,
        int members,
        Accuracy accuracy,
        Calibration calibration,
        Ensemble ensembleOf16,
        Ensemble ensembleOfAll,
        Novelty novelty,
        Overlap overlap,
        Barycentre barycentre,
        double codeRmsRatio,
        double density,
        Merit merit,
        Points points) {

    public Series {
        ReportContent.requireCount("members", members);
        points.requireSizes(name, members);
    }

    /** Starts a series of which nothing but its size is known yet. */
    public static Builder of(String name, SeriesKind kind, int members) {
        return new Builder(name, kind, members);
    }

    /** Mean, standard deviation over members (not the error of the mean), least and greatest. */
    public record Accuracy(double mean, double sd, double min, double max) {}

    /** Negative log-likelihood in nats, expected calibration error and Brier score. */
    public record Calibration(double nll, double ece, double brier) {}

    /** Accuracy, negative log-likelihood in nats and expected calibration error of averaged probabilities. */
    public record Ensemble(double accuracy, double nll, double ece) {}

    /** Median, 5 % and 95 % quantile of r over members. */
    public record Novelty(double median, double low, double high) {}

    /**
     * Accuracy and novelty in one number, and a test of copying.
     *
     * @param atHalf  share of the members with r of at least .5 that are at most half a point less accurate than the zoo's mean
     * @param atOne   the same with r of at least 1
     * @param copying z of the distances to the members that the generator learnt from, against those of held-out members
     */
    public record Merit(double atHalf, double atOne, double copying) {}

    /** Mean and maximum over members. */
    public record Overlap(double mean, double max) {}

    /** Medians over members of the largest weight, of 1 / (sum of squared weights) and of the out-of-hull residual. */
    public record Barycentre(double largestWeight, double participation, double residual) {}

    /**
     * The members one by one: each row holds one number a member, or is empty if it was not measured.
     *
     * @param accuracy fraction in [0,1]
     * @param novelty  r
     * @param overlap  largest IoU of wrong predictions with a zoo member
     * @param x        first coordinate on the map of the weight space
     * @param y        second coordinate
     */
    public record Points(Values accuracy, Values novelty, Values overlap, Values x, Values y) {
        /** The members are not known one by one. */
        public static Points none() {
            return new Points(Values.none(), Values.none(), Values.none(), Values.none(), Values.none());
        }

        private void requireSizes(String series, int members) {
            ReportContent.requireSizeOrEmpty(series + ": accuracy", accuracy, members);
            ReportContent.requireSizeOrEmpty(series + ": novelty", novelty, members);
            ReportContent.requireSizeOrEmpty(series + ": overlap", overlap, members);
            ReportContent.requireSizeOrEmpty(series + ": x", x, members);
            ReportContent.requireSizeOrEmpty(series + ": y", y, members);
        }
    }

    /** Collects what is known of a series; the rest stays NaN. */
    public static final class Builder {
        private static final double UNKNOWN = Double.NaN;

        private final String name;
        private final SeriesKind kind;
        private final int members;
        private Accuracy accuracy = new Accuracy(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
        private Calibration calibration = new Calibration(UNKNOWN, UNKNOWN, UNKNOWN);
        private Ensemble ensembleOf16 = new Ensemble(UNKNOWN, UNKNOWN, UNKNOWN);
        private Ensemble ensembleOfAll = new Ensemble(UNKNOWN, UNKNOWN, UNKNOWN);
        private Novelty novelty = new Novelty(UNKNOWN, UNKNOWN, UNKNOWN);
        private Overlap overlap = new Overlap(UNKNOWN, UNKNOWN);
        private Barycentre barycentre = new Barycentre(UNKNOWN, UNKNOWN, UNKNOWN);
        private double codeRmsRatio = UNKNOWN;
        private double density = UNKNOWN;
        private Merit merit = new Merit(UNKNOWN, UNKNOWN, UNKNOWN);
        private Points points = Points.none();

        private Builder(String name, SeriesKind kind, int members) {
            this.name = name;
            this.kind = kind;
            this.members = members;
        }

        public Builder accuracy(double mean, double sd, double min, double max) {
            accuracy = new Accuracy(mean, sd, min, max);
            return this;
        }

        public Builder calibration(double nll, double ece, double brier) {
            calibration = new Calibration(nll, ece, brier);
            return this;
        }

        public Builder ensembleOf16(double accuracy, double nll, double ece) {
            ensembleOf16 = new Ensemble(accuracy, nll, ece);
            return this;
        }

        public Builder ensembleOfAll(double accuracy, double nll, double ece) {
            ensembleOfAll = new Ensemble(accuracy, nll, ece);
            return this;
        }

        public Builder novelty(double median, double low, double high) {
            novelty = new Novelty(median, low, high);
            return this;
        }

        public Builder overlap(double mean, double max) {
            overlap = new Overlap(mean, max);
            return this;
        }

        public Builder barycentre(double largestWeight, double participation, double residual) {
            barycentre = new Barycentre(largestWeight, participation, residual);
            return this;
        }

        public Builder codeRmsRatio(double ratio) {
            codeRmsRatio = ratio;
            return this;
        }

        public Builder density(double fraction) {
            density = fraction;
            return this;
        }

        public Builder merit(double atHalf, double atOne, double copying) {
            merit = new Merit(atHalf, atOne, copying);
            return this;
        }

        public Builder points(Values accuracy, Values novelty, Values overlap, Values x, Values y) {
            points = new Points(accuracy, novelty, overlap, x, y);
            return this;
        }

        public Series build() {
            return new Series(
                    name,
                    kind,
                    members,
                    accuracy,
                    calibration,
                    ensembleOf16,
                    ensembleOfAll,
                    novelty,
                    overlap,
                    barycentre,
                    codeRmsRatio,
                    density,
                    merit,
                    points);
        }
    }
}
