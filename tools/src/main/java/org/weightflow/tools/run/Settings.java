package org.weightflow.tools.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** Configurations in the plain form that manifests and reports record: the same words as in a configuration file. */
final class Settings {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Settings() {}

    /** The whole configuration. */
    static Map<String, Object> all(RunConfig config) {
        return plain(RunConfig.tree().tree(config));
    }

    /** One section of the configuration, such as {@code collect}. */
    static Map<String, Object> section(RunConfig config, String name) {
        return plain(RunConfig.tree().tree(config).get(name));
    }

    /** Any record or tree as a map. */
    static Map<String, Object> plain(Object value) {
        return MAPPER.convertValue(value, new TypeReference<>() {});
    }
}
