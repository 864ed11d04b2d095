package org.weightflow.generator.evaluation;

import static org.weightflow.generator.evaluation.MetricsTree.map;
import static org.weightflow.generator.evaluation.MetricsTree.number;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.generator.evaluation.frontier.Family;
import org.weightflow.generator.evaluation.frontier.Frontier;
import org.weightflow.generator.evaluation.frontier.Frontier.Comparison;
import org.weightflow.generator.evaluation.frontier.Level;

/** The part of {@code metrics.json} that is the frontier. */
final class FrontierTree {
    private FrontierTree() {}

    static Map<String, Object> of(Frontier frontier) {
        List<Object> families = new ArrayList<>();
        frontier.families().forEach(family -> families.add(tree(family)));
        Map<String, Object> comparisons = new LinkedHashMap<>();
        for (Comparison each : frontier.comparisons()) {
            comparisons.put(
                    key(each.novelty()),
                    map(
                            "generator", number(each.generator()),
                            "best", each.best(),
                            "baseline", number(each.baseline()),
                            "difference", number(each.difference()),
                            "low", number(each.interval().low()),
                            "high", number(each.interval().high())));
        }
        return map("families", families, "comparisons", comparisons);
    }

    /** The key of a novelty: {@code t25} for .25. */
    static String key(double novelty) {
        return "t" + Math.round(100 * novelty);
    }

    private static Map<String, Object> tree(Family family) {
        List<Object> levels = new ArrayList<>();
        for (Level level : family.levels()) {
            levels.add(map(
                    "name", level.name(),
                    "members", level.accuracies().size(),
                    "accuracy", number(level.accuracy()),
                    "low", number(level.interval().low()),
                    "high", number(level.interval().high()),
                    "novelty", number(level.novelty()),
                    "disagreement", number(level.disagreement()),
                    "iou", number(level.overlap())));
        }
        Map<String, Object> readings = new LinkedHashMap<>();
        for (Family.Reading reading : family.readings()) {
            readings.put(
                    key(reading.novelty()),
                    map(
                            "accuracy", number(reading.accuracy()),
                            "low", number(reading.interval().low()),
                            "high", number(reading.interval().high())));
        }
        return map("name", family.name(), "generator", family.generator(), "levels", levels, "accuracy_at", readings);
    }
}
