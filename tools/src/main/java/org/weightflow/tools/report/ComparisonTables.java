package org.weightflow.tools.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.tools.compare.ComparedRun;
import org.weightflow.tools.compare.Comparison;
import org.weightflow.tools.compare.Quantity;
import org.weightflow.tools.report.PageFrame.CaptionedTable;

/** The tables of a comparison, one a theme, one row a run. */
final class ComparisonTables {
    private static final String KIND = "run";
    private static final Quantity.Signs SIGNS = new Quantity.Signs(Numerals::decimal, " \u00b1 ", " to ");

    private ComparisonTables() {}

    static List<CaptionedTable> of(Comparison comparison) {
        return Arrays.stream(Quantity.Theme.values())
                .map(theme -> new CaptionedTable(theme.caption(), table(comparison, theme)))
                .toList();
    }

    private static ResultsTable table(Comparison comparison, Quantity.Theme theme) {
        TableColumns<ComparedRun> columns = new TableColumns<>();
        String group = "";
        for (Quantity quantity : comparison.quantities()) {
            if (quantity.theme() == theme) {
                if (!quantity.group().equals(group)) {
                    group = quantity.group();
                    columns.group(group);
                }
                columns.add(
                        quantity.label(),
                        run -> quantity.text(run.estimate(quantity), SIGNS),
                        run -> quantity.form().shown(run.estimate(quantity).value()),
                        quantity.definition());
            }
        }
        return columns.table(comparison.runs(), heads(comparison.runs()));
    }

    private static List<TableColumns.Head> heads(List<ComparedRun> runs) {
        List<SeriesStyle> styles = SeriesStyle.ofRuns(runs.size());
        return IntStream.range(0, runs.size())
                .mapToObj(i -> new TableColumns.Head(runs.get(i).name(), KIND, styles.get(i)))
                .toList();
    }
}
