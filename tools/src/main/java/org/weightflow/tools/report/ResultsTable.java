package org.weightflow.tools.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A table with one number a column, ready for the template.
 *
 * @param groups  headings over neighbouring columns
 * @param columns headings and what they mean
 * @param rows    one a series
 */
record ResultsTable(List<Group> groups, List<Column> columns, List<Row> rows) {

    /** A heading over {@code span} columns. */
    record Group(String label, int span) {}

    /**
     * A column.
     *
     * @param opens whether a group starts here
     */
    record Column(String group, String label, String definition, boolean opens) {
        String term() {
            return group.isEmpty() ? label : group + ": " + label;
        }
    }

    /** A number as shown, and as sorted (empty if not known); one that is marked stands out. */
    record Cell(String text, String value, boolean opens, boolean marked) {}

    /** A series with its mark. */
    record Row(String name, String kind, int position, SeriesStyle style, List<Cell> cells) {}

    /** Accuracy beside novelty. */
    static ResultsTable main(List<Series> series) {
        TableColumns<Series> columns = new TableColumns<>();
        columns.group("").add("Networks", 0, Series::members, "Number of networks in the series.");
        columns.group("Accuracy, %")
                .percent("mean", 2, s -> s.accuracy().mean(), "Mean test accuracy of the networks, each on its own.")
                .percent(
                        "sd", 2, s -> s.accuracy().sd(), "Standard deviation over networks; not the error of the mean.")
                .percent("min", 2, s -> s.accuracy().min(), "Least accurate network.")
                .percent("max", 2, s -> s.accuracy().max(), "Most accurate network.");
        columns.group("Novelty r")
                .add(
                        "median",
                        3,
                        s -> s.novelty().median(),
                        """
                        Distance to the nearest zoo member over the median distance of a zoo member to its nearest \
                        neighbour in the zoo. Under 1/3 counts as a copy. The zoo's own r is leave-one-out, so its \
                        median is 1 by definition.""")
                .add("5 %", 3, s -> s.novelty().low(), "5 % quantile of r over networks.")
                .add("95 %", 3, s -> s.novelty().high(), "95 % quantile of r over networks.");
        columns.group("Wrong-prediction IoU")
                .add(
                        "mean",
                        3,
                        s -> s.overlap().mean(),
                        """
                        Test examples that a network and a zoo member both get wrong over those that either gets wrong; \
                        for each network the largest over the zoo (leave-one-out for the zoo itself), then the mean. \
                        1 means the same mistakes.""")
                .add("max", 3, s -> s.overlap().max(), "The largest such value in the series.");
        columns.group("Ensemble accuracy, %")
                .percent("of 16", 2, s -> s.ensembleOf16().accuracy(), "Probabilities of 16 networks averaged.")
                .percent("of all", 2, s -> s.ensembleOfAll().accuracy(), "Probabilities of all networks averaged.");
        return columns.table(series, heads(series));
    }

    /** Calibration and the place of the networks in the hull of the zoo. */
    static ResultsTable details(List<Series> series) {
        TableColumns<Series> columns = new TableColumns<>();
        columns.group("Single networks")
                .add("NLL", 4, s -> s.calibration().nll(), "Negative log-likelihood in nats, mean over networks.")
                .percent("ECE, %", 2, s -> s.calibration().ece(), "Expected calibration error, mean over networks.")
                .add("Brier", 4, s -> s.calibration().brier(), "Brier score, mean over networks.");
        columns.group("Ensemble of 16")
                .add("NLL", 4, s -> s.ensembleOf16().nll(), "Of the averaged probabilities of 16 networks, in nats.")
                .percent("ECE, %", 2, s -> s.ensembleOf16().ece(), "Expected calibration error of the same.");
        columns.group("Ensemble of all")
                .add("NLL", 4, s -> s.ensembleOfAll().nll(), "Of the averaged probabilities of all networks, in nats.")
                .percent("ECE, %", 2, s -> s.ensembleOfAll().ece(), "Expected calibration error of the same.");
        columns.group("Barycentric weights")
                .add(
                        "largest",
                        2,
                        s -> s.barycentre().largestWeight(),
                        """
                        A network written as a combination of zoo members with weights that sum to 1; the largest \
                        weight, median over networks. Near 1: a single member.""")
                .add(
                        "participation",
                        2,
                        s -> s.barycentre().participation(),
                        """
                        1 over the sum of squared weights, median: about 1 for a copy, 16 for a soup of 16, the size of \
                        the zoo for its mean.""")
                .add(
                        "residual",
                        3,
                        s -> s.barycentre().residual(),
                        """
                        Part of a network that no such combination reaches, median; 0 inside the affine hull of the \
                        zoo.""");
        columns.group("Codes and masks")
                .add(
                        "rms ratio",
                        2,
                        Series::codeRmsRatio,
                        """
                        Rms of the networks' codes over that of the zoo's; under 0.8 a collapse towards the zoo mean.""")
                .percent("kept, %", 1, Series::density, "Prunable weights that are kept; 100 for dense networks.");
        return columns.table(series, heads(series));
    }

    /** Accuracy and novelty at once, and the copy test. */
    static ResultsTable merit(List<Series> series) {
        TableColumns<Series> columns = new TableColumns<>();
        columns.group("Novel and performant, %")
                .percent(
                        "r \u2265 .5",
                        0,
                        s -> s.merit().atHalf(),
                        """
                        Share of networks, in %, that are novel and performant at once: r of at least .5, and at most \
                        half a point less accurate than the zoo's mean.""")
                .percent(
                        "r \u2265 1",
                        0,
                        s -> s.merit().atOne(),
                        "The same with r of at least 1, the median of the zoo.");
        columns.group("Copy test")
                .add(
                        "Z_U",
                        1,
                        s -> s.merit().copying(),
                        """
                        Copy test: z of a rank sum of distances to the members that the generator learnt from, against \
                        those of members that it did not. Well below 0: too near; well above: farther than the zoo.""");
        return columns.table(series, heads(series));
    }

    private static List<TableColumns.Head> heads(List<Series> series) {
        List<SeriesStyle> styles = SeriesStyle.of(series);
        return IntStream.range(0, series.size())
                .mapToObj(i -> new TableColumns.Head(
                        series.get(i).name(), series.get(i).kind().label(), styles.get(i)))
                .toList();
    }
}
