package org.weightflow.tools.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.weightflow.bayes.comparison.UncertaintyReport;
import org.weightflow.bayes.comparison.UncertaintyRow;
import org.weightflow.networks.metrics.Quality;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** Kinds of predictors side by side, for the terminal and for spreadsheets. */
final class PredictorTable {
    private static final double PERCENT = 100;

    private PredictorTable() {}

    /** How right and how well calibrated they are, then how they tell outliers, then what they cost. */
    static String of(UncertaintyReport report) {
        return quality(report) + "\n" + scaled(report) + "\n" + outliers(report) + "\n" + costs(report) + facts(report)
                + "tickets keep " + report.kept() + " of " + report.prunable()
                + " prunable values; deviation between the predictors measured of a kind;\n"
                + "seconds for one predictor: those of all that were trained side by side over their number\n";
    }

    private static String quality(UncertaintyReport report) {
        Table table = new Table(
                Column.text("predictor"),
                Column.text("test %"),
                Column.text("NLL"),
                Column.text("ECE %"),
                Column.text("MACE %"));
        for (UncertaintyRow row : report.rows()) {
            table.row(
                    row.name(),
                    spread(row, Quality::accuracy, PERCENT, 2),
                    spread(row, Quality::nll, 1, 4),
                    spread(row, Quality::ece, PERCENT, 2),
                    spread(row, Quality::mace, PERCENT, 1));
        }
        return table.text();
    }

    private static String scaled(UncertaintyReport report) {
        Table table = new Table(
                Column.text("at temperature T"), Column.number("T"), Column.number("NLL"), Column.number("ECE %"));
        for (UncertaintyRow row : report.rows()) {
            table.row(
                    row.name(),
                    number(mean(row.temperatures()), 2),
                    number(row.meanScaled(Quality::nll), 4),
                    number(PERCENT * row.meanScaled(Quality::ece), 2));
        }
        return table.text();
    }

    private static String outliers(UncertaintyReport report) {
        List<Column> columns = new ArrayList<>(List.of(Column.text("AUROC %")));
        report.outliers().forEach(set -> columns.add(Column.number(set)));
        Table table = new Table(columns.toArray(new Column[0]));
        for (UncertaintyRow row : report.rows()) {
            List<Object> cells = new ArrayList<>(List.of(row.name()));
            row.auroc().values().forEach(values -> cells.add(number(PERCENT * mean(values), 1)));
            table.row(cells.toArray());
        }
        return table.text();
    }

    private static String costs(UncertaintyReport report) {
        Table table = new Table(
                Column.text("predictor"),
                Column.number("measured"),
                Column.number("networks"),
                Column.number("stored"),
                Column.number("search s"),
                Column.number("training s"),
                Column.number("inference s"));
        for (UncertaintyRow row : report.rows()) {
            table.row(
                    row.name(),
                    row.quality().size(),
                    row.networks(),
                    row.parameters(),
                    seconds(row.searchSeconds()),
                    seconds(row.trainingSeconds()),
                    number(row.inferenceSeconds(), 2));
        }
        return table.text();
    }

    private static String seconds(Double known) {
        return known == null ? "-" : number(known, 1);
    }

    /** What is known of some kinds alone, a line each. */
    private static String facts(UncertaintyReport report) {
        StringBuilder lines = new StringBuilder();
        for (UncertaintyRow row : report.rows()) {
            List<String> parts = new ArrayList<>();
            row.facts().forEach((name, value) -> parts.add(name + " " + String.format(Locale.ROOT, "%.3g", value)));
            if (!parts.isEmpty()) {
                lines.append(row.name())
                        .append(": ")
                        .append(String.join(", ", parts))
                        .append('\n');
            }
        }
        return lines.toString();
    }

    /** One line for each predictor. */
    static String csv(UncertaintyReport report) {
        StringBuilder csv =
                new StringBuilder("predictor,index,networks,stored,accuracy,nll,brier,ece,adaptive_ece,mace,"
                        + "mace_all_classes,mce,aurc,temperature,scaled_nll,scaled_ece");
        report.outliers().forEach(set -> csv.append(",auroc_").append(set));
        csv.append(",search_seconds,training_seconds,inference_seconds\n");
        for (UncertaintyRow row : report.rows()) {
            for (int i = 0; i < row.quality().size(); i++) {
                int index = i;
                Quality q = row.quality().get(i);
                List<Object> cells = new ArrayList<>(List.of(
                        row.name(),
                        i,
                        row.networks(),
                        row.parameters(),
                        q.accuracy(),
                        q.nll(),
                        q.brier(),
                        q.ece(),
                        q.adaptiveEce(),
                        q.mace(),
                        q.allClassMace(),
                        q.mce(),
                        q.aurc(),
                        row.temperatures().get(i),
                        row.scaled().get(i).nll(),
                        row.scaled().get(i).ece()));
                row.auroc().values().forEach(values -> cells.add(values.get(index)));
                cells.add(row.searchSeconds() == null ? "" : row.searchSeconds());
                cells.add(row.trainingSeconds() == null ? "" : row.trainingSeconds());
                cells.add(row.inferenceSeconds());
                csv.append(String.join(",", cells.stream().map(Object::toString).toList()))
                        .append('\n');
            }
        }
        return csv.toString();
    }

    private static String spread(UncertaintyRow row, ToDoubleFunction<Quality> what, double scale, int digits) {
        String mean = number(scale * row.mean(what), digits);
        return row.quality().size() == 1 ? mean : mean + " +- " + number(scale * row.deviation(what), digits);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
