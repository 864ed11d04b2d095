package org.weightflow.networks;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Some entries of a layout as a layout of their own, and the values of these entries in networks. */
public final class LayoutPart {
    private final Layout whole;
    private final Layout part;
    /** For each entry of the part its place in the whole. */
    private final int[] places;

    private LayoutPart(Layout whole, Layout part, int[] places) {
        this.whole = whole;
        this.part = part;
        this.places = places;
    }

    /** The entries that are chosen, in their order. */
    public static LayoutPart of(Layout whole, Predicate<Layout.Entry> chosen) {
        List<Layout.Entry> entries = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int e = 0; e < whole.entries().size(); e++) {
            if (chosen.test(whole.entry(e))) {
                entries.add(whole.entry(e));
                places.add(e);
            }
        }
        boolean all = entries.size() == whole.entries().size();
        return new LayoutPart(
                whole,
                all ? whole : Layout.of(entries),
                places.stream().mapToInt(Integer::intValue).toArray());
    }

    /** What optimisers change, without the state between it. */
    public static LayoutPart learnable(Layout whole) {
        return of(whole, entry -> entry.kind().isLearnable());
    }

    public Layout whole() {
        return whole;
    }

    public Layout layout() {
        return part;
    }

    /** The position in the whole of the entry at {@code index} of the part. */
    public int place(int index) {
        return places[index];
    }

    /** The entries that are not in the part. */
    public LayoutPart rest() {
        boolean[] chosen = new boolean[whole.entries().size()];
        for (int place : places) {
            chosen[place] = true;
        }
        return of(whole, entry -> !chosen[whole.indexOf(entry.name())]);
    }

    /** A view of the part's values. */
    public StateDict of(StateDict network) {
        whole.requireSame(network.layout(), "the network");
        if (isWhole()) {
            return network;
        }
        FloatBuffer[] values = new FloatBuffer[places.length];
        for (int i = 0; i < places.length; i++) {
            values[i] = network.entry(places[i]);
        }
        return StateDict.ofEntries(part, values);
    }

    /** The part's values of a flat vector: {@code flat} itself if the part is the whole. */
    public float[] of(float[] flat) {
        if (isWhole()) {
            return flat;
        }
        float[] values = new float[part.size()];
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(
                    flat,
                    whole.offset(places[i]),
                    values,
                    part.offset(i),
                    part.entry(i).size());
        }
        return values;
    }

    /** Writes the part's values to their places in a flat vector of the whole. */
    public void put(float[] values, float[] flat) {
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(
                    values,
                    part.offset(i),
                    flat,
                    whole.offset(places[i]),
                    part.entry(i).size());
        }
    }

    private boolean isWhole() {
        return places.length == whole.entries().size();
    }
}
