package org.weightflow.tools.words;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Enum constants as people type them: in lower case with hyphens, {@code KAIMING_UNIFORM} as {@code kaiming-uniform}. */
public final class Choices {
    private Choices() {}

    /** The word for a constant. */
    public static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The words of an enum, in its order. */
    public static List<String> ids(Class<?> type) {
        return constants(type).stream().map(Choices::id).toList();
    }

    /** The constant that {@code id} names. */
    public static Optional<Enum<?>> find(Class<?> type, String id) {
        return constants(type).stream()
                .filter(constant -> id(constant).equals(id))
                .findFirst();
    }

    private static List<Enum<?>> constants(Class<?> type) {
        if (!type.isEnum()) {
            throw new IllegalArgumentException(type.getName() + " is not an enum");
        }
        return Arrays.stream(type.getEnumConstants())
                .<Enum<?>>map(constant -> (Enum<?>) constant)
                .toList();
    }
}
