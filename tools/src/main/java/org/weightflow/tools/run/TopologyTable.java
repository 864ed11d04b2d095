package org.weightflow.tools.run;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.weightflow.pruning.persistence.CriticalBound;
import org.weightflow.pruning.persistence.LayerPersistence;
import org.weightflow.pruning.persistence.TopologyReport;
import org.weightflow.pruning.persistence.TreeRetention;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** The topology of a zoo's layers, for the terminal. */
public final class TopologyTable {
    private TopologyTable() {}

    /** One row a layer, means over members; then the network. */
    public static String of(TopologyReport report) {
        Table table = new Table(
                Column.text("layer"),
                Column.text("matrix"),
                Column.number("kept %"),
                Column.number("bound %"),
                Column.number("NP"),
                Column.number("of 1"),
                Column.number("NP official"),
                Column.number("of 1"),
                Column.number("tree kept %"),
                Column.number("chance %"));
        List<LayerPersistence> layers = report.members().get(0).paper().layers();
        for (int l = 0; l < layers.size(); l++) {
            row(table, report, layers.get(l), l);
        }
        CriticalBound bound = report.bound();
        table.row(
                "network",
                "",
                Table.percent(mean(report, TopologyReport.Member::density), 2),
                Table.percent(1 - bound.sparsity(), 2),
                Table.decimal(mean(report, member -> member.paper().value()), 3),
                Table.decimal(mean(report, member -> member.paper().normalised()), 4),
                Table.decimal(mean(report, member -> member.official().value()), 3),
                Table.decimal(mean(report, member -> member.official().normalised()), 4),
                retained(report, TreeRetention::share),
                retained(report, TreeRetention::chance));
        return table.text()
                + "means over " + report.members().size()
                + " members; bound: the least kept with which a layer's spanning "
                + "tree can stay;\nNP: neural persistence as the paper defines it, of 1: normalised, then as the authors' "
                + "code has it\n"
                + trees(report);
    }

    private static void row(Table table, TopologyReport report, LayerPersistence layer, int l) {
        String name = layer.name();
        List<CriticalBound.Layer> bounds = report.bound().layers();
        int prunable = bounds.stream().map(CriticalBound.Layer::name).toList().indexOf(name);
        table.row(
                name,
                layer.rows() + " x " + layer.columns(),
                prunable < 0 ? "-" : kept(report, prunable),
                prunable < 0 ? "-" : Table.percent(1 - bounds.get(prunable).sparsity(), 2),
                Table.decimal(
                        mean(report, member -> member.paper().layers().get(l).value()), 3),
                Table.decimal(
                        mean(report, member -> member.paper().layers().get(l).normalised()), 4),
                Table.decimal(
                        mean(report, member -> member.official().layers().get(l).value()), 3),
                Table.decimal(
                        mean(report, member -> member.official().layers().get(l).normalised()), 4),
                layer(report, name, TreeRetention.Layer::share),
                layer(report, name, TreeRetention.Layer::chance));
    }

    private static String kept(TopologyReport report, int layer) {
        double weights = report.bound().layers().get(layer).weights();
        return Table.percent(mean(report, member -> member.kept().get(layer) / weights), 2);
    }

    private static String trees(TopologyReport report) {
        if (report.trees() == null) {
            return "";
        }
        return "tree kept: edges of the maximum spanning trees of " + report.trees()
                + ", that the\nmasks keep; chance: by random masks of the same layer counts, from which it is "
                + String.format(Locale.ROOT, "%+.1f", mean(report, member -> member.retention()
                        .deviations()))
                + " deviations away\n";
    }

    private static String layer(TopologyReport report, String name, ToDoubleFunction<TreeRetention.Layer> number) {
        return retained(report, retention -> retention.layers().stream()
                .filter(layer -> layer.name().equals(name))
                .mapToDouble(number)
                .findFirst()
                .orElse(Double.NaN));
    }

    private static String retained(TopologyReport report, ToDoubleFunction<TreeRetention> number) {
        return report.trees() == null
                ? "-"
                : Table.percent(mean(report, member -> number.applyAsDouble(member.retention())), 2);
    }

    private static double mean(TopologyReport report, ToDoubleFunction<TopologyReport.Member> number) {
        return report.members().stream().mapToDouble(number).average().orElseThrow();
    }
}
