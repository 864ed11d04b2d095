package org.weightflow.tools.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a configuration file says, key by key, as it stands there: neither bound to a record nor completed by defaults, so that files of
 * other versions can be read too.
 */
public final class FlatSettings {
    private FlatSettings() {}

    /**
     * The values of a file by path, such as {@code collect.training.epochs}, in the order of the file; a list is one value.
     *
     * @throws ConfigException if the text breaks a rule
     * @throws IOException if the file cannot be read
     */
    public static Map<String, String> read(Path file) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        flatten("", ConfigText.read(file).root(), settings);
        return settings;
    }

    private static void flatten(String path, JsonNode node, Map<String, String> settings) {
        if (node.isObject()) {
            node.fields()
                    .forEachRemaining(
                            field -> flatten(ConfigText.join(path, field.getKey()), field.getValue(), settings));
        } else {
            settings.put(path, node.isTextual() ? node.textValue() : node.toString());
        }
    }
}
