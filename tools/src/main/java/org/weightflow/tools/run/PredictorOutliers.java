package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.evaluation.outlier.OutlierSets;
import org.weightflow.networks.Seed;
import org.weightflow.networks.task.Task;

/** The outliers that predictors are shown: those that can be made of any task, noisy test examples, and images of other datasets. */
final class PredictorOutliers {
    private PredictorOutliers() {}

    /** By name. */
    static Map<String, Examples> of(Task task, Path dataFolder, Seed seed) throws IOException {
        Map<String, Examples> sets = new LinkedHashMap<>(OutlierSets.of(task.test(), seed.child("made")));
        sets.put(
                OutlierSets.NOISY,
                OutlierSets.noisy(task.test(), OutlierSets.DEVIATION, seed.child(OutlierSets.NOISY)));
        sets.putAll(OtherImages.of(task, dataFolder, seed.child("other-images")));
        return sets;
    }
}
