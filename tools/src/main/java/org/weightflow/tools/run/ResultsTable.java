package org.weightflow.tools.run;

import org.weightflow.generator.evaluation.EvaluationReport;
import org.weightflow.generator.evaluation.Series;
import org.weightflow.networks.metrics.Scores;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** The short table that a person reads at the end of an evaluation; accuracies in per cent, one row a series. */
public final class ResultsTable {
    private static final int ENSEMBLE = 16;

    private ResultsTable() {}

    public static String of(EvaluationReport report) {
        Table table = new Table(
                Column.text("series"),
                Column.number("nets"),
                Column.number("accuracy"),
                Column.number("sd"),
                Column.number("ens. 16"),
                Column.number("NLL"),
                Column.number("r"),
                Column.number("r 5 %"),
                Column.number("r 95 %"),
                Column.number("IoU"),
                Column.number("density"));
        for (Series series : report.series()) {
            Scores ensemble = series.ensembles().get(ENSEMBLE);
            table.row(
                    series.name(),
                    series.networks().size(),
                    Table.percent(series.accuracy().mean(), 2),
                    Table.percent(series.accuracy().sd(), 2),
                    Table.percent(ensemble == null ? Double.NaN : ensemble.accuracy(), 2),
                    Table.decimal(series.nll().mean(), 3),
                    Table.decimal(series.novelty().median(), 2),
                    Table.decimal(series.novelty().q05(), 2),
                    Table.decimal(series.novelty().q95(), 2),
                    Table.decimal(series.overlap().mean(), 2),
                    Table.percent(series.density().max(), 2));
        }
        return table.text()
                + "accuracy and density in %; r = distance to the nearest zoo network / median of that inside the zoo"
                + " (1 = as new as another\nzoo network, under 0.33 = a copy); IoU = largest overlap of wrong"
                + " predictions with a zoo network's, mean\n";
    }
}
