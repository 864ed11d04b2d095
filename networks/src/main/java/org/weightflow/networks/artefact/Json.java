package org.weightflow.networks.artefact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The one JSON dialect of the artefacts.
 * <p>Writing is canonical: keys sorted, doubles as {@link Double#toString}, LF, nothing that depends on time or machine; equal
 * values give equal bytes. Reading is strict: unknown, missing and duplicate fields, trailing text and converted types fail; only what is
 * {@link AddedLater} may be missing.
 */
public final class Json {
    /** Far above any manifest, far below what would fill the memory. */
    private static final long LARGEST_FILE = 64L << 20;
    /** How Jackson begins what it says of a record's component that a text does not have. */
    private static final String MISSING_FIELD = "Missing creator property";

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual, text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .injectableValues(new Missing())
            .build();

    private Json() {}

    /** What {@link AddedLater} says of fields that are missing. */
    private static final class Missing extends InjectableValues {
        @Override
        public Object findInjectableValue(
                Object valueId, DeserializationContext context, BeanProperty field, Object bean) {
            return field.getType().getRawClass() == boolean.class ? false : null;
        }
    }

    /** The first field in which two values differ. */
    public record Difference(String field, String left, String right) {}

    /**
     * The canonical form without any white space.
     *
     * @throws IllegalArgumentException naming the field, if a number is not finite
     */
    public static String line(Object value) {
        return render(value, false);
    }

    /** The canonical form for people: fields on lines of their own, indented by two spaces, with an LF at the end. */
    public static String text(Object value) {
        return render(value, true) + "\n";
    }

    /**
     * Reads a file.
     *
     * @throws IOException one sentence that names the file, the field and the rule
     */
    public static <T> T read(Path file, Class<T> type) throws IOException {
        String text;
        try {
            long size = Files.size(file);
            if (size > LARGEST_FILE) {
                throw new IOException("the file has " + size + " bytes, more than " + LARGEST_FILE);
            }
            text = Files.readString(file);
        } catch (IOException failure) {
            throw FileFailure.of(file, "cannot be read", failure);
        }
        return parse(text, file.toString(), type);
    }

    /**
     * Reads a text.
     *
     * @param where where the text stands, to begin the message with
     * @throws IOException one sentence that names the place, the field and the rule
     */
    public static <T> T parse(String text, String where, Class<T> type) throws IOException {
        try {
            T value = MAPPER.readValue(text, type);
            if (value == null) {
                throw new IOException(where + ": null where an object is expected");
            }
            return value;
        } catch (JsonProcessingException failure) {
            throw new IOException(where + ": " + describe(failure), failure);
        }
    }

    /** Whether {@code text} is one JSON object, whatever its fields. */
    public static boolean isObject(String text) {
        try {
            return MAPPER.readTree(text).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /**
     * A deep copy with sorted keys and plain values (text, boolean, whole numbers, doubles, lists, maps), unmodifiable and equal to
     * what reading its canonical form gives.
     */
    public static Map<String, Object> canonicalMap(Map<String, ?> map) {
        Map<String, Object> copy = new TreeMap<>();
        reread(map).fields().forEachRemaining(field -> copy.put(field.getKey(), plain(field.getValue())));
        return Collections.unmodifiableMap(copy);
    }

    /** The first difference in the order of the canonical form; fields are named as {@code recipe.epochs}. */
    public static Optional<Difference> firstDifference(Object left, Object right) {
        return difference("", reread(left), reread(right));
    }

    /** The canonical form as a tree, in which a number's Java type no longer matters. */
    static JsonNode reread(Object value) {
        try {
            return MAPPER.readTree(line(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("canonical JSON could not be read back", e);
        }
    }

    private static Optional<Difference> difference(String field, JsonNode left, JsonNode right) {
        if (left.isObject() && right.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            left.fieldNames().forEachRemaining(names::add);
            right.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                Optional<Difference> found = difference(join(field, name), left.path(name), right.path(name));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        return left.equals(right) ? Optional.empty() : Optional.of(new Difference(field, shown(left), shown(right)));
    }

    private static String shown(JsonNode node) {
        return node.isMissingNode() ? "missing" : line(node);
    }

    private static String render(Object value, boolean indented) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = MAPPER.createGenerator(out)) {
            if (indented) {
                generator.setPrettyPrinter(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                                .withObjectEmptySeparator("")
                                .withArrayValueSpacing(Separators.Spacing.AFTER)
                                .withArrayEmptySeparator(""))
                        .withArrayIndenter(DefaultPrettyPrinter.NopIndenter.instance)
                        .withObjectIndenter(new DefaultIndenter("  ", "\n")));
            }
            write("", MAPPER.valueToTree(value), generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void write(String field, JsonNode node, JsonGenerator out) throws IOException {
        if (node.isObject()) {
            TreeMap<String, JsonNode> sorted = new TreeMap<>();
            node.fields().forEachRemaining(each -> sorted.put(each.getKey(), each.getValue()));
            out.writeStartObject();
            for (Map.Entry<String, JsonNode> each : sorted.entrySet()) {
                out.writeFieldName(each.getKey());
                write(join(field, each.getKey()), each.getValue(), out);
            }
            out.writeEndObject();
        } else if (node.isArray()) {
            out.writeStartArray();
            for (int i = 0; i < node.size(); i++) {
                write(field + "[" + i + "]", node.get(i), out);
            }
            out.writeEndArray();
        } else if (node.isDouble() || node.isFloat()) {
            if (!Double.isFinite(node.doubleValue())) {
                throw new IllegalArgumentException(field + ": " + node.doubleValue() + " is not a finite number");
            }
            out.writeNumber(node.isDouble() ? Double.toString(node.doubleValue()) : Float.toString(node.floatValue()));
        } else {
            out.writeTree(node);
        }
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new TreeMap<>();
            node.fields().forEachRemaining(field -> map.put(field.getKey(), plain(field.getValue())));
            return Collections.unmodifiableMap(map);
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(element -> list.add(plain(element)));
            return Collections.unmodifiableList(list);
        }
        return node.isNumber()
                ? node.numberValue()
                : node.isBoolean() ? (Object) node.booleanValue() : node.isNull() ? null : node.textValue();
    }

    private static String describe(JsonProcessingException failure) {
        String message = firstLine(failure.getOriginalMessage());
        if (failure instanceof JsonMappingException mapping) {
            if (mapping instanceof UnrecognizedPropertyException) {
                message = "the field is not known";
            } else if (mapping instanceof ValueInstantiationException && mapping.getCause() != null) {
                message = firstLine(mapping.getCause().getMessage());
            } else if (message.startsWith(MISSING_FIELD)) {
                message = "the field is missing";
            }
            StringBuilder field = new StringBuilder();
            for (JsonMappingException.Reference step : mapping.getPath()) {
                if (step.getFieldName() == null) {
                    field.append('[').append(step.getIndex()).append(']');
                } else {
                    field.append(field.isEmpty() ? "" : ".").append(step.getFieldName());
                }
            }
            return field.isEmpty() ? message : field + ": " + message;
        }
        return failure.getLocation() == null
                ? message
                : "line " + failure.getLocation().getLineNr() + ", column "
                        + failure.getLocation().getColumnNr() + ": " + message;
    }

    private static String firstLine(String message) {
        return message == null
                ? "the value does not fit"
                : message.lines().findFirst().orElse("").strip();
    }

    private static String join(String field, String name) {
        return field.isEmpty() ? name : field + "." + name;
    }
}
