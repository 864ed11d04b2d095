package org.weightflow.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The datasets by name: {@code iris} and {@code digits} from inside the jar; {@code mnist}, {@code fashion-mnist},
 * {@code kmnist}, {@code cifar10} and {@code cifar10-subset} from files in a folder (see {@link DataFolder};
 * {@link DatasetFetcher} downloads mnist and cifar10).
 *
 * <p>From a name to arrays to train on: {@code load}, then {@link Split#of}, then {@link Standardisation#fit}.
 */
public final class Datasets {
    /** Part of the rows that becomes the test part where a dataset has no official one; our own choice. */
    public static final double TEST_FRACTION = 0.2;

    private static final List<TaskSource> SOURCES = sources();

    private Datasets() {}

    private static List<TaskSource> sources() {
        List<TaskSource> sources = new ArrayList<>(List.of(new Iris(), new Digits()));
        sources.addAll(List.of(MnistFamily.values()));
        sources.addAll(List.of(Cifar10.values()));
        return List.copyOf(sources);
    }

    /** The names that {@link #load} knows, in the order of a listing. */
    public static List<String> names() {
        return SOURCES.stream().map(TaskSource::datasetName).toList();
    }

    /**
     * Reads a dataset.
     *
     * <p>Image bytes are divided by 255 and the grey levels of digits by 16, so they lie in [0, 1]; iris stays in
     * centimetres.
     *
     * @param name one of {@link #names()}
     * @param dataFolder where files are looked for, or null for the folder that {@link DataFolder} finds; not used for
     *     iris and digits
     * @param splitDraws chooses the test rows of iris and digits ({@link #TEST_FRACTION} of them, in proportion by
     *     class); the others have an official test part and draw nothing
     * @throws IllegalArgumentException if the name is not known
     * @throws MissingDatasetException if files are absent; the message says which go where
     * @throws DatasetFormatException if a file does not hold what it should
     */
    public static Dataset load(String name, Path dataFolder, RandomGenerator splitDraws) throws IOException {
        Objects.requireNonNull(splitDraws, "splitDraws");
        TaskSource source = source(name);
        return source.load(folder(source, dataFolder), splitDraws);
    }

    /**
     * Short facts about a dataset; its files are looked for, not read.
     *
     * @param name one of {@link #names()}
     * @param dataFolder as for {@link #load}
     * @throws IllegalArgumentException if the name is not known
     */
    public static DatasetDescription describe(String name, Path dataFolder) {
        TaskSource source = source(name);
        return source.describe(folder(source, dataFolder));
    }

    /** Which files of a dataset go where, for people who put them there; empty for what is inside the jar. */
    static String byHand(String name, Path folder) {
        return source(name).byHand(folder);
    }

    private static Path folder(TaskSource source, Path dataFolder) {
        // What lies inside the jar must load where no folder can be found, too.
        return source instanceof EmbeddedTable ? Path.of("") : DataFolder.resolve(dataFolder);
    }

    private static TaskSource source(String name) {
        return SOURCES.stream()
                .filter(source -> source.datasetName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "dataset '" + name + "' is not one of " + String.join(", ", names())));
    }
}
