package org.weightflow.tools.report;

import java.util.List;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.bayes.comparison.MaskOverlap;

/**
 * How much two methods share of one layer: the values that both keep over those that either keeps.
 *
 * @param entry  the layer
 * @param shared mean over members, in [0, 1]
 * @param chance of masks that have nothing to do with each other: a b / (a + b - a b) for mean kept shares a and b
 */
public record LayerOverlap(String entry, double shared, double chance) {
    /** Of each layer of one overlap, which is of cells that the report has. */
    public static List<LayerOverlap> of(LevelReport report, MaskOverlap overlap) {
        return overlap.layers().entrySet().stream()
                .map(layer -> {
                    double first = kept(report, overlap.first(), overlap.level(), layer.getKey());
                    double second = kept(report, overlap.second(), overlap.level(), layer.getKey());
                    double both = first * second;
                    return new LayerOverlap(layer.getKey(), layer.getValue(), both / (first + second - both));
                })
                .toList();
    }

    private static double kept(LevelReport report, String method, int level, String entry) {
        return report.cell(method, level).orElseThrow().layers().get(entry);
    }
}
