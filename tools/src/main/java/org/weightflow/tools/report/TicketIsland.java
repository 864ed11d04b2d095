package org.weightflow.tools.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.weightflow.pruning.comparison.TicketCell;
import org.weightflow.pruning.comparison.TicketReport;

/** The numbers of a comparison of ticket methods for its charts: for each method one value a density, the densest first. */
final class TicketIsland {
    private TicketIsland() {}

    static String of(TicketReport report) {
        ObjectNode root = DataIsland.newObject();
        ObjectNode dense = root.putObject("dense");
        DataIsland.put(dense, "mean", report.dense().meanAccuracy());
        DataIsland.put(dense, "deviation", report.dense().deviation());
        DataIsland.put(dense, "training", report.dense().trainingSeconds());
        DataIsland.put(
                root,
                "density",
                Values.of(report.kept().stream()
                        .mapToDouble(kept -> kept / (double) report.prunable())
                        .toArray()));
        ArrayNode labels = root.putArray("label");
        report.kept().forEach(kept -> labels.add(TicketTables.density(kept, report)));
        ArrayNode series = root.putArray("series");
        List<String> methods = report.methods();
        List<SeriesStyle> styles = SeriesStyle.ofRuns(methods.size());
        for (int i = 0; i < styles.size(); i++) {
            write(series.addObject(), report, methods.get(i), styles.get(i));
        }
        return DataIsland.text(root);
    }

    private static void write(ObjectNode node, TicketReport report, String method, SeriesStyle style) {
        node.put("name", method);
        node.put("colour", style.colour());
        node.put("shape", style.shape());
        DataIsland.put(node, "mean", values(report, method, TicketCell::meanAccuracy));
        DataIsland.put(node, "deviation", values(report, method, TicketCell::deviation));
        DataIsland.put(node, "search", values(report, method, TicketCell::searchSeconds));
        DataIsland.put(node, "training", values(report, method, TicketCell::trainingSeconds));
    }

    private static Values values(TicketReport report, String method, ToDoubleFunction<TicketCell> number) {
        return Values.of(report.kept().stream()
                .mapToDouble(kept -> report.cell(method, kept).stream()
                        .mapToDouble(number)
                        .findFirst()
                        .orElse(Double.NaN))
                .toArray());
    }
}
