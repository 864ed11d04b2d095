package org.weightflow.tools.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weightflow.tools.words.Choices;

/** Turns a configuration into a tree of plain values. */
final class ConfigWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Map<Class<?>, Map<String, Object>> families;

    ConfigWriter(Map<Class<?>, Map<String, Object>> families) {
        this.families = families;
    }

    /** @param declared what the component says, which decides whether a record is a member of a family */
    JsonNode node(Object value, Type declared) {
        if (value instanceof Record fields) {
            return record(fields, declared);
        }
        if (value instanceof JsonNode tree) {
            return tree.deepCopy();
        }
        if (value instanceof Enum<?> constant) {
            return NODES.textNode(Choices.id(constant));
        }
        if (value instanceof Optional<?> maybe) {
            return maybe.isPresent() ? node(maybe.get(), argument(declared, 0)) : NODES.nullNode();
        }
        if (value instanceof List<?> list) {
            ArrayNode array = NODES.arrayNode();
            list.forEach(element -> array.add(node(element, argument(declared, 0))));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            map.forEach((key, element) -> object.set((String) key, node(element, argument(declared, 1))));
            return object;
        }
        return scalar(value);
    }

    private ObjectNode record(Record fields, Type declared) {
        ObjectNode object = NODES.objectNode();
        Map<String, Object> family = families.get(declared);
        if (family != null) {
            object.put(Records.NAME, memberName(family, fields.getClass()));
        }
        for (RecordComponent component : fields.getClass().getRecordComponents()) {
            object.set(component.getName(), node(Records.value(component, fields), component.getGenericType()));
        }
        return object;
    }

    static String memberName(Map<String, Object> family, Class<?> type) {
        return family.entrySet().stream()
                .filter(member -> member.getValue().getClass() == type)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type.getName() + " is not a member of its family"));
    }

    private static JsonNode scalar(Object value) {
        if (value instanceof Integer number) {
            return NODES.numberNode(number.intValue());
        }
        if (value instanceof Long number) {
            return NODES.numberNode(number.longValue());
        }
        if (value instanceof Double number) {
            return NODES.numberNode(number.doubleValue());
        }
        if (value instanceof Float number) {
            return NODES.numberNode(number.floatValue());
        }
        if (value instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        }
        if (value instanceof String text) {
            return NODES.textNode(text);
        }
        if (value instanceof Path path) {
            return NODES.textNode(path.toString());
        }
        throw new IllegalStateException("a configuration cannot hold " + value + " of "
                + (value == null ? "no type" : value.getClass().getName()));
    }

    static Type argument(Type type, int index) {
        if (type instanceof ParameterizedType parameterized) {
            return parameterized.getActualTypeArguments()[index];
        }
        throw new IllegalStateException(type + " does not say what it holds");
    }
}
