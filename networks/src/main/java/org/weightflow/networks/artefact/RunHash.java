package org.weightflow.networks.artefact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The name of a configuration: the first 8 hexadecimal digits of the SHA-256 of its canonical JSON, from which the fields that
 * have their default value are left out.
 * <p>So the same command finds its own results, and an option that is added later, left at its default, does not move them. Who
 * changes a default must raise the schema version.
 */
public final class RunHash {
    private static final int DIGITS = 8;
    private static final String NAME = "name";

    private RunHash() {}

    /**
     * @param schema   version of the configuration's meaning
     * @param config   a record or map, of JSON types
     * @param defaults the same type with every default; fields without a default are absent or differ from every value
     * @throws IllegalArgumentException naming the field, if {@code defaults} has one that {@code config} lacks
     */
    public static String of(int schema, Object config, Object defaults) {
        ObjectNode hashed = JsonNodeFactory.instance.objectNode();
        hashed.put("schema", schema);
        hashed.set("fields", changed("", Json.reread(config), Json.reread(defaults)));
        return Checksum.ofText(Json.line(hashed)).substring(0, DIGITS);
    }

    /**
     * Nested objects are compared field by field; anything else as a whole. Where two objects have different names, they are different
     * kinds of one thing, which need not have the same fields.
     */
    private static ObjectNode changed(String within, JsonNode config, JsonNode defaults) {
        if (!config.isObject() || !defaults.isObject()) {
            throw new IllegalArgumentException("a configuration is an object, not " + Json.line(config));
        }
        boolean sameKind = config.path(NAME).equals(defaults.path(NAME));
        defaults.fieldNames().forEachRemaining(name -> {
            if (sameKind && !config.has(name)) {
                throw new IllegalArgumentException(within + name + " has a default but no value");
            }
        });
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        config.fields().forEachRemaining(field -> {
            JsonNode value = field.getValue();
            JsonNode usual = defaults.get(field.getKey());
            if (usual != null && value.isObject() && usual.isObject()) {
                ObjectNode nested = changed(within + field.getKey() + ".", value, usual);
                if (!nested.isEmpty()) {
                    kept.set(field.getKey(), nested);
                }
            } else if (!value.equals(usual)) {
                kept.set(field.getKey(), value);
            }
        });
        return kept;
    }
}
