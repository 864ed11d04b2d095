package org.weightflow.tools.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A YAML or JSON document, with the line of each key. Keys are unique; YAML aliases are refused, as a few lines of them can stand for
 * a document of any size.
 */
final class ConfigText {
    /** Far above what people write. */
    private static final long LARGEST_FILE = 1 << 20;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String source;
    private final Map<String, Integer> lines = new HashMap<>();
    private final ObjectNode root;

    private ConfigText(String source, String text, JsonFactory format) throws ConfigException {
        this.source = source;
        // A byte order mark that some editors write.
        String document = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try (JsonParser parser = format.createParser(document)) {
            this.root = document(parser);
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            throw new ConfigException(at(location == null ? 0 : location.getLineNr()) + reason(e), e);
        } catch (ConfigException e) {
            throw e;
        } catch (IOException e) {
            throw new ConfigException(source + ": " + e.getMessage(), e);
        }
    }

    /** Reads a file: JSON if it is called so, YAML otherwise. */
    static ConfigText read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > LARGEST_FILE) {
            throw new ConfigException(
                    file + ": the file has " + size + " bytes; a configuration has at most " + LARGEST_FILE);
        }
        try {
            return parse(Files.readString(file), file.toString());
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + ": the file is not UTF-8 text", e);
        }
    }

    /** Reads a text: JSON if {@code source} ends so, YAML otherwise. */
    static ConfigText parse(String text, String source) throws ConfigException {
        return new ConfigText(source, text, source.endsWith(".json") ? new JsonFactory() : new YAMLFactory());
    }

    /** What was read and what is wrong with it; the indented lines between show where, which the line number does, too. */
    private static String reason(JsonProcessingException e) {
        return e.getOriginalMessage()
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .collect(Collectors.joining(": "))
                // The parsers' own names for places and things mean nothing to whoever wrote the text.
                .replaceAll(" \\(start marker at .*; line: (\\d+), column: \\d+\\]\\)", " (opened in line $1)")
                .replaceAll(", got this instead: .*", "");
    }

    ObjectNode root() {
        return root;
    }

    /** {@code "file:12: "} for a key; {@code "file: "} where the line is not known. */
    String at(String path) {
        return at(lines.getOrDefault(path, 0));
    }

    private String at(int line) {
        return line > 0 ? source + ":" + line + ": " : source + ": ";
    }

    private ObjectNode document(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null || token == JsonToken.VALUE_NULL) {
            return NODES.objectNode();
        }
        if (token != JsonToken.START_OBJECT) {
            throw new ConfigException(at(line(parser)) + "a configuration is a list of keys and values");
        }
        ObjectNode document = object(parser, "");
        if (parser.nextToken() != null) {
            throw new ConfigException(at(line(parser)) + "there is more after the end of the configuration");
        }
        return document;
    }

    private JsonNode value(JsonParser parser, String path) throws IOException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw new ConfigException(at(line(parser)) + path + ": aliases (*name) are not read; write the value out");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, path);
            case START_ARRAY -> array(parser, path);
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NUMBER_INT -> whole(parser, path);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_NULL -> NODES.nullNode();
            default -> NODES.textNode(parser.getText());
        };
    }

    private JsonNode whole(JsonParser parser, String path) throws IOException {
        if (parser.getText().matches("[-+]?0[0-9_]+")) {
            // YAML 1.1 takes it for octal, which nobody means.
            throw new ConfigException(
                    at(line(parser)) + path + ": " + parser.getText() + " begins with 0; leave that out");
        }
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private ObjectNode object(JsonParser parser, String path) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            String inner = join(path, key);
            int line = line(parser);
            if (object.has(key)) {
                throw new ConfigException(
                        at(line) + inner + " is given twice, first in line " + lines.getOrDefault(inner, 0));
            }
            lines.put(inner, line);
            parser.nextToken();
            object.set(key, value(parser, inner));
        }
        return object;
    }

    private ArrayNode array(JsonParser parser, String path) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String inner = path + "[" + array.size() + "]";
            lines.put(inner, line(parser));
            array.add(value(parser, inner));
        }
        return array;
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
