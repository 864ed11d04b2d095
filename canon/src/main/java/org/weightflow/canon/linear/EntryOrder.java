package org.weightflow.canon.linear;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.weightflow.networks.Layout;

/** The entries of a layout in another order, and rows and flat vectors turned to it. */
public final class EntryOrder {
    private final Layout layout;
    private final Layout ordered;
    /** For each entry of the ordered layout its place in the other. */
    private final int[] places;

    /** @param places the positions of all entries in the order wanted */
    public EntryOrder(Layout layout, int[] places) {
        this.layout = layout;
        this.places = places.clone();
        this.ordered = Layout.of(Arrays.stream(places).mapToObj(layout::entry).toList());
    }

    public Layout layout() {
        return layout;
    }

    /** The same entries in the order wanted. */
    public Layout ordered() {
        return ordered;
    }

    /** The position in the layout of an entry of the ordered one. */
    public int place(int entry) {
        return places[entry];
    }

    /** Rows of the layout as rows of the ordered one; views. */
    public Rows of(Rows rows) {
        if (rows.length() != layout.size()) {
            throw new IllegalArgumentException(
                    "rows of " + rows.length() + " values do not fit a layout of " + layout.size());
        }
        return new Rows() {
            @Override
            public int count() {
                return rows.count();
            }

            @Override
            public int length() {
                return rows.length();
            }

            @Override
            public void read(int row, int from, int count, float[] target, int start) {
                ordered.forEachPart(
                        from,
                        count,
                        (entry, first, size, done) ->
                                rows.read(row, layout.offset(places[entry]) + first, size, target, start + done));
            }

            @Override
            public void read(int row, int from, int count, ByteBuffer target) {
                int at = target.position();
                ordered.forEachPart(
                        from,
                        count,
                        (entry, first, size, done) -> rows.read(
                                row,
                                layout.offset(places[entry]) + first,
                                size,
                                target.duplicate().order(target.order()).position(at + done * Float.BYTES)));
            }
        };
    }

    /** Writes a stretch of an ordered vector to its places in the flat vector of the layout. */
    public void put(float[] values, int from, int count, float[] flat) {
        ordered.forEachPart(
                from,
                count,
                (entry, first, size, done) ->
                        System.arraycopy(values, done, flat, layout.offset(places[entry]) + first, size));
    }
}
