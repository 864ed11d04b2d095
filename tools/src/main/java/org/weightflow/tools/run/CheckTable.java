package org.weightflow.tools.run;

import java.util.Locale;
import org.weightflow.pruning.sanity.PairedDifference;
import org.weightflow.pruning.sanity.SanityMeasurement;
import org.weightflow.pruning.sanity.SanityReport;
import org.weightflow.pruning.sanity.SanityResult;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** What tickets owe their accuracy to, for the terminal. */
final class CheckTable {
    private static final String NONE = "-";

    private CheckTable() {}

    /** One row a control, then what each says in words. */
    static String of(SanityReport report) {
        Table table = new Table(
                Column.text("control"),
                Column.number("test %"),
                Column.number("validation %"),
                Column.number("difference"),
                Column.text("95 % interval"),
                Column.number("same mask %"),
                Column.number("search s"),
                Column.number("training s"));
        row(table, SanityResult.TICKET, report.ticket(), null);
        report.results().forEach(result -> row(table, result.control().id(), result.measured(), result.difference()));
        StringBuilder text = new StringBuilder(table.text());
        text.append("difference: mean over ")
                .append(report.members().size())
                .append(" members of the test accuracy minus the ")
                .append(report.trainedBySearch() ? "ticket's, below same-mask minus that one's" : "ticket's")
                .append(", in points; same mask: kept values in common\n");
        report.results()
                .forEach(result -> text.append("- ").append(result.verdict()).append('\n'));
        return text.toString();
    }

    private static void row(Table table, String name, SanityMeasurement measured, PairedDifference difference) {
        table.row(
                name,
                measured.sameMask() ? "same mask" : Table.percent(measured.meanTestAccuracy(), 2),
                Table.percent(measured.meanValidationAccuracy(), 2),
                difference == null ? NONE : points(difference.mean()),
                difference == null || !difference.isBounded()
                        ? NONE
                        : "[" + points(difference.low()) + ", " + points(difference.high()) + "]",
                Table.percent(measured.meanOverlap(), 1),
                Table.decimal(measured.searchSeconds(), 1),
                Table.decimal(measured.trainingSeconds(), 1));
    }

    private static String points(double fraction) {
        return String.format(Locale.ROOT, "%+.2f", 100 * fraction);
    }
}
