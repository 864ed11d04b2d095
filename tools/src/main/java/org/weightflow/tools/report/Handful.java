package org.weightflow.tools.report;

import java.util.List;
import java.util.stream.IntStream;

/** A few of many, spread evenly from the first to the last. */
final class Handful {
    private static final int MOST = 6;

    private Handful() {}

    /** The places in a list of that size; all of them, if they are few. */
    static List<Integer> places(int size) {
        return size <= MOST
                ? IntStream.range(0, size).boxed().toList()
                : IntStream.range(0, MOST)
                        .mapToObj(i -> Math.round(i * (size - 1) / (MOST - 1.0f)))
                        .toList();
    }

    static <T> List<T> of(List<T> all) {
        return places(all.size()).stream().map(all::get).toList();
    }
}
