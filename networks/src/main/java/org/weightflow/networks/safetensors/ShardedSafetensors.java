package org.weightflow.networks.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Tensor;

/**
 * A checkpoint in several safetensors files, as an index such as {@code model.safetensors.index.json} lists them:
 * {@code {"metadata": {"total_size": BYTES}, "weight_map": {"TENSOR": "FILE"}}}.
 * <p>Every file lies beside the index, and the files hold exactly the tensors that the index says they do. The total size is not
 * compared: writers disagree about what it counts.
 */
public final class ShardedSafetensors {
    private static final long LARGEST_INDEX = 64L << 20;
    private static final int MOST_ENTRIES = 100_000;
    private static final int MOST_FILES = 10_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(16).build())
            .build();

    private final Path index;

    private ShardedSafetensors(Path index) {
        this.index = index;
    }

    /**
     * The tensors of all files, in the order of the index.
     *
     * @throws CheckpointFormatException naming the rule that the index or a file breaks
     * @throws IOException               naming the file that cannot be read
     */
    public static Checkpoint open(Path index) throws IOException {
        return new ShardedSafetensors(index).read();
    }

    private Checkpoint read() throws IOException {
        Map<String, String> files = weightMap(text());
        Map<String, SafetensorsFile> shards = new TreeMap<>();
        for (Map.Entry<String, String> each : files.entrySet()) {
            requireBaseName(each.getKey(), each.getValue());
            if (!shards.containsKey(each.getValue())) {
                require(shards.size() < MOST_FILES, "the index names more than " + MOST_FILES + " files");
                shards.put(each.getValue(), SafetensorsFile.open(index.resolveSibling(each.getValue())));
            }
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : files.entrySet()) {
            Tensor tensor = shards.get(each.getValue()).tensors().get(each.getKey());
            require(tensor != null, each.getKey() + ": the entry is not in " + each.getValue());
            tensors.put(each.getKey(), tensor);
        }
        for (Map.Entry<String, SafetensorsFile> shard : shards.entrySet()) {
            for (String name : shard.getValue().tensors().keySet()) {
                String file = files.get(name);
                require(file != null, name + ": the entry is in " + shard.getKey() + " but not in the index");
                require(file.equals(shard.getKey()), name + ": the entry is in " + shard.getKey() + " and in " + file);
            }
        }
        return Checkpoint.of(index, tensors);
    }

    private String text() throws IOException {
        try {
            long size = Files.size(index);
            require(size <= LARGEST_INDEX, "the index has " + size + " bytes, more than " + LARGEST_INDEX);
            return Files.readString(index, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new CheckpointFormatException(index, "the index is not UTF-8", e);
        } catch (CheckpointFormatException fault) {
            throw fault;
        } catch (IOException failure) {
            throw FileFailure.of(index, "cannot be read", failure);
        }
    }

    /** The files by tensor, in the order of the index. */
    private Map<String, String> weightMap(String text) throws IOException {
        Map<String, String> files = null;
        try (JsonParser in = JSON.createParser(text)) {
            require(in.nextToken() == JsonToken.START_OBJECT, "the index is not a JSON object");
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                in.nextToken();
                switch (field) {
                    case "weight_map" -> files = files(in);
                    case "metadata" -> {
                        require(in.currentToken() == JsonToken.START_OBJECT, "metadata is not an object");
                        in.skipChildren();
                    }
                    default -> throw new CheckpointFormatException(
                            index, "field '" + field + "' is not metadata or weight_map");
                }
            }
            require(in.nextToken() == null, "text follows the JSON object of the index");
        } catch (JsonProcessingException e) {
            String reason = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new CheckpointFormatException(index, "the index is not valid JSON: " + reason, e);
        }
        require(files != null, "weight_map is missing");
        return files;
    }

    private Map<String, String> files(JsonParser in) throws IOException {
        require(in.currentToken() == JsonToken.START_OBJECT, "weight_map is not an object");
        Map<String, String> files = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            require(files.size() < MOST_ENTRIES, "weight_map has more than " + MOST_ENTRIES + " entries");
            require(in.nextToken() == JsonToken.VALUE_STRING, name + ": the file is not a string");
            files.put(name, in.getText());
        }
        return files;
    }

    /** Nothing but a file beside the index: no folder, no drive, no parent, on any operating system. */
    private void requireBaseName(String tensor, String file) throws CheckpointFormatException {
        boolean plain = !file.isEmpty()
                && !file.equals(".")
                && !file.equals("..")
                && file.chars().noneMatch(c -> c < ' ' || c == 0x7f || "/\\:*?\"<>|".indexOf(c) >= 0)
                && StandardCharsets.UTF_8.newEncoder().canEncode(file);
        require(
                plain,
                tensor + ": the file '" + file.replaceAll("[^\\x20-\\x7e]", "?")
                        + "' is not the name of a file beside the index");
    }

    private void require(boolean holds, String otherwise) throws CheckpointFormatException {
        if (!holds) {
            throw new CheckpointFormatException(index, otherwise);
        }
    }
}
