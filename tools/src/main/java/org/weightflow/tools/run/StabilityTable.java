package org.weightflow.tools.run;

import org.weightflow.pruning.instability.InstabilityReport;
import org.weightflow.pruning.instability.StabilityReport;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** The instability of networks along their training, for the terminal. */
public final class StabilityTable {
    private StabilityTable() {}

    /** One row a point. */
    public static String of(StabilityReport report) {
        Table table = new Table(
                Column.text("masks"),
                Column.number("step"),
                Column.number("of run %"),
                Column.number("kept %"),
                Column.number("test %"),
                Column.number("error barrier"),
                Column.number("on train"),
                Column.number("loss barrier"),
                Column.text("stable"),
                Column.text("matching"));
        for (StabilityReport.Row row : report.rows()) {
            StabilityReport.Numbers test = row.on().get(BarrierSettings.TEST);
            int networks = row.networks().size();
            table.row(
                    row.source(),
                    row.step(),
                    Table.percent(row.step() / (double) report.steps(), 1),
                    Table.percent(row.density(), 2),
                    Table.percent(test.accuracy(), 2),
                    Table.percent(test.errorBarrier(), 2),
                    Table.percent(row.on().get(BarrierSettings.TRAIN).errorBarrier(), 2),
                    Table.decimal(test.lossBarrier(), 4),
                    test.stable() + " of " + networks,
                    test.matching() + " of " + networks);
        }
        return table.text()
                + "copies go on from the step in other orders of the data; barrier = the most by which a network on the\n"
                + "line between two of them exceeds the mean of both, errors in points, losses in nats, on test examples;\n"
                + "stable: error barrier below " + Table.percent(InstabilityReport.STABLE_BELOW, 0)
                + " points; matching: at most " + Table.percent(InstabilityReport.MATCHING_WITHIN, 1)
                + " points below the dense network of the first row\n";
    }
}
