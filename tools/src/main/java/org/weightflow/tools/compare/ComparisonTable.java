package org.weightflow.tools.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** The table of a comparison that a person reads: a column a run, a row a quantity, then the settings that differ. */
public final class ComparisonTable {
    private static final Quantity.Signs SIGNS = new Quantity.Signs(Table::decimal, " +- ", " to ");
    private static final String ABSENT = "-";

    /** So many columns fit a line; more runs get a table of their own below. */
    private static final int RUNS_BESIDE = 4;

    private static final String DEFINITION =
            """
            +- is a standard deviation over networks or groups of them; in brackets 95 % intervals, for r the 5 % and 95 %
            quantiles; r = distance to the nearest zoo network / median of that inside the zoo; N&P = share of samples with
            that r or more that are at most half a point less accurate than the zoo's mean; - = not measured
            """;

    private ComparisonTable() {}

    public static String of(Comparison comparison) {
        StringBuilder text = new StringBuilder();
        List<ComparedRun> runs = comparison.runs();
        for (int from = 0; from < runs.size(); from += RUNS_BESIDE) {
            List<ComparedRun> beside = runs.subList(from, Math.min(from + RUNS_BESIDE, runs.size()));
            text.append(quantities(comparison, beside)).append('\n');
            if (!comparison.settings().isEmpty()) {
                text.append(settings(comparison, beside)).append('\n');
            }
        }
        return text.append(DEFINITION).toString();
    }

    private static String quantities(Comparison comparison, List<ComparedRun> runs) {
        Table table = table("quantity", runs);
        for (Quantity quantity : comparison.quantities()) {
            table.row(cells(quantity.term(), runs, run -> quantity.text(run.estimate(quantity), SIGNS)));
        }
        return table.text();
    }

    private static String settings(Comparison comparison, List<ComparedRun> runs) {
        Table table = table("setting that differs", runs);
        for (Setting setting : comparison.settings()) {
            table.row(cells(setting.path(), runs, run -> setting.value(run).orElse(ABSENT)));
        }
        return table.text();
    }

    private static Table table(String first, List<ComparedRun> runs) {
        List<Column> columns = new ArrayList<>(List.of(Column.text(first)));
        runs.forEach(run -> columns.add(Column.text(run.name())));
        return new Table(columns.toArray(Column[]::new));
    }

    private static Object[] cells(String first, List<ComparedRun> runs, Function<ComparedRun, String> cell) {
        List<Object> cells = new ArrayList<>(List.of(first));
        runs.forEach(run -> cells.add(cell.apply(run)));
        return cells.toArray();
    }
}
