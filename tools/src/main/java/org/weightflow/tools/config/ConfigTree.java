package org.weightflow.tools.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.NumberInput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A configuration file laid over a record of defaults, key by key, and bound to that record again: what the file leaves out keeps its
 * default, and what it says wrongly is reported in one sentence with file, line, key, value and rule.
 * <p>Records nest. Their components are numbers, booleans, text, paths, enums (typed in lower case with hyphens), lists (replaced as a
 * whole), maps with text keys (laid over key by key), {@link java.util.Optional}, other records, {@link JsonNode} for what only
 * somebody else understands, and families: interfaces whose records are told apart by a {@code name} key, see {@link #withFamily}.
 * <p>Immutable; the {@code with} methods give another one.
 *
 * @param <T> the record
 */
public final class ConfigTree<T> {
    private final Class<T> type;
    private final T defaults;
    private final NamedDefaults named;
    private final Map<Class<?>, Map<String, Object>> families;

    private ConfigTree(Class<T> type, T defaults, NamedDefaults named, Map<Class<?>, Map<String, Object>> families) {
        this.type = type;
        this.defaults = defaults;
        this.named = named;
        this.families = families;
    }

    /**
     * Begins with the defaults of a record.
     *
     * @throws IllegalArgumentException if {@code type} is not a record
     */
    public static <T> ConfigTree<T> of(Class<T> type, T defaults) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName() + " is not a record");
        }
        return new ConfigTree<>(type, type.cast(defaults), NamedDefaults.NONE, Map.of());
    }

    /** With {@code named} asked for the defaults of every object that is given another name than its default's. */
    public ConfigTree<T> withNamedDefaults(NamedDefaults named) {
        return new ConfigTree<>(type, defaults, named, families);
    }

    /**
     * With an interface whose records are told apart by a {@code name} key, such as {@code optimizer: {name: sgd, momentum: 0.5}}.
     *
     * @param family the interface
     * @param members for each name the defaults of its record, each of another class, in the order of a listing
     * @throws IllegalArgumentException if a member is not a record, has a component called name, or shares its class with another
     */
    public <F> ConfigTree<T> withFamily(Class<F> family, Map<String, ? extends F> members) {
        Map<Class<?>, String> names = new LinkedHashMap<>();
        members.forEach((name, member) -> {
            Records.requireMember(name, member);
            String other = names.put(member.getClass(), name);
            if (other != null) {
                throw new IllegalArgumentException(name + " and " + other + " are both of "
                        + member.getClass().getName());
            }
        });
        Map<Class<?>, Map<String, Object>> more = new LinkedHashMap<>(families);
        more.put(family, new LinkedHashMap<>(members));
        return new ConfigTree<>(type, defaults, named, more);
    }

    /**
     * Reads a file, JSON if it is called {@code .json}, YAML otherwise; one MiB at most.
     *
     * @throws ConfigException if the text, a key or a value breaks a rule
     * @throws IOException if the file cannot be read
     */
    public T read(Path file) throws IOException {
        return bind(ConfigText.read(file));
    }

    /**
     * Reads a text.
     *
     * @param source what to call it in messages; it is taken for JSON if that ends with {@code .json}
     * @throws ConfigException if the text, a key or a value breaks a rule
     */
    public T parse(String text, String source) throws ConfigException {
        return bind(ConfigText.parse(text, source));
    }

    /** The whole configuration as a tree, keys in the order of the records. */
    public ObjectNode tree(T config) {
        return (ObjectNode) new ConfigWriter(families).node(config, type);
    }

    /** Canonical JSON: keys sorted, no white space; equal configurations give equal text. */
    public String json(T config) {
        return written(new ObjectMapper(), sorted(tree(config)));
    }

    /** The configuration as people write it, keys in the order of the records; reading it gives an equal record. */
    public String yaml(T config) {
        YAMLFactory format = YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                .stringQuotingChecker(new PlainWords())
                .build();
        return written(new ObjectMapper(format), tree(config));
    }

    private T bind(ConfigText text) throws ConfigException {
        return type.cast(new ConfigBinder(text, named, families).bind(type, defaults, text.root(), ""));
    }

    private static String written(ObjectMapper mapper, JsonNode tree) {
        try {
            return mapper.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a configuration could not be written", e);
        }
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> fields = new TreeMap<>();
            node.fields().forEachRemaining(field -> fields.put(field.getKey(), sorted(field.getValue())));
            return JsonNodeFactory.instance.objectNode().setAll(fields);
        }
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> array.add(sorted(element)));
            return array;
        }
        return node;
    }

    /** Quotes every text but plain words that no YAML reader takes for something else. */
    private static final class PlainWords extends StringQuotingChecker {
        private static final long serialVersionUID = 1L;

        private final StringQuotingChecker usual = new Default();

        @Override
        public boolean needToQuoteName(String name) {
            return isSpecial(name) || usual.needToQuoteName(name);
        }

        @Override
        public boolean needToQuoteValue(String value) {
            return isSpecial(value) || usual.needToQuoteValue(value);
        }

        private static boolean isSpecial(String text) {
            return !text.matches("[A-Za-z][A-Za-z0-9_/.-]*") || NumberInput.looksLikeValidNumber(text);
        }
    }
}
