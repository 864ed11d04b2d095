package org.weightflow.networks.pickle;

import java.math.BigInteger;
import java.util.Map;

/** Says in a message what a pickle holds. */
public final class PickleMessages {
    private static final int LONGEST_SHOWN = 80;

    private static final Map<Class<?>, String> NAMES = Map.of(
            PickleDict.class, "a dict",
            PickleList.class, "a list",
            PickleTuple.class, "a tuple",
            String.class, "text",
            Double.class, "a number",
            Boolean.class, "a truth value");

    private PickleMessages() {}

    /** What a value is, in Python's words, for messages. */
    public static String kind(Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Long || value instanceof BigInteger) {
            return "a whole number";
        }
        return NAMES.getOrDefault(value.getClass(), "a name");
    }

    /** Text from a file, fit for one line of a message. */
    public static String shown(String text) {
        String start = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
