package org.weightflow.tools.run;

import java.util.List;
import java.util.Locale;
import org.weightflow.canon.barrier.BarrierReport;
import org.weightflow.canon.barrier.LineKind;
import org.weightflow.canon.barrier.LineSummary;
import org.weightflow.canon.comparison.AlignmentReport;
import org.weightflow.canon.comparison.MethodReport;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** The short tables that a person reads after barriers were measured. */
public final class BarrierTable {
    private static final String DEFINITION =
            "barrier = the most by which a network on the straight line between two exceeds the line between\n"
                    + "their own values; errors in %, losses in nats\n";

    private BarrierTable() {}

    /** One row for each kind of line and set of examples. */
    public static String of(BarrierReport report) {
        Table table = new Table(
                Column.text("lines"),
                Column.number("count"),
                Column.text("examples"),
                Column.number("error barrier"),
                Column.number("worst"),
                Column.number("loss barrier"),
                Column.number("worst"),
                Column.number("distance"));
        for (LineSummary summary : report.summaries()) {
            for (LineSummary.Heights heights : summary.heights()) {
                table.row(
                        lines(summary.kind()),
                        summary.lines(),
                        heights.data(),
                        Table.percent(heights.meanError(), 2),
                        Table.percent(heights.worstError(), 2),
                        Table.decimal(heights.meanLoss(), 4),
                        Table.decimal(heights.worstLoss(), 4),
                        Table.decimal(summary.meanDistance(), 3));
            }
        }
        return table.text() + DEFINITION;
    }

    /** Two tables with one row for each method: barriers on the test examples, then what was sought and at what price. */
    public static String of(AlignmentReport report) {
        return barriers(report) + DEFINITION
                + "on test examples; error, worst, loss: mean and largest over pairs of members; to mean, to ref.:\n"
                + "mean error barrier to the mean of all members and to the network that they were matched to\n\n"
                + objectives(report)
                + "objective: inner products with the network that members were matched to, summed; distance:\n"
                + "mean over pairs; logit change: the largest of any logit, as a fraction of the logit scale\n";
    }

    private static String barriers(AlignmentReport report) {
        Table table = new Table(
                Column.text("method"),
                Column.number("pairs"),
                Column.number("error"),
                Column.number("worst"),
                Column.number("loss"),
                Column.number("to mean"),
                Column.number("to ref."));
        for (MethodReport method : report.methods()) {
            LineSummary pairs = pairs(method);
            LineSummary.Heights heights = pairs.on(BarrierSettings.TEST);
            table.row(
                    method.name(),
                    pairs.lines(),
                    Table.percent(heights.meanError(), 2),
                    Table.percent(heights.worstError(), 2),
                    Table.decimal(heights.meanLoss(), 4),
                    errors(method, LineKind.MEAN),
                    errors(method, LineKind.REFERENCE));
        }
        return table.text();
    }

    private static String objectives(AlignmentReport report) {
        Table table = new Table(
                Column.text("method"),
                Column.number("objective before"),
                Column.number("after"),
                Column.number("distance"),
                Column.number("logit change"),
                Column.number("seconds"));
        for (MethodReport method : report.methods()) {
            MethodReport.Objective objective = method.objective();
            table.row(
                    method.name(),
                    Table.decimal(objective == null ? Double.NaN : objective.before(), 1),
                    Table.decimal(objective == null ? Double.NaN : objective.after(), 1),
                    Table.decimal(pairs(method).meanDistance(), 2),
                    String.format(Locale.ROOT, "%.1e", method.largestFunctionDifference()),
                    Table.decimal(method.seconds(), 1));
        }
        return table.text();
    }

    private static LineSummary pairs(MethodReport method) {
        return method.barriers().summary(LineKind.PAIR).orElseThrow();
    }

    /** What the lines of a kind lead to, in words. */
    private static String lines(LineKind kind) {
        return switch (kind) {
            case PAIR -> "between members";
            case MEAN -> "to their mean";
            case REFERENCE -> "to the reference";
        };
    }

    private static String errors(MethodReport method, LineKind kind) {
        List<Double> errors = method.barriers().summary(kind).stream()
                .map(summary -> summary.on(BarrierSettings.TEST).meanError())
                .toList();
        return Table.percent(errors.isEmpty() ? Double.NaN : errors.get(0), 2);
    }
}
