package org.weightflow.tools.run;

import java.util.List;
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

    /** One row for each method, barriers on the test examples. */
    public static String of(AlignmentReport report) {
        Table table = new Table(
                Column.text("method"),
                Column.number("error"),
                Column.number("worst"),
                Column.number("loss"),
                Column.number("to mean"),
                Column.number("of mean"),
                Column.number("to ref."),
                Column.number("dist."),
                Column.number("objective"),
                Column.number("s"));
        for (MethodReport method : report.methods()) {
            LineSummary pairs = method.barriers().summary(LineKind.PAIR).orElseThrow();
            LineSummary.Heights heights = pairs.on(BarrierSettings.TEST);
            table.row(
                    method.name(),
                    Table.percent(heights.meanError(), 2),
                    Table.percent(heights.worstError(), 2),
                    Table.decimal(heights.meanLoss(), 4),
                    errors(method, LineKind.MEAN),
                    Table.percent(method.errorOfMean(BarrierSettings.TEST).orElse(Double.NaN), 2),
                    errors(method, LineKind.REFERENCE),
                    Table.decimal(pairs.meanDistance(), 2),
                    Table.decimal(
                            method.objective() == null
                                    ? Double.NaN
                                    : method.objective().after(),
                            1),
                    Table.decimal(method.seconds(), 1));
        }
        return table.text() + DEFINITION
                + "on test examples; error, worst, loss: mean and largest barriers over "
                + report.methods().get(0).barriers().lines(LineKind.PAIR).size()
                + " pairs; to mean, to ref.: mean\n"
                + "error barrier from a member to the mean of all, and to the network that they were matched to;\n"
                + "of mean: error of the mean itself; dist.: mean distance of pairs; s: seconds of the alignment\n";
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
