package org.weightflow.tools.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.weightflow.bayes.comparison.UncertaintyReport;
import org.weightflow.bayes.comparison.UncertaintyRow;
import org.weightflow.networks.metrics.Quality;
import org.weightflow.tools.report.PageFrame.CaptionedTable;

/** The tables of kinds of predictors, one row a kind. */
final class PredictorTables {
    private static final String KIND = "predictor";

    private PredictorTables() {}

    /** Quality before and after temperature scaling and outliers; then size and costs. */
    static List<CaptionedTable> of(UncertaintyReport report) {
        return List.of(quality(report), costs(report));
    }

    private static CaptionedTable quality(UncertaintyReport report) {
        TableColumns<UncertaintyRow> columns = new TableColumns<>();
        columns.group("Test examples");
        for (Metric metric : Metric.values()) {
            columns.add(
                    heading(metric),
                    row -> LevelTables.text(metric, row.mean(metric.reading()), row.deviation(metric.reading())),
                    row -> row.mean(metric.reading()),
                    metric.definition());
        }
        columns.group("After temperature scaling")
                .add(
                        "temperature",
                        2,
                        row -> mean(row.temperatures()),
                        "Fitted on validation examples; above 1 where the predictor was too sure.");
        for (Metric metric : List.of(Metric.NLL, Metric.ECE, Metric.MACE)) {
            columns.add(
                    heading(metric),
                    metric.digits(),
                    row -> metric.shown(mean(row.scaled(), metric.reading())),
                    metric.definition());
        }
        if (!report.outliers().isEmpty()) {
            columns.group("AUROC, %");
            for (String set : report.outliers()) {
                columns.percent(
                        set,
                        2,
                        row -> mean(row.auroc().get(set)),
                        "How well the entropy of the prediction tells " + set + " from test examples.");
            }
        }
        return new CaptionedTable(
                "Kinds of predictors, mean \u00b1 standard deviation between predictors of a kind.",
                columns.table(report.rows(), heads(report.rows())));
    }

    private static CaptionedTable costs(UncertaintyReport report) {
        TableColumns<UncertaintyRow> columns = new TableColumns<>();
        columns.group("Size")
                .add(
                        "parameters",
                        row -> Numerals.count(row.parameters()),
                        row -> row.parameters(),
                        "Numbers to be stored.")
                .add(
                        "measured",
                        row -> Numerals.count(row.quality().size()),
                        row -> row.quality().size(),
                        "Predictors that stand behind means and deviations.")
                .add(
                        "networks",
                        row -> Numerals.count(row.networks()),
                        row -> row.networks(),
                        "Passes for each example.");
        columns.group("Seconds, for one")
                .add("search", 1, row -> known(row.searchSeconds()), "That finding what is trained took.")
                .add("training", 1, row -> known(row.trainingSeconds()), "That training took after that.")
                .add("inference", 3, UncertaintyRow::inferenceSeconds, "That predicting the test examples took.");
        facts(report, columns);
        return new CaptionedTable(
                "Size and costs of the same, one predictor of each kind.",
                columns.table(report.rows(), heads(report.rows())));
    }

    private static double known(Double seconds) {
        return seconds == null ? Double.NaN : seconds;
    }

    private static void facts(UncertaintyReport report, TableColumns<UncertaintyRow> columns) {
        columns.group("Of its kind alone");
        report.rows().stream()
                .flatMap(row -> row.facts().keySet().stream())
                .distinct()
                .forEach(fact -> columns.add(
                        fact,
                        row -> Numerals.significant(row.facts().getOrDefault(fact, Double.NaN), 4),
                        row -> row.facts().getOrDefault(fact, Double.NaN),
                        "Mean over predictors."));
    }

    private static String heading(Metric metric) {
        return metric.label() + ", " + metric.unit();
    }

    static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    static double mean(List<Quality> all, ToDoubleFunction<Quality> what) {
        return all.stream().mapToDouble(what).average().orElse(Double.NaN);
    }

    private static List<TableColumns.Head> heads(List<UncertaintyRow> rows) {
        List<SeriesStyle> styles = SeriesStyle.ofRuns(rows.size());
        return IntStream.range(0, rows.size())
                .mapToObj(i -> new TableColumns.Head(rows.get(i).name(), KIND, styles.get(i)))
                .toList();
    }
}
