package org.weightflow.pruning.comparison;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;

/** How masks share out what they keep among layers. */
public final class LayerDensities {
    private LayerDensities() {}

    /**
     * The kept fraction of each prunable entry by its name, mean over the masks.
     *
     * @param masks of one layout, at least one
     */
    public static Map<String, Double> of(List<Mask> masks) {
        Layout layout = masks.get(0).layout();
        Map<String, Double> layers = new TreeMap<>();
        for (int e = 0; e < layout.entries().size(); e++) {
            int entry = e;
            if (layout.entry(e).prunable()) {
                double mean = masks.stream()
                        .mapToInt(mask -> mask.kept(entry))
                        .average()
                        .orElseThrow();
                layers.put(layout.entry(e).name(), mean / layout.entry(e).size());
            }
        }
        return layers;
    }
}
