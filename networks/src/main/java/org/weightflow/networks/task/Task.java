package org.weightflow.networks.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.weightflow.datasets.Dataset;
import org.weightflow.datasets.Datasets;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Split;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.zoo.ZooManifest;

/**
 * The data of a task, ready for use: training and validation part, scaled by what the training part says, and the test part, which
 * only the evaluation reads.
 */
public final class Task {
    private static final String SCOPE = "scope";

    private final Dataset dataset;
    private final Split split;
    private final Standardisation standardisation;
    private final Seed splitSeed;
    private final Examples train;
    private final Examples validation;

    private Task(Dataset dataset, Split split, Standardisation standardisation, Seed splitSeed) {
        this.dataset = dataset;
        this.split = split;
        this.standardisation = standardisation;
        this.splitSeed = splitSeed;
        this.train = standardisation.apply(split.train());
        this.validation = standardisation.apply(split.validation());
    }

    /**
     * @param dataFolder where files are looked for; null for the default folder
     * @param splitSeed  decides which examples are set aside
     */
    public static Task load(TaskConfig config, Path dataFolder, Seed splitSeed) throws IOException {
        Dataset dataset =
                Datasets.load(config.name(), dataFolder, splitSeed.child("test").random());
        Split split = Split.of(
                dataset, config.validation(), splitSeed.child("validation").random());
        Standardisation standardisation = Standardisation.fit(config.standardise(), split.train());
        return new Task(dataset, split, standardisation, splitSeed);
    }

    /**
     * The task that a zoo was trained on.
     *
     * @throws IOException if the data in {@code dataFolder} are others than those that the zoo records
     */
    public static Task load(ZooManifest zoo, Path dataFolder) throws IOException {
        return load(zoo.dataset(), dataFolder);
    }

    /** As {@link #load(ZooManifest, Path)}, of the dataset that a zoo, a generator or an ensemble records. */
    public static Task load(ZooManifest.Dataset recorded, Path dataFolder) throws IOException {
        Standardisation.Scope scope =
                scopeOf(String.valueOf(recorded.standardisation().get(SCOPE)));
        TaskConfig config = new TaskConfig(recorded.name(), recorded.validation(), scope);
        Task task = load(config, dataFolder, new Seed(recorded.splitSeed()));
        if (!task.dataset.sha256().equals(recorded.checksum())) {
            throw new IOException("dataset " + recorded.name() + " has checksum " + task.dataset.sha256()
                    + " here, but the zoo was trained on " + recorded.checksum());
        }
        return task;
    }

    private static Standardisation.Scope scopeOf(String id) throws IOException {
        for (Standardisation.Scope scope : Standardisation.Scope.values()) {
            if (id(scope).equals(id)) {
                return scope;
            }
        }
        throw new IOException("standardisation scope " + id + " of the zoo is not known");
    }

    private static String id(Standardisation.Scope scope) {
        return scope.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What a zoo's manifest says of this task. */
    public ZooManifest.Dataset facts() {
        return new ZooManifest.Dataset(
                dataset.name(),
                dataset.sha256(),
                train.count(),
                validation.count(),
                splitSeed.value(),
                Map.of(SCOPE, id(standardisation.scope())));
    }

    /** The settings that {@link #load(TaskConfig, Path, Seed)} takes. */
    public TaskConfig config() {
        return new TaskConfig(dataset.name(), validation.count(), standardisation.scope());
    }

    public Dataset dataset() {
        return dataset;
    }

    /** The scaled training part, without the examples set aside. */
    public Examples train() {
        return train;
    }

    /** The scaled validation part: whatever is chosen is chosen by it. */
    public Examples validation() {
        return validation;
    }

    /** The scaled test part; scaled anew at each call, since it is read once, at the end. */
    public Examples test() {
        return standardisation.apply(split.test());
    }
}
