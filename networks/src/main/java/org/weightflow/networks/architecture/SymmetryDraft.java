package org.weightflow.networks.architecture;

import java.util.ArrayList;
import java.util.List;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Place;

/**
 * The symmetry of a network while its layers are read: on which axes units lie, which of them lie inside attention heads, and which
 * layers could scale theirs. Places are worked out at the end, when it is known which units are the same.
 */
final class SymmetryDraft {
    /** Units along an axis of an entry, from {@code start} on. */
    record Span(Units units, String entry, int axis, int start, int wide) {
        /** The units one after the other, whatever groups they are of. */
        private Place place() {
            return Symmetry.Builder.block(entry, axis, start, wide, units.count());
        }
    }

    /** A layer whose units can be scaled, if only linear layers turn out to read them. */
    static final class Affine {
        private final String name;
        private final Units units;
        private final List<Span> up;
        private final List<Span> down = new ArrayList<>();
        private boolean scalable = true;

        private Affine(String name, Units units, List<Span> up) {
            this.name = name;
            this.units = units;
            this.up = up;
        }

        /** The columns of a linear layer that read the units. */
        void readBy(Span columns) {
            down.add(columns);
        }

        /** Something else reads the units. */
        void unscalable() {
            scalable = false;
        }

        private boolean isScale() {
            return scalable && !down.isEmpty();
        }
    }

    /** A group inside a unit of another. */
    private record Inner(Units units, Symmetry.Inside inside) {}

    private final List<Span> spans = new ArrayList<>();
    private final List<Inner> inners = new ArrayList<>();
    private final List<Affine> affines = new ArrayList<>();

    /** Lets units lie on an axis. */
    Span span(Units units, String entry, int axis, int start, int wide) {
        Span span = new Span(units, entry, axis, start, wide);
        spans.add(span);
        return span;
    }

    /** Lets units lie on the first axis of a layer's entries, which scale them. */
    Affine affine(String layer, Units units, String... suffixes) {
        List<Span> up = new ArrayList<>();
        for (String suffix : suffixes) {
            up.add(span(units, layer + suffix, 0, 0, 1));
        }
        Affine affine = new Affine(layer, units, up);
        affines.add(affine);
        return affine;
    }

    /**
     * The heads of an attention layer, and in each head the features that q and k are compared by and those that v hands to the
     * projection. q can be scaled against k, and v against the projection.
     */
    void heads(String name, int width, int heads) {
        int headWidth = width / heads;
        String qkv = name + ".qkv";
        String proj = name + ".proj.weight";
        Units outer = Units.free(name + ".heads", heads);
        for (int part = 0; part < 3; part++) {
            span(outer, qkv + ".weight", 0, part * width, headWidth);
            span(outer, qkv + ".bias", 0, part * width, headWidth);
        }
        span(outer, proj, 1, 0, headWidth);
        for (int head = 0; head < heads; head++) {
            int q = head * headWidth;
            Affine qk = inner(outer, head, "qk", rows(name, head, "qk", headWidth, q));
            qk.down.addAll(rows(qk.units, qkv, width + q));
            Affine vo = inner(outer, head, "vo", rows(name, head, "vo", headWidth, 2 * width + q));
            vo.readBy(span(vo.units, proj, 1, q, 1));
        }
    }

    private List<Span> rows(String name, int head, String family, int count, int start) {
        return rows(Units.free(name + ".head" + head + "." + family, count), name + ".qkv", start);
    }

    /** Lets units lie on the rows and biases of a layer from {@code start} on. */
    private List<Span> rows(Units units, String layer, int start) {
        return List.of(span(units, layer + ".weight", 0, start, 1), span(units, layer + ".bias", 0, start, 1));
    }

    private Affine inner(Units outer, int head, String family, List<Span> rows) {
        Units units = rows.get(0).units();
        inners.add(new Inner(units, new Symmetry.Inside(outer.name(), head, family)));
        Affine affine = new Affine(units.name(), units, rows);
        affines.add(affine);
        return affine;
    }

    Symmetry on(Layout layout) {
        Symmetry.Builder symmetry = Symmetry.on(layout);
        for (Span span : spans) {
            span.units
                    .starts(span.start, span.wide)
                    .forEach((group, starts) ->
                            symmetry.place(group.name(), new Place(span.entry, span.axis, span.wide, starts)));
        }
        for (Inner inner : inners) {
            Symmetry.Inside inside = inner.inside;
            symmetry.inside(inner.units.name(), inside.outer(), inside.unit(), inside.family());
        }
        for (Affine affine : affines) {
            if (affine.isScale()) {
                String name = scaleName(affine);
                affine.up.forEach(span -> symmetry.scaleUp(name, span.place()));
                affine.down.forEach(span -> symmetry.scaleDown(name, span.place()));
            }
        }
        return symmetry.build();
    }

    /** The name of the units, where no other scale is theirs, else that of the layer. */
    private String scaleName(Affine affine) {
        String units = affine.units.name();
        boolean alone = affines.stream()
                .noneMatch(other ->
                        other != affine && other.isScale() && other.units.name().equals(units));
        return alone ? units : affine.name;
    }
}
