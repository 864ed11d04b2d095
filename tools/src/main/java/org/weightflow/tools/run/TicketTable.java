package org.weightflow.tools.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.weightflow.pruning.comparison.TicketCell;
import org.weightflow.pruning.comparison.TicketReport;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** A comparison of ways to find tickets, for the terminal and for spreadsheets. */
final class TicketTable {
    private TicketTable() {}

    /** One row a method: mean test accuracy and its deviation between members at each density, and the seconds of its search. */
    static String of(TicketReport report) {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.text("method"));
        for (int kept : report.kept()) {
            columns.add(Column.text("test % at " + density(kept, report)));
        }
        columns.add(Column.number("search s"));
        columns.add(Column.number("training s"));
        Table table = new Table(columns.toArray(new Column[0]));
        for (String method : report.methods()) {
            List<Object> row = new ArrayList<>(List.of(method));
            for (int kept : report.kept()) {
                row.add(report.cell(method, kept).map(TicketTable::accuracy).orElse("-"));
            }
            TicketCell sparsest = sparsest(report, method);
            row.add(seconds(sparsest.searchSeconds()));
            row.add(seconds(sparsest.trainingSeconds()));
            table.row(row.toArray());
        }
        return table.text() + "dense: " + accuracy(report.dense()) + " %, "
                + seconds(report.dense().trainingSeconds()) + " s; " + report.members()
                + " members, deviation between them; seconds for all of them at the last density\n";
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
