package org.weightflow.networks.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.weightflow.datasets.Dataset;
import org.weightflow.datasets.Datasets;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Split;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.zoo.ZooManifest;

/**
 * The data of a task, ready for use: training and validation part, scaled by what the training part says or by given numbers, and
 * the test part, which only the evaluation reads. All three are scaled alike.
 */
public final class Task {
    private static final String SCOPE = "scope";
    /** The scope of numbers that were given; the others are those of {@link Standardisation.Scope}. */
    private static final String GIVEN = "given";

    private static final String MEAN = "mean";
    private static final String STD = "std";

    private final TaskConfig config;
    private final Dataset dataset;
    private final Split split;
    private final UnaryOperator<Examples> scaling;
    private final Seed splitSeed;
    private final Examples train;
    private final Examples validation;

    private Task(TaskConfig config, Dataset dataset, Split split, UnaryOperator<Examples> scaling, Seed splitSeed) {
        this.config = config;
        this.dataset = dataset;
        this.split = split;
        this.scaling = scaling;
        this.splitSeed = splitSeed;
        this.train = scaling.apply(split.train());
        this.validation = scaling.apply(split.validation());
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
        UnaryOperator<Examples> scaling = config.normalisation().isPresent()
                ? config.normalisation().get()::apply
                : Standardisation.fit(config.standardise(), split.train())::apply;
        return new Task(config, dataset, split, scaling, splitSeed);
    }

    /**
     * The task that a zoo was trained on.
     *
     * @throws IOException if the data in {@code dataFolder} are others than those that the zoo records, or it records what no task
     *                     can be
     */
    public static Task load(ZooManifest zoo, Path dataFolder) throws IOException {
        return load(zoo.dataset(), dataFolder);
    }

    /** As {@link #load(ZooManifest, Path)}, of the dataset that a zoo, a generator or an ensemble records. */
    public static Task load(ZooManifest.Dataset recorded, Path dataFolder) throws IOException {
        if (recorded == null) {
            throw new IOException(
                    "the zoo does not say which dataset its members are for; import them with --evaluate DATASET");
        }
        Task task;
        try {
            task = load(config(recorded), dataFolder, new Seed(recorded.splitSeed()));
        } catch (IllegalArgumentException unfit) {
            throw new IOException("the zoo's dataset " + recorded.name() + ": " + unfit.getMessage(), unfit);
        }
        if (!task.dataset.sha256().equals(recorded.checksum())) {
            throw new IOException("dataset " + recorded.name() + " has checksum " + task.dataset.sha256()
                    + " here, but the zoo was trained on " + recorded.checksum());
        }
        return task;
    }

    private static TaskConfig config(ZooManifest.Dataset recorded) {
        Map<String, Object> scaling = recorded.standardisation();
        String scope = String.valueOf(scaling.get(SCOPE));
        if (scope.equals(GIVEN)) {
            return new TaskConfig(
                    recorded.name(),
                    recorded.validation(),
                    Standardisation.Scope.NONE,
                    numbers(scaling, MEAN),
                    numbers(scaling, STD));
        }
        return new TaskConfig(recorded.name(), recorded.validation(), scopeOf(scope));
    }

    private static List<Double> numbers(Map<String, Object> scaling, String key) {
        List<Double> numbers = new ArrayList<>();
        if (scaling.get(key) instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Number number) {
                    numbers.add(number.doubleValue());
                } else {
                    throw new IllegalArgumentException("standardisation." + key + ": " + each + " is not a number");
                }
            }
        }
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("standardisation." + key + " is not a list of numbers");
        }
        return numbers;
    }

    private static Standardisation.Scope scopeOf(String id) {
        return Arrays.stream(Standardisation.Scope.values())
                .filter(scope -> id(scope).equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("standardisation scope " + id + " is not known"));
    }

    static String id(Standardisation.Scope scope) {
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
                config.normalisation().isPresent()
                        ? Map.of(SCOPE, GIVEN, MEAN, config.mean(), STD, config.std())
                        : Map.of(SCOPE, id(config.standardise())));
    }

    /** The settings that {@link #load(TaskConfig, Path, Seed)} takes. */
    public TaskConfig config() {
        return config;
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

    /** Further examples of the task's shape, scaled as its own are. */
    public Examples scaled(Examples raw) {
        return scaling.apply(raw);
    }

    /** The scaled test part; scaled anew at each call, since it is read once, at the end. */
    public Examples test() {
        return scaling.apply(split.test());
    }
}
