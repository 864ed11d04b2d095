package org.weightflow.tools.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.weightflow.generator.evaluation.Cost;
import org.weightflow.generator.evaluation.EnsembleReport;
import org.weightflow.generator.evaluation.EvaluationReport;
import org.weightflow.generator.evaluation.Series;
import org.weightflow.generator.evaluation.frontier.Family;
import org.weightflow.generator.evaluation.frontier.Frontier;
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
                Column.number("IoU"),
                Column.number("N&P .5"),
                Column.number("Z_U"),
                Column.number("density"));
        for (Series series : report.series()) {
            EnsembleReport ensemble = series.ensembles().get(ENSEMBLE);
            table.row(
                    series.name(),
                    series.networks().size(),
                    Table.percent(series.accuracy().mean(), 2),
                    Table.percent(series.accuracy().sd(), 2),
                    Table.percent(
                            ensemble == null ? Double.NaN : ensemble.first().accuracy(), 2),
                    Table.decimal(series.nll().mean(), 3),
                    Table.decimal(series.novelty().median(), 2),
                    Table.decimal(series.overlap().mean(), 2),
                    Table.decimal(series.jointShare(0.5), 2),
                    Table.decimal(series.copying().z(), 1),
                    Table.percent(series.density().max(), 2));
        }
        return table.text()
                + "accuracy and density in %; r = distance to the nearest zoo network / median of that inside the zoo"
                + " (1 = as new as another\nzoo network, under 0.33 = a copy); IoU = largest overlap of wrong"
                + " predictions with a zoo network's, mean;\nN&P .5 = share of networks with r of at least .5 that are at"
                + " most half a point less accurate than the zoo's mean; Z_U = copy test\nagainst members that the"
                + " generator did not learn from (well below 0 = too near to those that it did, well above = too far)\n"
                + frontier(report.frontier())
                + cost(report.cost());
    }

    /** Empty where it is not known. */
    private static String cost(Cost cost) {
        return Double.isFinite(cost.trainingFlopsDense() + cost.samplingFlops())
                ? String.format(
                        Locale.ROOT,
                        "a member's last training took %.1e floating-point operations (%.1e without pruned values), a"
                                + " sample takes %.1e%n",
                        cost.trainingFlopsDense(),
                        cost.trainingFlopsKept(),
                        cost.samplingFlops())
                : "";
    }

    /** The accuracy of each family at the same novelty; empty where no frontier was measured. */
    private static String frontier(Frontier frontier) {
        if (frontier.families().isEmpty()) {
            return "";
        }
        List<Column> columns = new ArrayList<>(List.of(Column.text("accuracy at")));
        Frontier.NOVELTIES.forEach(t -> columns.add(Column.number("r = " + t)));
        Table table = new Table(columns.toArray(Column[]::new));
        for (Family family : frontier.families()) {
            table.row(cells(
                    family.name(),
                    family.readings().stream()
                            .map(reading -> Table.percent(reading.accuracy(), 2))
                            .toList()));
        }
        if (frontier.families().stream().anyMatch(Family::generator)) {
            table.row(cells(
                    "generator - best baseline",
                    frontier.comparisons().stream()
                            .map(each -> Table.percent(each.difference(), 2))
                            .toList()));
            table.row(cells(
                    "its 95 % interval, from",
                    frontier.comparisons().stream()
                            .map(each -> Table.percent(each.interval().low(), 2))
                            .toList()));
            table.row(cells(
                    "to",
                    frontier.comparisons().stream()
                            .map(each -> Table.percent(each.interval().high(), 2))
                            .toList()));
        }
        return "\n" + table.text()
                + "accuracy in % at equal median r, interpolated between levels (of noise, bandwidth, temperature ...);"
                + " a dash where a family\ndoes not get that far\n";
    }

    private static Object[] cells(String name, List<String> numbers) {
        List<Object> cells = new ArrayList<>(List.of(name));
        cells.addAll(numbers);
        return cells.toArray();
    }
}
