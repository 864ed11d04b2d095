package org.weightflow.tools.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.weightflow.tools.words.Choices;
import org.weightflow.tools.words.Nearest;

/**
 * Lays a document over defaults and makes records of it, type by type. In every method {@code usual} is the default, or null where
 * there is none and each key must be given: in the elements of lists, and in new entries of maps.
 */
final class ConfigBinder {
    private static final int LONGEST_VALUE = 60;

    private final ConfigText text;
    private final NamedDefaults named;
    private final Map<Class<?>, Map<String, Object>> families;

    ConfigBinder(ConfigText text, NamedDefaults named, Map<Class<?>, Map<String, Object>> families) {
        this.text = text;
        this.named = named;
        this.families = families;
    }

    Object bind(Type type, Object usual, JsonNode given, String path) throws ConfigException {
        Class<?> raw = raw(type);
        if (raw == Optional.class) {
            return optional(type, (Optional<?>) usual, given, path);
        }
        if (JsonNode.class.isAssignableFrom(raw)) {
            return raw(raw, (JsonNode) usual, given, path);
        }
        if (given.isNull()) {
            throw wrong(path, "has no value; it is " + kind(raw));
        }
        if (families.containsKey(raw)) {
            return member(families.get(raw), usual, given, path);
        }
        if (raw.isRecord()) {
            return record(raw, usual, object(given, raw, path), path);
        }
        if (raw == List.class) {
            return list(type, given, path);
        }
        if (raw == Map.class) {
            return map(type, (Map<?, ?>) usual, object(given, raw, path), path);
        }
        return scalar(raw, given, path);
    }

    private Optional<?> optional(Type type, Optional<?> usual, JsonNode given, String path) throws ConfigException {
        if (given.isNull()) {
            return Optional.empty();
        }
        Object inner = usual == null ? null : usual.orElse(null);
        return Optional.of(bind(ConfigWriter.argument(type, 0), inner, given, path));
    }

    private Object record(Class<?> type, Object usual, ObjectNode given, String path) throws ConfigException {
        Object start = usual;
        Optional<ObjectNode> other = otherDefaults(Records.keys(type), usual, given, path);
        if (other.isPresent()) {
            ObjectNode complete = other.get().deepCopy();
            complete.set(Records.NAME, given.get(Records.NAME));
            start = record(type, null, complete, path);
        }
        requireKnown(given, Records.keys(type), path);
        return create(type, start, given, path);
    }

    /** The defaults of another name, if {@code given} asks for one and somebody knows them. */
    private Optional<ObjectNode> otherDefaults(List<String> keys, Object usual, ObjectNode given, String path)
            throws ConfigException {
        if (usual == null
                || !keys.contains(Records.NAME)
                || !given.path(Records.NAME).isTextual()) {
            return Optional.empty();
        }
        JsonNode before =
                new ConfigWriter(families).node(usual, usual.getClass()).path(Records.NAME);
        return otherDefaults(before, given, path);
    }

    private Optional<ObjectNode> otherDefaults(JsonNode nameBefore, ObjectNode given, String path)
            throws ConfigException {
        JsonNode name = given.path(Records.NAME);
        if (!name.isTextual() || !nameBefore.isTextual() || name.equals(nameBefore)) {
            return Optional.empty();
        }
        try {
            return named.of(path, name.textValue());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(text.at(key(path)) + key(path) + ": " + e.getMessage(), e);
        }
    }

    private Object create(Class<?> type, Object usual, ObjectNode given, String path) throws ConfigException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String key = components[i].getName();
            Object before = usual == null ? null : Records.value(components[i], usual);
            if (given.has(key)) {
                values[i] = bind(components[i].getGenericType(), before, given.get(key), ConfigText.join(path, key));
            } else if (usual != null) {
                values[i] = before;
            } else if (components[i].getType() == Optional.class) {
                values[i] = Optional.empty();
            } else {
                throw wrong(path, "lacks the key " + key);
            }
        }
        try {
            return Records.create(type, values);
        } catch (IllegalArgumentException e) {
            throw brokenRule(type, given, path, e);
        }
    }

    /** Rules begin with the name of what they are about, so that the line of that key can be told. */
    private ConfigException brokenRule(Class<?> type, ObjectNode given, String path, IllegalArgumentException rule) {
        String message = String.valueOf(rule.getMessage());
        for (String key : Records.keys(type)) {
            if (message.startsWith(key + " ") && given.has(key)) {
                String inner = ConfigText.join(path, key);
                return new ConfigException(text.at(inner) + ConfigText.join(path, message), rule);
            }
        }
        return new ConfigException(text.at(path) + (path.isEmpty() ? "" : path + ": ") + message, rule);
    }

    private Object member(Map<String, Object> family, Object usual, JsonNode given, String path)
            throws ConfigException {
        List<String> names = List.copyOf(family.keySet());
        if (!given.isObject()) {
            throw wrong(path, "is " + shown(given) + ", not keys and values with a name: " + listed(names));
        }
        String before = usual == null ? null : ConfigWriter.memberName(family, usual.getClass());
        JsonNode nameNode = given.path(Records.NAME);
        if (nameNode.isMissingNode() && before == null) {
            throw wrong(path, "lacks the key " + Records.NAME + ": " + listed(names));
        }
        String name = nameNode.isMissingNode() ? before : nameNode.asText();
        Object member = family.get(name);
        if (member == null || !(nameNode.isMissingNode() || nameNode.isTextual())) {
            throw wrong(key(path), shown(nameNode) + " is not " + listed(names) + Nearest.hint(name, names));
        }
        ObjectNode fields = ((ObjectNode) given).deepCopy();
        fields.remove(Records.NAME);
        List<String> known = new ArrayList<>(List.of(Records.NAME));
        known.addAll(Records.keys(member.getClass()));
        requireKnown(fields, known, path);
        return create(member.getClass(), name.equals(before) ? usual : member, fields, path);
    }

    private JsonNode raw(Class<?> type, JsonNode usual, JsonNode given, String path) throws ConfigException {
        JsonNode laid = laid(usual, given, path);
        if (!type.isInstance(laid)) {
            throw wrong(path, "is " + shown(given) + ", not " + kind(type));
        }
        return laid;
    }

    /** Objects are laid over key by key, unless they change their name; anything else replaces. */
    private JsonNode laid(JsonNode usual, JsonNode given, String path) throws ConfigException {
        if (!(usual instanceof ObjectNode before) || !(given instanceof ObjectNode changes)) {
            return given.deepCopy();
        }
        ObjectNode laid = otherDefaults(before.path(Records.NAME), changes, path)
                .orElse(before)
                .deepCopy();
        for (Iterator<Map.Entry<String, JsonNode>> fields = changes.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            String key = field.getKey();
            laid.set(key, laid(laid.get(key), field.getValue(), ConfigText.join(path, key)));
        }
        return laid;
    }

    private List<?> list(Type type, JsonNode given, String path) throws ConfigException {
        if (!given.isArray()) {
            throw wrong(path, "is " + shown(given) + ", not a list");
        }
        List<Object> list = new ArrayList<>();
        for (JsonNode element : given) {
            list.add(bind(ConfigWriter.argument(type, 0), null, element, path + "[" + list.size() + "]"));
        }
        return List.copyOf(list);
    }

    private Map<String, ?> map(Type type, Map<?, ?> usual, ObjectNode given, String path) throws ConfigException {
        Map<String, Object> map = new LinkedHashMap<>();
        if (usual != null) {
            usual.forEach((key, value) -> map.put((String) key, value));
        }
        for (Iterator<Map.Entry<String, JsonNode>> fields = given.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            String key = field.getKey();
            Object value =
                    bind(ConfigWriter.argument(type, 1), map.get(key), field.getValue(), ConfigText.join(path, key));
            map.put(key, value);
        }
        return map;
    }

    private Object scalar(Class<?> type, JsonNode given, String path) throws ConfigException {
        Object value = null;
        if (type == int.class || type == Integer.class) {
            value = isWhole(given) && Math.abs(given.doubleValue()) <= Integer.MAX_VALUE ? given.intValue() : null;
        } else if (type == long.class || type == Long.class) {
            value = isWhole(given) && given.canConvertToLong() ? given.longValue() : null;
        } else if (type == double.class || type == Double.class) {
            value = isFinite(given, Double.MAX_VALUE) ? given.doubleValue() : null;
        } else if (type == float.class || type == Float.class) {
            value = isFinite(given, Float.MAX_VALUE) ? given.floatValue() : null;
        } else if (type == boolean.class || type == Boolean.class) {
            value = given.isBoolean() ? given.booleanValue() : null;
        } else if (type == String.class) {
            value = given.textValue();
        } else if (type == Path.class) {
            value = path(given);
        } else if (type.isEnum()) {
            return constant(type, given, path);
        } else {
            throw new IllegalStateException(path + ": a configuration cannot hold " + type.getName());
        }
        if (value == null) {
            throw wrong(path, "is " + shown(given) + ", not " + kind(type));
        }
        return value;
    }

    private Enum<?> constant(Class<?> type, JsonNode given, String path) throws ConfigException {
        List<String> ids = Choices.ids(type);
        Optional<Enum<?>> constant = given.isTextual() ? Choices.find(type, given.textValue()) : Optional.empty();
        if (constant.isEmpty()) {
            throw wrong(path, "is " + shown(given) + ", not " + listed(ids) + Nearest.hint(given.asText(), ids));
        }
        return constant.get();
    }

    private static Path path(JsonNode given) {
        try {
            return given.isTextual() ? Path.of(given.textValue()) : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Also 1e5, which is a way to write a whole number. */
    private static boolean isWhole(JsonNode given) {
        return given.isNumber() && given.canConvertToExactIntegral();
    }

    private static boolean isFinite(JsonNode given, double largest) {
        return given.isNumber() && Math.abs(given.doubleValue()) <= largest;
    }

    private ObjectNode object(JsonNode given, Class<?> type, String path) throws ConfigException {
        if (given instanceof ObjectNode object) {
            return object;
        }
        throw wrong(path, "is " + shown(given) + ", not " + kind(type));
    }

    private void requireKnown(ObjectNode given, List<String> known, String path) throws ConfigException {
        for (Iterator<String> keys = given.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!known.contains(key)) {
                String hint = Nearest.hint(key, known);
                throw wrong(
                        ConfigText.join(path, key),
                        "is not a known key" + hint + (hint.isEmpty() ? "; known: " : " Known: ")
                                + String.join(", ", known));
            }
        }
    }

    private ConfigException wrong(String path, String fault) {
        return new ConfigException(text.at(path) + (path.isEmpty() ? "the configuration" : path) + " " + fault);
    }

    private static String key(String path) {
        return ConfigText.join(path, Records.NAME);
    }

    private static String kind(Class<?> type) {
        if (type == int.class || type == Integer.class) {
            return "a whole number up to " + Integer.MAX_VALUE;
        }
        if (type == long.class || type == Long.class) {
            return "a whole number of 64 bits";
        }
        if (type == double.class || type == Double.class || type == float.class || type == Float.class) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "text (in quotes where it looks like something else)";
        }
        if (type == Path.class) {
            return "the path of a file or folder";
        }
        if (type == List.class) {
            return "a list";
        }
        if (type.isEnum()) {
            return listed(Choices.ids(type));
        }
        return type.isRecord() ? "keys and values; keys: " + String.join(", ", Records.keys(type)) : "keys and values";
    }

    private static String listed(List<String> choices) {
        return choices.size() == 1 ? choices.get(0) : "one of " + String.join(", ", choices);
    }

    private static String shown(JsonNode given) {
        if (given.isTextual()) {
            return "'" + cut(given.textValue()) + "'";
        }
        if (given.isObject()) {
            return "keys and values ("
                    + cut(StreamSupport.stream(((Iterable<String>) given::fieldNames).spliterator(), false)
                            .collect(Collectors.joining(", ")))
                    + ")";
        }
        return cut(given.isNumber() ? given.asText() : given.toString());
    }

    private static String cut(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        if (type instanceof ParameterizedType parameterized) {
            return raw(parameterized.getRawType());
        }
        throw new IllegalStateException("a configuration cannot hold " + type);
    }
}
