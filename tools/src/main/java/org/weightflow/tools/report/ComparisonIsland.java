package org.weightflow.tools.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.weightflow.tools.compare.ComparedRun;
import org.weightflow.tools.compare.ComparedRun.Level;
import org.weightflow.tools.compare.Comparison;

/**
 * The frontier of each run's generator for the chart of a comparison: median r of each level, and by how much its mean accuracy
 * exceeds that of the run's own zoo, a fraction; beside it the same of the run's samples.
 */
final class ComparisonIsland {
    private ComparisonIsland() {}

    static String of(Comparison comparison) {
        ObjectNode root = DataIsland.newObject();
        ArrayNode series = root.putArray("series");
        List<SeriesStyle> styles = SeriesStyle.ofRuns(comparison.runs().size());
        for (int i = 0; i < styles.size(); i++) {
            write(series.addObject(), comparison.runs().get(i), styles.get(i));
        }
        return DataIsland.text(root);
    }

    /** Whether a run has anything to show on the chart. */
    static boolean hasMarks(ComparedRun run) {
        boolean levels = run.frontier().stream()
                .anyMatch(level -> Double.isFinite(level.novelty() + level.accuracy() + run.zooAccuracy()));
        return levels || Double.isFinite(run.novelty() + run.accuracy() + run.zooAccuracy());
    }

    private static void write(ObjectNode node, ComparedRun run, SeriesStyle style) {
        double zoo = run.zooAccuracy();
        node.put("name", run.name());
        node.put("colour", style.colour());
        node.put("shape", style.shape());
        ArrayNode levels = node.putArray("levels");
        run.frontier().forEach(level -> levels.add(level.name()));
        DataIsland.put(node, "novelty", values(run, Level::novelty));
        DataIsland.put(node, "difference", values(run, level -> level.accuracy() - zoo));
        DataIsland.put(node, "low", values(run, level -> level.low() - zoo));
        DataIsland.put(node, "high", values(run, level -> level.high() - zoo));
        DataIsland.put(node, "samplesNovelty", run.novelty());
        DataIsland.put(node, "samplesDifference", run.accuracy() - zoo);
    }

    private static Values values(ComparedRun run, ToDoubleFunction<Level> number) {
        return Values.of(run.frontier().stream().mapToDouble(number).toArray());
    }
}
