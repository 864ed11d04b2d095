package org.weightflow.tools.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A table of series with one number a column, ready for the template.
 *
 * @param groups  headings over neighbouring columns
 * @param columns headings and what they mean
 * @param rows    one a series
 */
record ResultsTable(List<Group> groups, List<Column> columns, List<Row> rows) {

    /** A heading over {@code span} columns. */
    record Group(String label, int span) {}

    /**
     * A column: how to read its number off a series and how to write it.
     *
     * @param scale   what the number is multiplied by, 100 for percent
     * @param digits  decimals, the same in every row so that they line up
     * @param opens   whether a group starts here
     */
    record Column(
            String group,
            String label,
            String definition,
            int digits,
            double scale,
            boolean opens,
            ToDoubleFunction<Series> number) {
        String term() {
            return group.isEmpty() ? label : group + ": " + label;
        }
    }

    /** A number as shown, and as sorted (empty if not known). */
    record Cell(String text, String value, boolean opens) {}

    /** A series with its mark. */
    record Row(String name, String kind, int position, SeriesStyle style, List<Cell> cells) {}

    /** Accuracy beside novelty. */
    static ResultsTable main(List<Series> series) {
        Columns columns = new Columns();
        columns.group("").add("Networks", "Number of networks in the series.", 0, 1, Series::members);
        columns.group("Accuracy, %")
                .percent("mean", "Mean test accuracy of the networks, each on its own.", 2, s -> s.accuracy()
                        .mean())
                .percent("sd", "Standard deviation over networks; not the error of the mean.", 2, s -> s.accuracy()
                        .sd())
                .percent("min", "Least accurate network.", 2, s -> s.accuracy().min())
                .percent("max", "Most accurate network.", 2, s -> s.accuracy().max());
        columns.group("Novelty r")
                .add(
                        "median",
                        "Distance to the nearest zoo member over the median distance of a zoo member to its nearest"
                                + " neighbour in the zoo. Under 1/3 counts as a copy. The zoo's own r is leave-one-out, so"
                                + " its median is 1 by definition.",
                        3,
                        1,
                        s -> s.novelty().median())
                .add(
                        "5 %",
                        "5 % quantile of r over networks.", 3, 1, s -> s.novelty()
                                .low())
                .add(
                        "95 %",
                        "95 % quantile of r over networks.", 3, 1, s -> s.novelty()
                                .high());
        columns.group("Wrong-prediction IoU")
                .add(
                        "mean",
                        "Test examples that a network and a zoo member both get wrong over those that either gets wrong; for"
                                + " each network the largest over the zoo (leave-one-out for the zoo itself), then the mean."
                                + " 1 means the same mistakes.",
                        3,
                        1,
                        s -> s.overlap().mean())
                .add("max", "The largest such value in the series.", 3, 1, s -> s.overlap()
                        .max());
        columns.group("Ensemble accuracy, %")
                .percent("of 16", "Probabilities of 16 networks averaged.", 2, s -> s.ensembleOf16()
                        .accuracy())
                .percent("of all", "Probabilities of all networks averaged.", 2, s -> s.ensembleOfAll()
                        .accuracy());
        return columns.table(series);
    }

    /** Calibration and the place of the networks in the hull of the zoo. */
    static ResultsTable details(List<Series> series) {
        Columns columns = new Columns();
        columns.group("Single networks")
                .add("NLL", "Negative log-likelihood in nats, mean over networks.", 4, 1, s -> s.calibration()
                        .nll())
                .percent(
                        "ECE, %",
                        "Expected calibration error, mean over networks.", 2, s -> s.calibration()
                                .ece())
                .add("Brier", "Brier score, mean over networks.", 4, 1, s -> s.calibration()
                        .brier());
        columns.group("Ensemble of 16")
                .add(
                        "NLL",
                        "Negative log-likelihood in nats of the averaged probabilities.",
                        4,
                        1,
                        s -> s.ensembleOf16().nll())
                .percent(
                        "ECE, %",
                        "Expected calibration error of the same.", 2, s -> s.ensembleOf16()
                                .ece());
        columns.group("Ensemble of all")
                .add("NLL", "As above, all networks averaged.", 4, 1, s -> s.ensembleOfAll()
                        .nll())
                .percent(
                        "ECE, %",
                        "As above, all networks averaged.", 2, s -> s.ensembleOfAll()
                                .ece());
        columns.group("Barycentric weights")
                .add(
                        "largest",
                        "A network written as a combination of zoo members with weights that sum to 1; the largest weight,"
                                + " median over networks. Near 1: a single member.",
                        2,
                        1,
                        s -> s.barycentre().largestWeight())
                .add(
                        "participation",
                        "1 over the sum of squared weights, median: about 1 for a copy, 16 for a soup of 16, the size of the"
                                + " zoo for its mean.",
                        2,
                        1,
                        s -> s.barycentre().participation())
                .add(
                        "residual",
                        "Part of a network that no such combination reaches, median; 0 inside the affine hull of the zoo.",
                        3,
                        1,
                        s -> s.barycentre().residual());
        columns.group("Codes and masks")
                .add(
                        "rms ratio",
                        "Rms of the networks' codes over that of the zoo's; under 0.8 a collapse towards the zoo mean.",
                        2,
                        1,
                        Series::codeRmsRatio)
                .percent("kept, %", "Prunable weights that are kept; 100 for dense networks.", 1, Series::density);
        return columns.table(series);
    }

    /** Collects columns group by group. */
    private static final class Columns {
        private final List<Group> groups = new ArrayList<>();
        private final List<Column> columns = new ArrayList<>();
        private String group = "";
        private int groupStart;

        Columns group(String label) {
            close();
            group = label;
            groupStart = columns.size();
            return this;
        }

        Columns add(String label, String definition, int digits, double scale, ToDoubleFunction<Series> number) {
            boolean opens = columns.size() == groupStart;
            columns.add(new Column(group, label, definition, digits, scale, opens, number));
            return this;
        }

        Columns percent(String label, String definition, int digits, ToDoubleFunction<Series> number) {
            return add(label, definition, digits, 100, number);
        }

        private void close() {
            if (columns.size() > groupStart) {
                groups.add(new Group(group, columns.size() - groupStart));
            }
        }

        ResultsTable table(List<Series> series) {
            close();
            List<SeriesStyle> styles = SeriesStyle.of(series);
            List<Row> rows = new ArrayList<>(series.size());
            for (int i = 0; i < series.size(); i++) {
                Series each = series.get(i);
                List<Cell> cells =
                        columns.stream().map(column -> cell(column, each)).toList();
                rows.add(new Row(each.name(), each.kind().label(), i, styles.get(i), cells));
            }
            return new ResultsTable(List.copyOf(groups), List.copyOf(columns), rows);
        }

        private static Cell cell(Column column, Series series) {
            double number = column.scale() * column.number().applyAsDouble(series);
            String text = column.scale() == 1 && column.digits() == 0
                    ? Numerals.count((long) number)
                    : Numerals.decimal(number, column.digits());
            return new Cell(text, Double.isFinite(number) ? Double.toString(number) : "", column.opens());
        }
    }
}
