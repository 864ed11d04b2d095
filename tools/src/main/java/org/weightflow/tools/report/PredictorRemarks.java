package org.weightflow.tools.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.weightflow.bayes.comparison.UncertaintyReport;
import org.weightflow.bayes.comparison.UncertaintyRow;
import org.weightflow.networks.metrics.Quality;

/** What kinds of predictors come to in plain words, a sentence each. */
final class PredictorRemarks {
    private PredictorRemarks() {}

    static List<String> of(UncertaintyReport report) {
        List<String> remarks = new ArrayList<>();
        if (report.rows().isEmpty()) {
            remarks.add("No predictors were measured.");
            return remarks;
        }
        for (Metric metric : List.of(Metric.ACCURACY, Metric.NLL, Metric.ECE)) {
            remarks.add(leader(report, metric));
        }
        remarks.add(scaling(report));
        report.outliers().forEach(set -> remarks.add(detection(report, set)));
        return remarks;
    }

    /** The best predictor by a metric, and whether the next one is further behind than predictors deviate. */
    private static String leader(UncertaintyReport report, Metric metric) {
        double sign = metric == Metric.ACCURACY ? -1 : 1;
        List<UncertaintyRow> ranked = ranked(report, row -> sign * row.mean(metric.reading()));
        UncertaintyRow best = ranked.get(0);
        String start = "The best " + metric.label() + " is that of " + best.name() + ", "
                + LevelTables.text(metric, best.mean(metric.reading()), best.deviation(metric.reading())) + " "
                + metric.unit();
        if (ranked.size() == 1) {
            return start + ".";
        }
        UncertaintyRow next = ranked.get(1);
        return start + "; next is " + next.name() + " with "
                + LevelTables.text(metric, next.mean(metric.reading()), next.deviation(metric.reading()))
                + beyond(best, next, metric.reading()) + ".";
    }

    private static String beyond(UncertaintyRow one, UncertaintyRow other, ToDoubleFunction<Quality> what) {
        double ownDeviation = one.deviation(what);
        double otherDeviation = other.deviation(what);
        if (Double.isNaN(ownDeviation) && Double.isNaN(otherDeviation)) {
            return "";
        }
        // One predictor has no deviation; then that of the other kind stands alone.
        double deviation = Math.max(
                Double.isNaN(ownDeviation) ? 0 : ownDeviation, Double.isNaN(otherDeviation) ? 0 : otherDeviation);
        return Math.abs(one.mean(what) - other.mean(what)) > deviation
                ? ", further apart than predictors of a kind deviate"
                : ", no further apart than predictors of a kind deviate";
    }

    private static String scaling(UncertaintyReport report) {
        ToDoubleFunction<UncertaintyRow> after = row -> PredictorTables.mean(row.scaled(), Metric.NLL.reading());
        UncertaintyRow best = ranked(report, after).get(0);
        long tooSure = report.rows().stream()
                .filter(row -> PredictorTables.mean(row.temperatures()) > 1)
                .count();
        return "Temperature scaling finds " + tooSure + " of " + report.rows().size()
                + " kinds too sure; after it the best NLL is that of " + best.name() + ", "
                + Numerals.decimal(after.applyAsDouble(best), Metric.NLL.digits()) + " nats.";
    }

    private static String detection(UncertaintyReport report, String set) {
        ToDoubleFunction<UncertaintyRow> auroc =
                row -> PredictorTables.mean(row.auroc().get(set));
        List<UncertaintyRow> ranked = ranked(report, row -> -auroc.applyAsDouble(row));
        UncertaintyRow worst = ranked.get(ranked.size() - 1);
        if (Numerals.readsAsZero(100 * (auroc.applyAsDouble(ranked.get(0)) - auroc.applyAsDouble(worst)), 1)) {
            return "All tell " + set + " from test examples alike, AUROC "
                    + Numerals.percent(auroc.applyAsDouble(worst), 1) + " %.";
        }
        String best = ranked.get(0).name() + " tells " + set + " from test examples best, AUROC "
                + Numerals.percent(auroc.applyAsDouble(ranked.get(0)), 1) + " %";
        return best + "; " + worst.name() + " does worst, " + Numerals.percent(auroc.applyAsDouble(worst), 1) + " %.";
    }

    private static List<UncertaintyRow> ranked(UncertaintyReport report, ToDoubleFunction<UncertaintyRow> key) {
        return report.rows().stream().sorted(Comparator.comparingDouble(key)).toList();
    }
}
