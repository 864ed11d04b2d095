package org.weightflow.networks.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.weightflow.networks.artefact.FileFailure;

/**
 * One training run as Ray Tune leaves it: {@code params.json}, {@code result.json} with one object a line, and the folders
 * {@code checkpoint_5} or {@code checkpoint_000005}.
 * <p>Its JSON is Python's: numbers may be NaN or Infinity, which diverged trainings do report.
 *
 * @param epochs the names of the folders of each epoch, by rising epoch; more than one where both spellings are there
 */
record Trial(Path folder, NavigableMap<Integer, List<String>> epochs) {
    static final String FILE = "checkpoints";

    /** Some thousand lines of some kilobytes. */
    private static final long LARGEST_FILE = 16L << 20;

    private static final Pattern CHECKPOINT = Pattern.compile("checkpoint_([0-9]{1,9})");
    private static final String ITERATION = "training_iteration";
    private static final String CONFIG = "config";

    private static final JsonMapper PYTHON_JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Lists the checkpoints, and opens none. */
    static Trial of(Path folder) throws IOException {
        NavigableMap<Integer, List<String>> epochs = new TreeMap<>();
        for (String name : Folders.namesOfFolders(folder)) {
            Matcher checkpoint = CHECKPOINT.matcher(name);
            if (checkpoint.matches()) {
                epochs.computeIfAbsent(Integer.valueOf(checkpoint.group(1)), epoch -> new ArrayList<>())
                        .add(name);
            }
        }
        return new Trial(folder, epochs);
    }

    /** The last epoch that has a checkpoint. */
    OptionalInt lastEpoch() {
        return epochs.isEmpty() ? OptionalInt.empty() : OptionalInt.of(epochs.lastKey());
    }

    /** @throws IOException saying why there is no one checkpoint of that epoch */
    Path checkpoint(int epoch) throws IOException {
        List<String> names = epochs.getOrDefault(epoch, List.of());
        if (names.size() > 1) {
            throw new IOException(folder + ": epoch " + epoch + " has two checkpoints, " + String.join(" and ", names));
        }
        if (names.isEmpty()) {
            throw new IOException(folder + ": no checkpoint of epoch " + epoch
                    + (epochs.isEmpty()
                            ? "; there is none at all"
                            : "; there are " + epochs.size() + " from epoch " + epochs.firstKey() + " to "
                                    + epochs.lastKey()));
        }
        return folder.resolve(names.get(0)).resolve(FILE);
    }

    /**
     * What was reported after an epoch: the last line whose {@code training_iteration} it is, since a resumed run repeats some.
     * <p>Where no line has such a field, lines are counted, from epoch 0 if it was kept as a checkpoint and from 1 if not.
     *
     * @throws IOException naming the file and the line that is not a JSON object
     */
    Optional<JsonNode> result(int epoch) throws IOException {
        int counted = epochs.containsKey(0) ? epoch : epoch - 1;
        List<JsonNode> byLine = new ArrayList<>();
        List<JsonNode> byIteration = new ArrayList<>();
        boolean[] named = {false};
        eachResult((line, index) -> {
            JsonNode iteration = line.path(ITERATION);
            named[0] |= !iteration.isMissingNode();
            if (iteration.isInt() && iteration.intValue() == epoch) {
                byIteration.add(line);
            }
            if (index == counted) {
                byLine.add(line);
            }
        });
        List<JsonNode> found = named[0] ? byIteration : byLine;
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }

    /** A hyper-parameter that is a text, of params.json or else of the config in the first line of result.json. */
    Optional<String> textParameter(String key) throws IOException {
        Path params = folder.resolve("params.json");
        List<JsonNode> configs = new ArrayList<>();
        if (Files.exists(params)) {
            configs.add(object(text(params), params.toString()));
        } else {
            eachResult((line, index) -> {
                if (index == 0) {
                    configs.add(line.path(CONFIG));
                }
            });
        }
        return configs.stream()
                .map(config -> config.path(key))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst();
    }

    /** Takes the lines of result.json with their number, from 0; none if there is no such file. */
    private void eachResult(ObjIntConsumer<JsonNode> consumer) throws IOException {
        Path file = folder.resolve("result.json");
        if (Files.exists(file)) {
            List<String> lines = text(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                consumer.accept(object(lines.get(i), file + ": line " + (i + 1)), i);
            }
        }
    }

    private static String text(Path file) throws IOException {
        try {
            long size = Files.size(file);
            if (size > LARGEST_FILE) {
                throw new IOException("the file has " + size + " bytes, more than " + LARGEST_FILE);
            }
            return Files.readString(file);
        } catch (IOException failure) {
            throw FileFailure.of(file, "cannot be read", failure);
        }
    }

    private static JsonNode object(String text, String where) throws IOException {
        JsonNode node;
        try {
            node = PYTHON_JSON.readTree(text);
        } catch (JsonProcessingException failure) {
            String fault = failure.getOriginalMessage();
            throw new IOException(where + ": " + fault.lines().findFirst().orElse("not JSON"), failure);
        }
        if (!node.isObject()) {
            throw new IOException(where + ": not a JSON object");
        }
        return node;
    }
}
