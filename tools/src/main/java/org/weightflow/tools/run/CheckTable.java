package org.weightflow.tools.run;

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
                Column.number("valid. %"),
                Column.number("difference"),
                Column.text("95 % interval"),
                Column.number("overlap %"),
                Column.number("search s"),
                Column.number("train s"));
        row(table, SanityResult.TICKET, report.ticket(), null);
        report.results().forEach(result -> row(table, result.control().id(), result.measured(), result.difference()));
        StringBuilder text = new StringBuilder(table.text());
        text.append("difference: mean over ")
                .append(report.members().size())
                .append(" members of the test accuracy minus the ")
                .append(report.trainedBySearch() ? "ticket's, below same-mask minus that one's" : "ticket's")
                .append(", in points;\noverlap: share of the ticket's kept values that are kept as well\n");
        report.results()
                .forEach(result -> text.append("- ").append(result.verdict()).append('\n'));
        return text.toString();
    }

    private static void row(Table table, String name, SanityMeasurement measured, PairedDifference difference) {
        table.row(
                name,
                measured.sameMask() ? "same mask" : Table.percent(measured.meanTestAccuracy(), 2),
                Table.percent(measured.meanValidationAccuracy(), 2),
                difference == null ? NONE : PairedDifference.points(difference.mean()),
                difference == null || !difference.bounded()
                        ? NONE
                        : "[" + PairedDifference.points(difference.low()) + ", "
                                + PairedDifference.points(difference.high()) + "]",
                Table.percent(measured.meanOverlap(), 1),
                Table.decimal(measured.searchSeconds(), 1),
                Table.decimal(measured.trainingSeconds(), 1));
    }
}
