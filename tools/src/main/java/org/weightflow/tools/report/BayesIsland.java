package org.weightflow.tools.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.weightflow.bayes.comparison.DiagramPoint;
import org.weightflow.bayes.comparison.LevelCell;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.bayes.comparison.UncertaintyReport;
import org.weightflow.bayes.comparison.UncertaintyRow;
import org.weightflow.tools.words.Choices;

/** The numbers of Bayesian tickets and kinds of predictors for their charts, in the units that the axes show. */
final class BayesIsland {
    private BayesIsland() {}

    static String of(BayesContent content) {
        ObjectNode root = DataIsland.newObject();
        root.putArray("series");
        content.levels().ifPresent(report -> writeLevels(root, report));
        content.predictors().ifPresent(report -> writePredictors(root.putArray("predictors"), report));
        return DataIsland.text(root);
    }

    private static void writeLevels(ObjectNode root, LevelReport report) {
        List<Integer> levels = report.levels();
        ObjectNode metrics = root.putObject("metrics");
        for (Metric metric : Metric.values()) {
            metrics.putObject(Choices.id(metric))
                    .put("label", metric.label())
                    .put("unit", metric.unit())
                    .put("digits", metric.digits());
        }
        DataIsland.put(
                root,
                "density",
                Values.of(levels.stream()
                        .mapToDouble(level -> density(report, level))
                        .toArray()));
        ArrayNode labels = root.putArray("label");
        levels.forEach(level -> labels.add(LevelTables.density(report, level)));
        List<Integer> diagramLevels = Handful.of(levels);
        ArrayNode chosen = root.putArray("diagramLevels");
        diagramLevels.forEach(chosen::add);
        writeLevel(root.putArray("levels").addObject(), "unpruned", "samples", report.unpruned());
        writeLevel(root.withArray("levels").addObject(), "deterministic, unpruned", "zoo", report.deterministic());
        List<String> methods = report.methods();
        List<SeriesStyle> styles = SeriesStyle.ofRuns(methods.size());
        for (int i = 0; i < methods.size(); i++) {
            ObjectNode node = root.withArray("series").addObject();
            String method = methods.get(i);
            named(node, method, styles.get(i));
            List<Optional<LevelCell>> cells =
                    levels.stream().map(level -> report.cell(method, level)).toList();
            writeMetrics(node.putObject("metrics"), cells);
            ArrayNode diagrams = node.putArray("diagrams");
            diagramLevels.forEach(level -> write(
                    diagrams.addArray(),
                    report.cell(method, level).map(LevelCell::diagram).orElse(List.of())));
        }
        writeLayers(root.putArray("layers"), report);
    }

    private static double density(LevelReport report, int level) {
        return report.cells().stream()
                .filter(cell -> cell.level() == level)
                .mapToDouble(LevelCell::density)
                .findFirst()
                .orElseThrow();
    }

    private static void writeLevel(ObjectNode node, String name, String colour, LevelCell cell) {
        node.put("name", name).put("colour", colour);
        ObjectNode metrics = node.putObject("metrics");
        for (Metric metric : Metric.values()) {
            ObjectNode values = metrics.putObject(Choices.id(metric));
            DataIsland.put(values, "mean", metric.shown(cell.mean(metric.reading())));
            DataIsland.put(values, "deviation", metric.shown(cell.deviation(metric.reading())));
        }
        write(node.putArray("diagram"), cell.diagram());
    }

    private static void writeMetrics(ObjectNode metrics, List<Optional<LevelCell>> cells) {
        for (Metric metric : Metric.values()) {
            ObjectNode values = metrics.putObject(Choices.id(metric));
            DataIsland.put(values, "mean", values(cells, cell -> metric.shown(cell.mean(metric.reading()))));
            DataIsland.put(values, "deviation", values(cells, cell -> metric.shown(cell.deviation(metric.reading()))));
        }
    }

    private static Values values(List<Optional<LevelCell>> cells, ToDoubleFunction<LevelCell> number) {
        return Values.of(cells.stream()
                .mapToDouble(cell -> cell.map(number::applyAsDouble).orElse(Double.NaN))
                .toArray());
    }

    private static void named(ObjectNode node, String name, SeriesStyle style) {
        node.put("name", name).put("colour", style.colour()).put("shape", style.shape());
    }

    private static void write(ArrayNode diagram, List<DiagramPoint> points) {
        points.forEach(point -> diagram.addArray()
                .add(DataIsland.rounded(point.confidence()))
                .add(DataIsland.rounded(point.accuracy()))
                .add(point.count()));
    }

    private static void writeLayers(ArrayNode layers, LevelReport report) {
        LayerCurves curves = LayerCurves.of(report);
        List<String> entries = Handful.of(LayerCurves.entries(report));
        List<SeriesStyle> styles = SeriesStyle.ofRuns(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            String entry = entries.get(i);
            ObjectNode layer = layers.addObject().put("entry", entry);
            layer.put("colour", styles.get(i).colour())
                    .put("shape", styles.get(i).shape());
            ArrayNode kept = layer.putArray("kept");
            Stream.concat(Stream.of(curves.bayesian()), curves.other().stream()).forEach(method -> {
                ObjectNode line = kept.addObject().put("method", method);
                List<Optional<LevelCell>> cells = report.levels().stream()
                        .map(level -> report.cell(method, level))
                        .toList();
                DataIsland.put(
                        line, "values", values(cells, cell -> cell.layers().get(entry)));
            });
        }
    }

    private static void writePredictors(ArrayNode predictors, UncertaintyReport report) {
        List<SeriesStyle> styles = SeriesStyle.ofRuns(report.rows().size());
        for (int i = 0; i < styles.size(); i++) {
            UncertaintyRow row = report.rows().get(i);
            ObjectNode node = predictors.addObject();
            named(node, row.name(), styles.get(i));
            write(node.putArray("diagram"), row.diagram());
        }
    }
}
