package org.weightflow.tools.run;

import org.weightflow.bayes.comparison.LevelMethods;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.bayes.comparison.MaskOverlap;
import org.weightflow.tools.report.Difference;
import org.weightflow.tools.report.LayerOverlap;
import org.weightflow.tools.report.Metric;
import org.weightflow.tools.report.TransplantRow;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** What transplanted tickets reach and cost, for the terminal. */
public final class TransplantTable {
    private TransplantTable() {}

    /** One row a method, and one row a layer for the masks that deterministic and Bayesian pruning find. */
    public static String of(LevelReport report) {
        StringBuilder text = new StringBuilder();
        for (int level : report.levels()) {
            text.append(methods(report, level)).append('\n');
        }
        report.overlaps().stream()
                .filter(overlap -> overlap.second().equals(TransplantRow.BAYESIAN))
                .forEach(overlap -> text.append(layers(report, overlap)));
        return text.append("cost: seconds of search and training, % of those of ")
                .append(TransplantRow.BAYESIAN)
                .append("; points: accuracy over ")
                .append(TransplantRow.BAYESIAN)
                .append(",\nmember by member; ")
                .append(report.members())
                .append(" members, deviation between them\n")
                .toString();
    }

    private static String methods(LevelReport report, int level) {
        Table table = new Table(
                Column.text("at " + LevelTable.density(report, level)),
                Column.number(Metric.ACCURACY.heading()),
                Column.number(Metric.NLL.heading()),
                Column.number(Metric.ECE.heading()),
                Column.number("search s"),
                Column.number("training s"),
                Column.number("cost %"),
                Column.number("points"));
        for (TransplantRow row : TransplantRow.of(report, level)) {
            table.row(
                    row.cell().method(),
                    LevelTable.text(row.cell(), Metric.ACCURACY),
                    LevelTable.text(row.cell(), Metric.NLL),
                    LevelTable.text(row.cell(), Metric.ECE),
                    Table.decimal(row.cell().searchSeconds(), 1),
                    Table.decimal(row.cell().trainingSeconds(), 1),
                    Table.percent(row.cost(), 1),
                    row.cell().method().equals(TransplantRow.BAYESIAN) ? "-" : points(row.accuracy()));
        }
        return table.text();
    }

    private static String points(Difference difference) {
        String mean = Table.percent(difference.mean(), 2);
        return Double.isNaN(difference.deviation()) ? mean : mean + " +- " + Table.percent(difference.deviation(), 2);
    }

    private static String layers(LevelReport report, MaskOverlap overlap) {
        Table table = new Table(
                Column.text("kept by both, of either"), Column.number("shared %"), Column.number("by chance %"));
        table.row(
                "all layers",
                Table.percent(
                        overlap.shared().stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElse(Double.NaN),
                        2),
                Table.percent(overlap.chance(), 2));
        LayerOverlap.of(report, overlap)
                .forEach(layer ->
                        table.row(layer.entry(), Table.percent(layer.shared(), 2), Table.percent(layer.chance(), 2)));
        return "masks of " + LevelMethods.DETERMINISTIC + " and " + overlap.second() + "\n" + table.text() + "\n";
    }
}
