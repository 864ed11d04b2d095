package org.weightflow.canon.barrier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;

/**
 * Lines between networks, and all networks on them in one row: the ends first, then the points between the ends of one line after
 * the other. Networks with the same bits are one end, lines with the same ends one line, so that nothing is evaluated twice.
 * <p>Ends are asked for again whenever they are needed, points computed; the ends of one line are held. Not for several threads.
 */
final class LineNetworks {
    private final Layout layout;
    private final int points;
    private final List<End> ends = new ArrayList<>();
    private final Map<Integer, List<Integer>> endsByHash = new HashMap<>();
    private final Map<Span, Integer> spans = new LinkedHashMap<>();
    private final List<Span> inOrder = new ArrayList<>();
    private Span held;
    private float[] first;
    private float[] second;

    /** @param points on each line, both ends included */
    LineNetworks(Layout layout, int points) {
        this.layout = layout;
        this.points = points;
    }

    private record End(String name, Supplier<StateDict> network) {}

    /** The numbers of two different ends, the smaller one first. */
    private record Span(int low, int high) {
        static Span of(int a, int b) {
            return new Span(Math.min(a, b), Math.max(a, b));
        }
    }

    /**
     * Adds a network that lines may end in.
     *
     * @param name what it is, for messages
     * @return its number, or that of an end with the same bits
     * @throws IllegalArgumentException if it has another layout
     */
    int addEnd(String name, Supplier<StateDict> network) {
        StateDict values = network.get();
        layout.requireSame(values.layout(), name);
        List<Integer> alike = endsByHash.computeIfAbsent(Arrays.hashCode(values.toArray()), hash -> new ArrayList<>());
        for (int end : alike) {
            if (ends.get(end).network().get().sameBits(values)) {
                return end;
            }
        }
        ends.add(new End(name, network));
        alike.add(ends.size() - 1);
        return ends.size() - 1;
    }

    /** Adds the line between two ends, if there is one between them and it is not there yet. */
    void addLine(int a, int b) {
        Span span = Span.of(a, b);
        if (a != b && spans.putIfAbsent(span, inOrder.size()) == null) {
            inOrder.add(span);
        }
    }

    /** Networks in all. */
    int count() {
        return ends.size() + inOrder.size() * (points - 2);
    }

    /** The network of a number; cheapest asked for in order. */
    StateDict network(int number) {
        if (number < ends.size()) {
            return ends.get(number).network().get();
        }
        hold(spanOf(number));
        return StateDict.of(layout, between(first, second, pointOf(number), points - 1));
    }

    /** What the network of a number is, for messages. */
    String name(int number) {
        if (number < ends.size()) {
            return ends.get(number).name();
        }
        Span span = spanOf(number);
        return "point " + pointOf(number) + " of " + (points - 1) + " between "
                + ends.get(span.low()).name() + " and " + ends.get(span.high()).name();
    }

    /** The numbers of the networks along the line from end {@code a} to end {@code b}, which is one network if they are the same. */
    int[] along(int a, int b) {
        int[] numbers = new int[points];
        numbers[0] = a;
        numbers[points - 1] = b;
        for (int i = 1; i < points - 1; i++) {
            int fromLow = a < b ? i : points - 1 - i;
            numbers[i] = a == b ? a : ends.size() + spans.get(Span.of(a, b)) * (points - 2) + fromLow - 1;
        }
        return numbers;
    }

    /** The ends' Euclidean distance and inner product over the learnable entries. */
    Separation separation(int a, int b) {
        float[] from = ends.get(a).network().get().toArray();
        float[] to = ends.get(b).network().get().toArray();
        double squares = 0;
        double product = 0;
        for (int e = 0; e < layout.entries().size(); e++) {
            boolean counts = layout.entry(e).kind().isLearnable();
            for (int k = layout.offset(e); counts && k < layout.offset(e + 1); k++) {
                double difference = (double) from[k] - to[k];
                squares += difference * difference;
                product += (double) from[k] * to[k];
            }
        }
        return new Separation(Math.sqrt(squares), product);
    }

    record Separation(double distance, double innerProduct) {}

    private Span spanOf(int number) {
        return inOrder.get((number - ends.size()) / (points - 2));
    }

    private int pointOf(int number) {
        return 1 + (number - ends.size()) % (points - 2);
    }

    private void hold(Span span) {
        if (!span.equals(held)) {
            first = ends.get(span.low()).network().get().toArray();
            second = ends.get(span.high()).network().get().toArray();
            held = span;
        }
    }

    /**
     * (1 - t) a + t b for t = i / n, computed as ((n - i) a + i b) / n in float64: the same bits from either end, and those of a where
     * b is a.
     */
    static float[] between(float[] a, float[] b, int i, int n) {
        float[] point = new float[a.length];
        double fromB = i;
        double fromA = n - fromB;
        for (int k = 0; k < point.length; k++) {
            point[k] = (float) ((fromA * a[k] + fromB * b[k]) / n);
        }
        return point;
    }
}
