package org.weightflow.networks.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.weightflow.networks.Architecture;

/**
 * How the architectures of one kind are written: as a config, and as an id such as {@code resnet-20-width32}, which is the family's
 * name and then its options in their order. Options at their default are left out of both.
 *
 * @param make  builds the architecture from a value for every option
 * @param guess the architecture that a checkpoint may be of, which need not have looked at all of its shapes; empty where the names
 *              are another family's
 */
record Family(
        String name,
        List<Option> options,
        Function<Values, Architecture> make,
        Function<Shapes, Optional<Recogniser.Guess>> guess) {
    /** A value of the right type for every option, by key. */
    record Values(Map<String, Object> byKey) {
        int number(String key) {
            return (Integer) byKey.get(key);
        }

        List<Integer> numbers(String key) {
            return ((List<?>) byKey.get(key)).stream().map(Integer.class::cast).toList();
        }

        <E extends Enum<E>> E constant(String key, Class<E> type) {
            for (E constant : type.getEnumConstants()) {
                if (Option.word(constant).equals(byKey.get(key))) {
                    return constant;
                }
            }
            throw new IllegalArgumentException(key + " " + byKey.get(key) + " is not known");
        }
    }

    Family {
        options = List.copyOf(options);
    }

    Map<String, Object> config(Map<String, Object> values) {
        Map<String, Object> config = new LinkedHashMap<>();
        for (Option option : options) {
            Object value = values.get(option.key());
            if (!value.equals(option.initial())) {
                config.put(option.key(), value);
            }
        }
        return config;
    }

    String id(Map<String, Object> values) {
        Map<String, Object> config = config(values);
        return name
                + options.stream()
                        .filter(option -> config.containsKey(option.key()))
                        .map(option -> "-" + option.write(config.get(option.key())))
                        .collect(Collectors.joining());
    }

    /** @throws IllegalArgumentException if an option is unknown, missing, or not of its type */
    Architecture of(Map<String, Object> config) {
        List<String> keys = options.stream().map(Option::key).toList();
        if (!keys.containsAll(config.keySet())) {
            throw new IllegalArgumentException(
                    "architecture " + name + ": config " + config.keySet() + " is not within " + keys);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (Option option : options) {
            if (option.isRequired() && !config.containsKey(option.key())) {
                throw new IllegalArgumentException("architecture " + name + ": config " + config.keySet() + " lacks "
                        + option.key() + " of the options " + keys);
            }
            Object value = config.getOrDefault(option.key(), option.initial());
            values.put(option.key(), option.check(name, value));
        }
        return build(values);
    }

    /**
     * The architecture of that id; empty if this family's are written in another way.
     *
     * @throws IllegalArgumentException if there is no such network
     */
    Optional<Architecture> parse(String id) {
        String pattern = options.stream()
                .map(option -> "(?:-" + option.pattern() + ")" + (option.isRequired() ? "" : "?"))
                .collect(Collectors.joining("", Pattern.quote(name), ""));
        Matcher matcher = Pattern.compile(pattern).matcher(id);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < options.size(); i++) {
            Option option = options.get(i);
            String text = matcher.group(i + 1);
            values.put(option.key(), text == null ? option.initial() : option.read(text));
        }
        return Optional.of(build(values));
    }

    /** Reads the layout once, so that a network whose layers do not fit each other is refused here and not later. */
    private Architecture build(Map<String, Object> values) {
        Architecture architecture = make.apply(new Values(values));
        architecture.layout();
        return architecture;
    }

    /** How ids are written, for messages. */
    String form() {
        return name + options.stream().map(Option::form).collect(Collectors.joining());
    }
}
