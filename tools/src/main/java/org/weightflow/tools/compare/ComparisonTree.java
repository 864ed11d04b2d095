package org.weightflow.tools.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The content of {@code compare.json}: maps, lists, text and doubles; a number that is not known is null. */
public final class ComparisonTree {
    /** Raised whenever a key changes its meaning or goes. */
    static final int SCHEMA = 1;

    private ComparisonTree() {}

    public static Map<String, Object> of(Comparison comparison) {
        List<Object> runs = new ArrayList<>();
        for (ComparedRun run : comparison.runs()) {
            Map<String, Object> quantities = new LinkedHashMap<>();
            comparison.quantities().forEach(each -> quantities.put(each.key(), tree(each, run.estimate(each))));
            Map<String, Object> node = new LinkedHashMap<>();
            node.put("name", run.name());
            node.put("quantities", quantities);
            node.put(
                    "frontier",
                    run.frontier().stream().map(ComparisonTree::tree).toList());
            runs.add(node);
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        comparison.settings().forEach(each -> settings.put(each.path(), each.values()));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        tree.put("runs", runs);
        tree.put("settings", settings);
        return tree;
    }

    /** The parts that a quantity has, whether or not they are known. */
    private static Map<String, Object> tree(Quantity quantity, Estimate estimate) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("value", number(estimate.value()));
        if (!quantity.source().sd().isEmpty()) {
            tree.put("sd", number(estimate.sd()));
        }
        if (!quantity.source().low().isEmpty()) {
            tree.put("low", number(estimate.low()));
            tree.put("high", number(estimate.high()));
        }
        if (!quantity.source().note().isEmpty()) {
            tree.put("best", estimate.note().isEmpty() ? null : estimate.note());
        }
        return tree;
    }

    private static Map<String, Object> tree(ComparedRun.Level level) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", level.name());
        tree.put("novelty", number(level.novelty()));
        tree.put("accuracy", number(level.accuracy()));
        tree.put("low", number(level.low()));
        tree.put("high", number(level.high()));
        return tree;
    }

    private static Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
