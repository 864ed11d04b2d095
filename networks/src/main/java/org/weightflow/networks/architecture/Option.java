package org.weightflow.networks.architecture;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One setting of a {@link Family}.
 *
 * @param key     its name in configs
 * @param prefix  stands before its value in ids
 * @param words   for a word: the values that ids spell, and how they abbreviate them
 * @param initial the value where none is given; null where one is needed
 */
record Option(String key, String prefix, Kind kind, Map<String, String> words, Object initial) {
    private static final String NUMBER = "[1-9][0-9]{0,8}";

    /** How the values are written: in configs as number, list or text; in ids as {@link #pattern} says. */
    enum Kind {
        NUMBER,
        NUMBERS,
        SHAPE,
        WORD
    }

    static Option number(String key, String prefix, Integer initial) {
        return new Option(key, prefix, Kind.NUMBER, Map.of(), initial);
    }

    /** Numbers, which stand between hyphens in ids. */
    static Option numbers(String key, List<Integer> initial) {
        return new Option(key, "", Kind.NUMBERS, Map.of(), initial);
    }

    /** Channels, height and width of the input, such as {@code in3x32x32}. */
    static Option input(int channels, int height, int width) {
        return new Option("input", "in", Kind.SHAPE, Map.of(), List.of(channels, height, width));
    }

    /** The number of classes; ten unless said otherwise. */
    static Option classes() {
        return number("classes", "classes", 10);
    }

    /** A constant of an enum; ids spell those that {@code words} has, and leave the initial one out. */
    static Option word(String key, Enum<?> initial, Map<String, String> words) {
        return new Option(key, "", Kind.WORD, words, word(initial));
    }

    /** The function between layers. */
    static Option activation(Nonlinearity initial) {
        return word(
                "activation",
                initial,
                Stream.of(Nonlinearity.values())
                        .map(Option::word)
                        .collect(Collectors.toMap(Function.identity(), Function.identity())));
    }

    /** How configs spell a constant. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace("_", "");
    }

    /** Whether a value must be given. */
    boolean isRequired() {
        return initial == null;
    }

    /** What the option looks like in an id; its only group is the value. */
    String pattern() {
        return switch (kind) {
            case NUMBER -> prefix + "(" + NUMBER + ")";
            case NUMBERS -> "(" + NUMBER + "(?:-" + NUMBER + ")*)";
            case SHAPE -> prefix + "(" + NUMBER + "x" + NUMBER + "x" + NUMBER + ")";
            case WORD -> "(" + String.join("|", words.values()) + ")";
        };
    }

    String write(Object value) {
        return switch (kind) {
            case NUMBER -> prefix + value;
            case NUMBERS -> joined(value, "-");
            case SHAPE -> prefix + joined(value, "x");
            case WORD -> words.get(value);
        };
    }

    /** The value of a match of {@link #pattern}. */
    Object read(String text) {
        return switch (kind) {
            case NUMBER -> Integer.valueOf(text);
            case NUMBERS -> split(text, "-");
            case SHAPE -> split(text, "x");
            case WORD -> words.keySet().stream()
                    .filter(word -> words.get(word).equals(text))
                    .findFirst()
                    .orElseThrow();
        };
    }

    /** @throws IllegalArgumentException if the value of a config is not of this option's type */
    Object check(String family, Object value) {
        boolean right =
                switch (kind) {
                    case NUMBER -> value instanceof Integer;
                    case NUMBERS -> isNumbers(value);
                    case SHAPE -> isNumbers(value) && ((List<?>) value).size() == 3;
                    case WORD -> spelled().contains(value);
                };
        if (!right) {
            throw new IllegalArgumentException(
                    "architecture " + family + ": " + key + " " + value + " is not " + rule());
        }
        return value;
    }

    private String rule() {
        return switch (kind) {
            case NUMBER -> "a whole number";
            case NUMBERS -> "a list of whole numbers";
            case SHAPE -> "a list of channels, height and width";
            case WORD -> "one of " + spelled();
        };
    }

    private List<Object> spelled() {
        return Stream.concat(Stream.of(initial), words.keySet().stream().sorted())
                .distinct()
                .toList();
    }

    /** How the option is written in an id, for messages. */
    String form() {
        String form =
                switch (kind) {
                    case NUMBER -> prefix + key.toUpperCase(Locale.ROOT);
                    case NUMBERS -> "N-N-...";
                    case SHAPE -> prefix + "CxHxW";
                    case WORD -> words.values().stream().sorted().collect(Collectors.joining("|"));
                };
        return isRequired() ? "-" + form : "[-" + form + "]";
    }

    private static boolean isNumbers(Object value) {
        return value instanceof List<?> list && list.stream().allMatch(Integer.class::isInstance);
    }

    private static String joined(Object values, String separator) {
        return ((List<?>) values).stream().map(String::valueOf).collect(Collectors.joining(separator));
    }

    private static List<Integer> split(String text, String separator) {
        return Stream.of(text.split(separator, -1)).map(Integer::valueOf).toList();
    }
}
