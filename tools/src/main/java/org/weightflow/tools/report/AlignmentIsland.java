package org.weightflow.tools.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.weightflow.canon.barrier.LineCurve;
import org.weightflow.canon.barrier.LineKind;
import org.weightflow.canon.comparison.AlignmentReport;
import org.weightflow.canon.comparison.MethodReport;

/** The curves of an alignment report for its chart: by method, lines, examples and quantity, the mean and the worst one. */
final class AlignmentIsland {
    private AlignmentIsland() {}

    static String of(AlignmentReport report) {
        ObjectNode root = DataIsland.newObject();
        ArrayNode series = root.putArray("series");
        List<SeriesStyle> styles = SeriesStyle.ofMethods(report.methods().size());
        for (int i = 0; i < styles.size(); i++) {
            MethodReport method = report.methods().get(i);
            ObjectNode node = series.addObject()
                    .put("name", method.name())
                    .put("colour", styles.get(i).colour())
                    .put("shape", styles.get(i).shape());
            for (LineKind kind : LineKind.values()) {
                if (method.barriers().summary(kind).isPresent()) {
                    write(node.putObject(kind.id()), method, kind, report.data());
                }
            }
        }
        return DataIsland.text(root);
    }

    private static void write(ObjectNode node, MethodReport method, LineKind kind, List<AlignmentReport.Data> data) {
        node.put("lines", method.barriers().lines(kind).size());
        for (AlignmentReport.Data set : data) {
            List<LineCurve> curves = method.barriers().lines(kind).stream()
                    .map(line -> line.curve(set.name()))
                    .toList();
            LineCurve mean = method.barriers().meanCurve(kind, set.name()).orElseThrow();
            ObjectNode on = node.putObject(set.name());
            ObjectNode loss = on.putObject("loss");
            DataIsland.put(loss, "mean", values(mean.loss()));
            DataIsland.put(
                    loss, "worst", values(worst(curves, LineCurve::lossBarrier).loss()));
            ObjectNode error = on.putObject("error");
            DataIsland.put(error, "mean", values(mean.error()));
            DataIsland.put(
                    error,
                    "worst",
                    values(worst(curves, LineCurve::errorBarrier).error()));
        }
    }

    private static LineCurve worst(List<LineCurve> curves, ToDoubleFunction<LineCurve> barrier) {
        return curves.stream().max(Comparator.comparingDouble(barrier)).orElseThrow();
    }

    private static Values values(List<Double> numbers) {
        return Values.of(numbers.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
