package org.weightflow.tools.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.weightflow.bayes.comparison.LevelCell;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.networks.metrics.Quality;
import org.weightflow.tools.report.Metric;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** A comparison of Bayesian tickets over levels, for the terminal and for spreadsheets. */
public final class LevelTable {
    private static final String SEARCH = "search s";
    private static final String TRAINING = "training s";

    /** So many levels have a table each. */
    private static final int LEVELS = 4;

    /** So many accuracies with their deviations stand side by side in a line. */
    private static final int WITH_DEVIATION = 4;

    /** So many means do. */
    private static final int MEANS = 8;

    private LevelTable() {}

    /**
     * The metrics of each method and level, mean over members, accuracies with the deviation between them, and seconds: for a few levels
     * a table each with a row a method, otherwise a row a level and a few methods beside one another, metric after metric.
     */
    public static String of(LevelReport report, List<Metric> metrics) {
        StringBuilder text = new StringBuilder();
        if (report.levels().size() <= LEVELS) {
            report.levels().forEach(level -> text.append(ofLevel(report, level, metrics)));
        } else {
            metrics.forEach(metric -> text.append(byLevel(report, metric)));
        }
        return text.append(reference("unpruned", report.unpruned(), metrics))
                .append(reference("deterministic, unpruned", report.deterministic(), metrics))
                .append(report.members())
                .append(" members, deviation between them; ")
                .append(report.draws())
                .append(" draws of a posterior; seconds for all, at the last level\n")
                .toString();
    }

    private static String ofLevel(LevelReport report, int level, List<Metric> metrics) {
        List<Column> columns = new ArrayList<>(List.of(Column.text("at " + density(report, level))));
        metrics.forEach(metric -> columns.add(Column.number(metric.heading())));
        columns.add(Column.number(SEARCH));
        columns.add(Column.number(TRAINING));
        Table table = new Table(columns.toArray(new Column[0]));
        for (String method : report.methods()) {
            report.cell(method, level).ifPresent(cell -> {
                List<Object> row = new ArrayList<>(List.of(method));
                metrics.forEach(metric -> row.add(text(cell, metric)));
                row.add(Table.decimal(cell.searchSeconds(), 1));
                row.add(Table.decimal(cell.trainingSeconds(), 1));
                table.row(row.toArray());
            });
        }
        return table.text() + "\n";
    }

    private static String byLevel(LevelReport report, Metric metric) {
        StringBuilder tables = new StringBuilder();
        List<String> methods = report.methods();
        int beside = metric == Metric.ACCURACY ? WITH_DEVIATION : MEANS;
        for (int from = 0; from < methods.size(); from += beside) {
            tables.append(byLevel(report, metric, methods.subList(from, Math.min(from + beside, methods.size()))))
                    .append('\n');
        }
        return tables.toString();
    }

    private static String byLevel(LevelReport report, Metric metric, List<String> methods) {
        List<Column> columns = new ArrayList<>(List.of(Column.text(metric.heading() + " at")));
        methods.forEach(method -> columns.add(Column.text(method)));
        Table table = new Table(columns.toArray(new Column[0]));
        for (int level : report.levels()) {
            row(table, density(report, level), methods, method -> report.cell(method, level)
                    .map(cell -> text(cell, metric))
                    .orElse("-"));
        }
        if (metric == Metric.ACCURACY) {
            row(
                    table,
                    SEARCH,
                    methods,
                    method -> Table.decimal(last(report, method).searchSeconds(), 1));
            row(
                    table,
                    TRAINING,
                    methods,
                    method -> Table.decimal(last(report, method).trainingSeconds(), 1));
        }
        return table.text();
    }

    private static void row(Table table, String head, List<String> methods, Function<String, String> text) {
        table.row(Stream.concat(Stream.of(head), methods.stream().map(text)).toArray());
    }

    private static LevelCell last(LevelReport report, String method) {
        return report.cells().stream()
                .filter(cell -> cell.method().equals(method))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** {@code unpruned: test % 97.53 +- 0.10, NLL 0.0823, ECE % 0.61, 12.3 s}. */
    private static String reference(String name, LevelCell cell, List<Metric> metrics) {
        return metrics.stream()
                .map(metric -> metric.heading() + " " + text(cell, metric))
                .collect(Collectors.joining(
                        ", ", name + ": ", ", " + Table.decimal(cell.trainingSeconds(), 1) + " s\n"));
    }

    /** The density that all methods have at a level. */
    static String density(LevelReport report, int level) {
        return report.cells().stream()
                .filter(cell -> cell.level() == level)
                .map(cell -> String.format(Locale.ROOT, "%.4g %%", 100 * cell.density()))
                .findFirst()
                .orElseThrow();
    }

    /** The mean, of accuracies with the deviation unless there is one member. */
    static String text(LevelCell cell, Metric metric) {
        String mean = shown(metric, cell.mean(metric.reading()));
        double deviation = cell.deviation(metric.reading());
        return metric != Metric.ACCURACY || Double.isNaN(deviation) ? mean : mean + " +- " + shown(metric, deviation);
    }

    private static String shown(Metric metric, double value) {
        return Table.decimal(metric.shown(value), metric.digits());
    }

    /** One line a method, level and member; all metrics in their own units, fractions as such. */
    static String csv(LevelReport report) {
        StringBuilder lines = new StringBuilder(
                "method,level,kept,prunable,density,member,accuracy,nll,brier,ece,adaptive_ece,mace,all_class_mace,mce,aurc,"
                        + "search_seconds,training_seconds\n");
        Stream.concat(Stream.of(report.unpruned(), report.deterministic()), report.cells().stream())
                .forEach(cell -> append(lines, report, cell));
        return lines.toString();
    }

    private static void append(StringBuilder lines, LevelReport report, LevelCell cell) {
        for (int member = 0; member < cell.quality().size(); member++) {
            Quality quality = cell.quality().get(member);
            Object[] fields = {
                cell.method(),
                cell.level(),
                cell.kept(),
                report.prunable(),
                cell.density(),
                member,
                quality.accuracy(),
                quality.nll(),
                quality.brier(),
                quality.ece(),
                quality.adaptiveEce(),
                quality.mace(),
                quality.allClassMace(),
                quality.mce(),
                quality.aurc(),
                cell.searchSeconds(),
                cell.trainingSeconds()
            };
            lines.append(Stream.of(fields).map(String::valueOf).collect(Collectors.joining(",", "", "\n")));
        }
    }
}
