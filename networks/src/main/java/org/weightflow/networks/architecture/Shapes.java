package org.weightflow.networks.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The shapes of a checkpoint's tensors by name, for those who guess what network they belong to. */
final class Shapes {
    private final Map<String, List<Integer>> byName;

    private Shapes(Map<String, List<Integer>> byName) {
        this.byName = byName;
    }

    /** @throws IllegalArgumentException if an extent is no size of an array */
    static Shapes of(Map<String, List<Long>> shapes) {
        Map<String, List<Integer>> byName = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            for (long extent : shape) {
                if (extent < 1 || extent > Integer.MAX_VALUE) {
                    throw new IllegalArgumentException(name + ": a network has no tensor of shape " + shape);
                }
            }
            byName.put(name, shape.stream().map(Long::intValue).toList());
        });
        return new Shapes(byName);
    }

    Set<String> names() {
        return byName.keySet();
    }

    boolean has(String... names) {
        return names().containsAll(List.of(names));
    }

    List<Integer> shape(String name) {
        List<Integer> shape = byName.get(name);
        if (shape == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return shape;
    }

    int extent(String name, int axis) {
        List<Integer> shape = shape(name);
        if (axis >= shape.size()) {
            throw new IllegalArgumentException(name + ": shape " + shape + " has no axis " + axis);
        }
        return shape.get(axis);
    }

    /** How many consecutive numbers from {@code first} on make {@code prefix + number + suffix} the name of a tensor. */
    int count(String prefix, int first, String suffix) {
        int count = 0;
        while (byName.containsKey(prefix + (first + count) + suffix)) {
            count++;
        }
        return count;
    }

    /** The side of a square of that many pixels. */
    static int side(String name, int pixels) {
        int side = (int) Math.round(Math.sqrt(pixels));
        if (side < 1 || side * side != pixels) {
            throw new IllegalArgumentException(name + ": " + pixels + " pixels are no square image");
        }
        return side;
    }
}
