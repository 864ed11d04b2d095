package org.weightflow.networks.numpy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Python dict in an array's header: exactly the keys {@code descr}, {@code fortran_order} and {@code shape}, in any order, as
 * literals.
 */
record NpyDict(String descr, boolean fortranOrder, List<Long> shape) {
    /** As many axes as NumPy's arrays can have. */
    private static final int MOST_AXES = 64;

    private static final Pattern KEY = Pattern.compile("\\s*['\"](descr|fortran_order|shape)['\"]\\s*:\\s*");
    private static final Pattern TEXT = Pattern.compile("'([^'\\\\]*)'|\"([^\"\\\\]*)\"");
    private static final Pattern TRUTH = Pattern.compile("True|False");
    private static final Pattern TUPLE = Pattern.compile("\\(([0-9,\\s]*)\\)");
    private static final Pattern EXTENT = Pattern.compile("[0-9]{1,18}");

    /** @throws IllegalArgumentException naming the part that is not as it should be */
    static NpyDict parse(String text) {
        String stripped = text.strip();
        if (!text.endsWith("\n") || !stripped.startsWith("{") || !stripped.endsWith("}")) {
            throw new IllegalArgumentException("the header is not a dict and the end of a line");
        }
        String descr = null;
        Boolean order = null;
        List<Long> shape = null;
        Matcher at = KEY.matcher(stripped).region(1, stripped.length() - 1);
        int end = stripped.length() - 1;
        int next = 1;
        while (!stripped.substring(next, end).isBlank()) {
            Matcher key =
                    take(at.usePattern(KEY), next, end, "a key of the header is not descr, fortran_order or shape");
            String name = key.group(1);
            next = key.end();
            switch (name) {
                case "descr" -> {
                    requireFirst(descr, name);
                    // Structured types are lists.
                    Matcher value = take(at.usePattern(TEXT), next, end, "descr is not one element type");
                    descr = value.group(1) == null ? value.group(2) : value.group(1);
                }
                case "fortran_order" -> {
                    requireFirst(order, name);
                    order = take(at.usePattern(TRUTH), next, end, "fortran_order is not True or False")
                            .group()
                            .equals("True");
                }
                default -> {
                    requireFirst(shape, name);
                    shape = extents(take(at.usePattern(TUPLE), next, end, "shape is not a tuple of whole numbers")
                            .group(1));
                }
            }
            next = at.end();
            while (next < end && Character.isWhitespace(stripped.charAt(next))) {
                next++;
            }
            if (next < end && stripped.charAt(next) != ',') {
                throw new IllegalArgumentException("no comma follows " + name + " in the header");
            }
            next = Math.min(next + 1, end);
        }
        if (descr == null || order == null || shape == null) {
            throw new IllegalArgumentException("the header lacks descr, fortran_order or shape");
        }
        return new NpyDict(descr, order, shape);
    }

    private static Matcher take(Matcher matcher, int from, int end, String otherwise) {
        if (!matcher.region(from, end).lookingAt()) {
            throw new IllegalArgumentException(otherwise);
        }
        return matcher;
    }

    private static void requireFirst(Object value, String name) {
        if (value != null) {
            throw new IllegalArgumentException(name + " stands twice in the header");
        }
    }

    private static List<Long> extents(String text) {
        List<Long> extents = new ArrayList<>();
        if (!text.isBlank()) {
            String[] parts = text.split(",", -1);
            for (int i = 0; i < parts.length; i++) {
                String part = parts[i].strip();
                if (part.isEmpty() && i > 0 && i == parts.length - 1) {
                    break;
                }
                if (!EXTENT.matcher(part).matches() || parts.length == 1) {
                    throw new IllegalArgumentException("shape (" + text.strip() + ") is not a tuple of whole numbers");
                }
                extents.add(Long.parseLong(part));
            }
        }
        if (extents.size() > MOST_AXES) {
            throw new IllegalArgumentException("shape has " + extents.size() + " axes, more than " + MOST_AXES);
        }
        return List.copyOf(extents);
    }
}
