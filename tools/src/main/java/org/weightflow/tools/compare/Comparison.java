package org.weightflow.tools.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Several evaluations side by side.
 *
 * @param quantities that are compared, in the order of the tables
 * @param runs       in the order in which they were asked for; at least one
 * @param settings   in which the runs differ
 */
public record Comparison(List<Quantity> quantities, List<ComparedRun> runs, List<Setting> settings) {
    public Comparison {
        quantities = List.copyOf(quantities);
        runs = List.copyOf(runs);
        settings = List.copyOf(settings);
    }

    /**
     * Reads what {@code run} or {@code evaluate} wrote. Metrics of older versions lack some quantities, which are then not known.
     *
     * @param folders of runs, or of reports on their own
     * @throws IllegalArgumentException if there is no folder, or one is given twice
     * @throws IOException one sentence, if a folder holds no run or a file in it is damaged
     */
    public static Comparison read(List<Path> folders) throws IOException {
        if (folders.isEmpty()) {
            throw new IllegalArgumentException("there is no run to compare");
        }
        List<String> names = RunNames.of(folders);
        List<Metrics> metrics = new ArrayList<>();
        Set<String> outliers = new LinkedHashSet<>();
        for (Path folder : folders) {
            Metrics read = RunFolder.metrics(folder);
            metrics.add(read);
            outliers.addAll(read.outliers());
        }
        List<Quantity> quantities = Quantities.all(outliers);
        List<ComparedRun> runs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            runs.add(new ComparedRun(
                    names.get(i),
                    estimates(metrics.get(i), quantities),
                    metrics.get(i).frontier(),
                    RunFolder.settings(folders.get(i))));
        }
        return new Comparison(quantities, runs, Setting.differences(runs));
    }

    private static Map<String, Estimate> estimates(Metrics metrics, List<Quantity> quantities) throws IOException {
        Map<String, Estimate> estimates = new HashMap<>();
        for (Quantity quantity : quantities) {
            estimates.put(quantity.key(), metrics.estimate(quantity.source()));
        }
        return estimates;
    }
}
