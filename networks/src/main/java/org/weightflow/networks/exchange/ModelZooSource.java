package org.weightflow.networks.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.architecture.CnnS;
import org.weightflow.networks.architecture.Nonlinearity;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.torch.TorchFile;

/**
 * A zoo of the Model Zoos dataset as it was trained: a folder {@code NN_tune_trainable_...} for each network, with one checkpoint of
 * each, {@code checkpoint_<epoch>/checkpoints}.
 * <p>Networks are in the plain order of their folders' names, so that splits of them are the same on every file system. Neither the
 * states of optimisers nor the pickled datasets that lie beside are opened.
 *
 * @see <a href="https://arxiv.org/abs/2209.14764">Schuerholt et al. (2022)</a>
 * @see <a href="https://github.com/ModelZoos/ModelZooDataset">The dataset's own reader</a>
 */
public final class ModelZooSource implements CheckpointSource {
    private static final String TRIAL = "NN_tune_trainable_";

    /** What of a line of results was measured: not the times and counters, which Ray Tune adds. */
    private static final Pattern METRIC = Pattern.compile("(train|test|val|validation)_[A-Za-z0-9_]{1,60}");

    private static final String ACTIVATION = "model::nlin";
    private static final String FIRST = "module_list.0.weight";
    private static final String LAST = "module_list.11.bias";

    /** The network itself is written for images of this size. */
    private static final int EXTENT = 28;

    private static final Map<String, Nonlinearity> ACTIVATIONS = Map.of(
            "relu", Nonlinearity.RELU,
            "leakyrelu", Nonlinearity.LEAKY_RELU,
            "tanh", Nonlinearity.TANH,
            "sigmoid", Nonlinearity.SIGMOID,
            "silu", Nonlinearity.SILU,
            "gelu", Nonlinearity.GELU);

    private final List<Trial> trials;
    private final OptionalInt epoch;

    private ModelZooSource(List<Trial> trials, OptionalInt epoch) {
        this.trials = trials;
        this.epoch = epoch;
    }

    /** Whether a folder with a name that the dataset's networks have lies in {@code folder}; false if it cannot be listed. */
    public static boolean looksLikeOne(Path folder) {
        try {
            return Folders.namesOfFolders(folder).stream().anyMatch(name -> name.startsWith(TRIAL));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * @param epoch the epoch of each network's checkpoint; without one, the last that each has
     * @throws IOException if the folder cannot be listed or holds no network
     */
    public static ModelZooSource open(Path folder, OptionalInt epoch) throws IOException {
        List<Trial> trials = new ArrayList<>();
        for (String name : Folders.namesOfFolders(folder)) {
            if (name.startsWith(TRIAL)) {
                trials.add(Trial.of(folder.resolve(name)));
            }
        }
        if (trials.isEmpty()) {
            throw new IOException(folder + ": no folder " + TRIAL + "... is in it");
        }
        return new ModelZooSource(List.copyOf(trials), epoch);
    }

    @Override
    public String kind() {
        return "model-zoo";
    }

    @Override
    public int count() {
        return trials.size();
    }

    /** The checkpoint's file below the zoo's folder; the network's folder alone if it has no such checkpoint. */
    @Override
    public String name(int index) {
        Trial trial = trials.get(index);
        String folder = trial.folder().getFileName().toString();
        List<String> names = epochOf(trial).stream()
                .mapToObj(each -> trial.epochs().getOrDefault(each, List.of()))
                .findFirst()
                .orElse(List.of());
        return names.isEmpty() ? folder : folder + "/" + names.get(0) + "/" + Trial.FILE;
    }

    @Override
    public Checkpoint read(int index) throws IOException {
        Trial trial = trials.get(index);
        OptionalInt chosen = epochOf(trial);
        if (chosen.isEmpty()) {
            throw new IOException(trial.folder() + ": no folder checkpoint_<epoch> is in it");
        }
        return TorchFile.open(trial.checkpoint(chosen.getAsInt()));
    }

    private OptionalInt epochOf(Trial trial) {
        return epoch.isPresent() ? epoch : trial.lastEpoch();
    }

    /** {@code source.train_loss}, {@code source.test_acc} and so on, as reported after the checkpoint's epoch. */
    @Override
    public Map<String, Double> metrics(int index) throws IOException {
        Trial trial = trials.get(index);
        Map<String, Double> metrics = new TreeMap<>();
        OptionalInt chosen = epochOf(trial);
        if (chosen.isPresent()) {
            trial.result(chosen.getAsInt()).ifPresent(line -> line.fields().forEachRemaining(field -> {
                JsonNode value = field.getValue();
                if (METRIC.matcher(field.getKey()).matches()
                        && value.isNumber()
                        && Double.isFinite(value.doubleValue())) {
                    metrics.put("source." + field.getKey(), value.doubleValue());
                }
            }));
        }
        return metrics;
    }

    /**
     * {@code cnn-s} with the activation that all networks' parameters name, if the first checkpoint that can be read has its names
     * and shapes; empty if they name several or none.
     */
    @Override
    public Optional<Architecture> architecture() throws IOException {
        Optional<String> activation = Optional.empty();
        for (Trial trial : trials) {
            Optional<String> own;
            try {
                own = trial.textParameter(ACTIVATION);
            } catch (IOException unreadable) {
                // It says nothing here; whoever reads that trial is told.
                continue;
            }
            if (activation.isPresent() && !own.equals(activation)) {
                return Optional.empty();
            }
            activation = own;
        }
        if (activation.isEmpty() || !ACTIVATIONS.containsKey(activation.get())) {
            return Optional.empty();
        }
        Nonlinearity nonlinearity = ACTIVATIONS.get(activation.get());
        return IntStream.range(0, count())
                .mapToObj(this::readable)
                .flatMap(Optional::stream)
                .findFirst()
                .flatMap(checkpoint -> cnnS(nonlinearity, checkpoint));
    }

    /** Empty where reading fails, of which whoever reads that one is told. */
    private Optional<Checkpoint> readable(int index) {
        try {
            return Optional.of(read(index));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Architecture> cnnS(Nonlinearity activation, Checkpoint checkpoint) {
        Tensor first = checkpoint.tensors().get(FIRST);
        Tensor last = checkpoint.tensors().get(LAST);
        if (first == null
                || last == null
                || first.shape().size() != 4
                || last.shape().size() != 1
                || !isExtent(first.shape().get(1))
                || !isExtent(last.shape().get(0))) {
            return Optional.empty();
        }
        Architecture architecture = new CnnS(
                activation,
                List.of(first.shape().get(1).intValue(), EXTENT, EXTENT),
                last.shape().get(0).intValue());
        try {
            checkpoint.toStateDict(architecture.layout());
            return Optional.of(architecture);
        } catch (CheckpointFormatException other) {
            return Optional.empty();
        }
    }

    /** Far above any channels or classes, far below what would overflow a layout. */
    private static boolean isExtent(long value) {
        return value >= 1 && value <= 1 << 16;
    }
}
