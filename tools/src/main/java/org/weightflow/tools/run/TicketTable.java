package org.weightflow.tools.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.weightflow.pruning.comparison.TicketCell;
import org.weightflow.pruning.comparison.TicketReport;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** A comparison of ways to find tickets, for the terminal and for spreadsheets. */
final class TicketTable {
    private static final String SEARCH = "search s";
    private static final String TRAINING = "training s";

    /** So many accuracies with their deviations stand side by side in a line. */
    private static final int BESIDE = 4;

    private TicketTable() {}

    /**
     * Mean test accuracy and its deviation between members for each method and density, and the seconds of the search: one row a method,
     * or where there are more densities than fit a line, one row a density and a few methods beside one another.
     */
    static String of(TicketReport report) {
        String tables = report.kept().size() <= BESIDE ? byMethod(report) : byDensity(report);
        return tables + "dense: " + accuracy(report.dense()) + " %, "
                + seconds(report.dense().trainingSeconds()) + " s\n" + report.members()
                + " members, deviation between them; seconds for all of them at the last density\n";
    }

    private static String byMethod(TicketReport report) {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.text("method"));
        for (int kept : report.kept()) {
            columns.add(Column.text("test % at " + density(kept, report)));
        }
        columns.add(Column.number(SEARCH));
        columns.add(Column.number(TRAINING));
        Table table = new Table(columns.toArray(new Column[0]));
        for (String method : report.methods()) {
            List<Object> row = new ArrayList<>(List.of(method));
            for (int kept : report.kept()) {
                row.add(accuracy(report, method, kept));
            }
            TicketCell sparsest = sparsest(report, method);
            row.add(seconds(sparsest.searchSeconds()));
            row.add(seconds(sparsest.trainingSeconds()));
            table.row(row.toArray());
        }
        return table.text();
    }

    private static String byDensity(TicketReport report) {
        StringBuilder tables = new StringBuilder();
        List<String> methods = report.methods();
        for (int from = 0; from < methods.size(); from += BESIDE) {
            tables.append(byDensity(report, methods.subList(from, Math.min(from + BESIDE, methods.size()))))
                    .append('\n');
        }
        return tables.toString();
    }

    private static String byDensity(TicketReport report, List<String> methods) {
        List<Column> columns = new ArrayList<>(List.of(Column.text("test % at")));
        methods.forEach(method -> columns.add(Column.text(method)));
        Table table = new Table(columns.toArray(new Column[0]));
        for (int kept : report.kept()) {
            row(table, density(kept, report), methods, method -> accuracy(report, method, kept));
        }
        row(table, SEARCH, methods, method -> seconds(sparsest(report, method).searchSeconds()));
        row(table, TRAINING, methods, method -> seconds(sparsest(report, method).trainingSeconds()));
        return table.text();
    }

    private static void row(Table table, String head, List<String> methods, Function<String, String> text) {
        table.row(Stream.concat(Stream.of(head), methods.stream().map(text)).toArray());
    }

    private static String accuracy(TicketReport report, String method, int kept) {
        return report.cell(method, kept).map(TicketTable::accuracy).orElse("-");
    }

    private static TicketCell sparsest(TicketReport report, String method) {
        List<Integer> kept = report.kept();
        Optional<TicketCell> found = Optional.empty();
        for (int i = kept.size() - 1; i >= 0 && found.isEmpty(); i--) {
            found = report.cell(method, kept.get(i));
        }
        return found.orElseThrow();
    }

    private static String density(int kept, TicketReport report) {
        return String.format(Locale.ROOT, "%.4g %%", 100.0 * kept / report.prunable());
    }

    private static String accuracy(TicketCell cell) {
        String mean = Table.percent(cell.meanAccuracy(), 2);
        return Double.isNaN(cell.deviation()) ? mean : mean + " +- " + Table.percent(cell.deviation(), 2);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds);
    }

    /** One line a method, density and member. */
    static String csv(TicketReport report) {
        StringBuilder lines = new StringBuilder(
                "method,kept,prunable,density,member,test_accuracy,test_nll,test_ece,search_seconds,training_seconds\n");
        append(lines, report, report.dense());
        report.cells().forEach(cell -> append(lines, report, cell));
        return lines.toString();
    }

    private static void append(StringBuilder lines, TicketReport report, TicketCell cell) {
        for (int member = 0; member < cell.testAccuracy().size(); member++) {
            lines.append(String.join(
                            ",",
                            cell.method(),
                            String.valueOf(cell.kept()),
                            String.valueOf(report.prunable()),
                            String.valueOf(cell.density()),
                            String.valueOf(member),
                            String.valueOf(cell.testAccuracy().get(member)),
                            String.valueOf(cell.testNll().get(member)),
                            String.valueOf(cell.testEce().get(member)),
                            String.valueOf(cell.searchSeconds()),
                            String.valueOf(cell.trainingSeconds())))
                    .append('\n');
        }
    }
}
