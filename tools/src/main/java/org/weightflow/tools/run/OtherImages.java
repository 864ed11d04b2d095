package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.datasets.DatasetDescription;
import org.weightflow.datasets.Datasets;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.FittedImages;
import org.weightflow.generator.evaluation.outlier.OutlierSets;
import org.weightflow.networks.Seed;
import org.weightflow.networks.task.Task;

/**
 * Images of other datasets that lie in the data folder, as outliers of a task: their test parts, brought into the task's shape and
 * scaled like its own. Handwritten digits are no outliers among others, nor is CIFAR-10 one of its subset; CIFAR-10 itself is left
 * out, since reading it takes more memory than an evaluation.
 */
final class OtherImages {
    private static final List<String> CANDIDATES = List.of("mnist", "fashion-mnist", "kmnist", "cifar10-subset");
    private static final Map<String, String> ALIKE = Map.of("digits", "mnist", "cifar10", "cifar10-subset");

    private OtherImages() {}

    /** By name; empty for a task of no images, or where no other dataset is. */
    static Map<String, Examples> of(Task task, Path dataFolder, Seed seed) throws IOException {
        String own = task.dataset().name();
        List<Integer> shape = task.dataset().test().exampleShape();
        Map<String, Examples> others = new LinkedHashMap<>();
        for (String name : CANDIDATES) {
            if (name.equals(own) || name.equals(ALIKE.get(own)) || !FittedImages.canFit(shape, shape)) {
                continue;
            }
            DatasetDescription found = Datasets.describe(name, dataFolder);
            if (found.present()) {
                Examples images = OutlierSets.some(
                        Datasets.load(name, dataFolder, seed.random()).test());
                others.put(
                        name,
                        task.scaled(FittedImages.of(
                                images, shape, task.dataset().test().classes())));
            }
        }
        return others;
    }
}
