package org.weightflow.networks.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.architecture.Nonlinearity;
import org.weightflow.networks.architecture.SmallCnn;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.numpy.NpyFile;

/**
 * A dataset of the Small CNN Zoo: a matrix {@code weights.npy} with a checkpoint in each row, {@code layout.csv} that says what its
 * columns are, and {@code metrics.csv.gz} with a line for each row. One row of each network is a checkpoint here.
 * <p>The matrix is mapped, so it may be larger than the memory. Half of the networks have another activation than the others; a
 * source has one, and refuses to read rows of another.
 *
 * @see <a href="https://arxiv.org/abs/2002.11448">Unterthiner et al. (2020)</a>
 */
public final class SmallCnnZooSource implements CheckpointSource {
    private static final String WEIGHTS = "weights.npy";
    private static final String LAYOUT = "layout.csv";
    private static final String METRICS = "metrics.csv.gz";

    private static final Map<String, Nonlinearity> ACTIVATIONS =
            Map.of("relu", Nonlinearity.RELU, "tanh", Nonlinearity.TANH);

    /** Height and width of the images that the networks were trained on. */
    private static final Map<String, Integer> EXTENTS =
            Map.of("mnist", 28, "fashion_mnist", 28, "cifar10", 32, "svhn_cropped", 32);

    /** For other datasets; the mean over the image makes the parameters fit any size. */
    private static final int USUAL_EXTENT = 28;

    private final NpyFile weights;
    private final SmallCnnColumns columns;
    private final List<SmallCnnRow> rows;
    private final Nonlinearity activation;

    private SmallCnnZooSource(
            NpyFile weights, SmallCnnColumns columns, List<SmallCnnRow> rows, Nonlinearity activation) {
        this.weights = weights;
        this.columns = columns;
        this.rows = rows;
        this.activation = activation;
    }

    /** Whether {@code path} is a folder with a matrix and its layout, or a matrix beside its layout. */
    public static boolean looksLikeOne(Path path) {
        Path matrix = matrix(path);
        return matrix.toString().endsWith(".npy")
                && Files.isRegularFile(matrix)
                && Files.isRegularFile(matrix.resolveSibling(LAYOUT));
    }

    /**
     * @param path       the folder, or the matrix in it
     * @param step       the epoch of each network's checkpoint, as {@code step} counts it; without one, the last that each has
     * @param activation RELU or TANH; without one, what most of the chosen rows have, RELU if they are as many
     * @throws CheckpointFormatException naming the file that does not fit the others or the network
     */
    public static SmallCnnZooSource open(Path path, OptionalInt step, Optional<Nonlinearity> activation)
            throws IOException {
        if (activation.isPresent() && !ACTIVATIONS.containsValue(activation.get())) {
            throw new IllegalArgumentException(
                    "activation " + activation.get() + " is not among the zoo's, which are RELU and TANH");
        }
        Path matrix = matrix(path);
        NpyFile weights = NpyFile.open(matrix);
        if (weights.dtype() != Dtype.F32 || weights.shape().size() != 2 || weights.rows() > Integer.MAX_VALUE) {
            throw new CheckpointFormatException(
                    matrix, weights.dtype() + " of shape " + weights.shape() + " is not a matrix of F32");
        }
        SmallCnnColumns columns = SmallCnnColumns.read(matrix.resolveSibling(LAYOUT), matrix, weights.rowSize());
        Path metrics = matrix.resolveSibling(METRICS);
        List<SmallCnnRow> rows = SmallCnnRow.choose(metrics, weights.rows(), step);
        if (rows.isEmpty()) {
            throw new CheckpointFormatException(
                    metrics, step.isPresent() ? "no line has step " + step.getAsInt() : "no line behind the first");
        }
        return new SmallCnnZooSource(weights, columns, rows, activation.orElseGet(() -> mostFrequent(rows)));
    }

    private static Path matrix(Path path) {
        return Files.isDirectory(path) ? path.resolve(WEIGHTS) : path;
    }

    private static Nonlinearity mostFrequent(List<SmallCnnRow> rows) {
        Map<String, Long> counts =
                rows.stream().collect(Collectors.groupingBy(SmallCnnRow::activation, Collectors.counting()));
        return counts.getOrDefault("tanh", 0L) > counts.getOrDefault("relu", 0L)
                ? Nonlinearity.TANH
                : Nonlinearity.RELU;
    }

    @Override
    public String kind() {
        return "small-cnn-zoo";
    }

    @Override
    public int count() {
        return rows.size();
    }

    /** The matrix and the row in it, such as {@code weights.npy/8}; the rows are counted from 0. */
    @Override
    public String name(int index) {
        return weights.path().getFileName() + "/" + rows.get(index).index();
    }

    @Override
    public Checkpoint read(int index) throws IOException {
        SmallCnnRow row = rows.get(index);
        if (ACTIVATIONS.get(row.activation()) != activation) {
            throw new IOException(weights.path() + ": row " + row.index() + ": config.activation '" + row.activation()
                    + "' does not fit a source of networks with " + activation);
        }
        return columns.checkpoint(weights.row(row.index()));
    }

    /** {@code source.test_accuracy}, {@code source.test_loss}, and the same of the training set. */
    @Override
    public Map<String, Double> metrics(int index) {
        return Map.copyOf(rows.get(index).metrics());
    }

    /** {@code small-cnn} for images of the size that the named dataset has; 28x28 if it is another or there are several. */
    @Override
    public Optional<Architecture> architecture() {
        Set<String> datasets = rows.stream().map(SmallCnnRow::dataset).collect(Collectors.toSet());
        int extent =
                datasets.size() == 1 ? EXTENTS.getOrDefault(datasets.iterator().next(), USUAL_EXTENT) : USUAL_EXTENT;
        SmallCnn architecture = columns.architecture(activation, extent);
        return Optional.of(architecture);
    }
}
