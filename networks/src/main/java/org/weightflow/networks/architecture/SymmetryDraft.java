package org.weightflow.networks.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Place;

/**
 * The symmetry of a network while its layers are read: on which axes units lie, which of them lie inside attention heads, and which
 * layers could scale or negate theirs. Places are worked out at the end, when it is known which units are the same.
 */
final class SymmetryDraft {
    /** Units along an axis of an entry, from {@code start} on. */
    record Span(Units units, String entry, int axis, int start, int wide) {
        /** The units one after the other, whatever groups they are of. */
        private Place place() {
            return Symmetry.Builder.block(entry, axis, start, wide, units.count());
        }
    }

    /** A batch normalisation: its gain, running mean and running variance. */
    record Normalisation(Span gain, Span mean, Span variance, double epsilon) {}

    /** A layer whose units can be changed as far as what lies between it and its readers lets them be. */
    static final class Affine {
        private final String name;
        private final Units units;
        private final List<Span> up;
        private final List<Span> orientation;
        private final List<Span> down = new ArrayList<>();
        private Normalisation normalisation;
        private boolean homogeneous = true;
        private boolean odd = true;

        private Affine(String name, Units units, List<Span> up, List<Span> orientation) {
            this.name = name;
            this.units = units;
            this.up = up;
            this.orientation = orientation;
        }

        /** The columns of a linear layer that read the units. */
        void readBy(Span columns) {
            down.add(columns);
        }

        /** A batch normalisation that reads the units. */
        void readBy(Normalisation reader) {
            if (normalisation != null) {
                mixed();
            }
            normalisation = reader;
        }

        /** This layer as a reader of the units that it normalises. */
        Normalisation normalising(Span mean, Span variance, double epsilon) {
            return new Normalisation(up.get(0), mean, variance, epsilon);
        }

        /** What reads the units reads this function of them. */
        void through(boolean homogeneousFunction, boolean oddFunction) {
            homogeneous &= homogeneousFunction;
            odd &= oddFunction;
        }

        /** Something else reads the units. */
        void mixed() {
            through(false, false);
        }

        private boolean isLinear() {
            return normalisation == null && !down.isEmpty();
        }

        private boolean isNormalised() {
            return normalisation != null && down.isEmpty();
        }

        private boolean isScale() {
            return homogeneous && isLinear();
        }

        private boolean isSign() {
            return odd && isLinear();
        }

        private Symmetry.Sign sign() {
            return new Symmetry.Sign(name, units.count(), places(both(up, down)), places(orientation));
        }

        /** Of a normalised layer: the gain carries the sign on. */
        private Symmetry.Sign filterSign() {
            List<Span> gain = List.of(normalisation.gain);
            List<Span> statistics = List.of(normalisation.mean);
            return new Symmetry.Sign(name, units.count(), places(both(up, both(statistics, gain))), places(gain));
        }

        private Symmetry.Filter filter() {
            return new Symmetry.Filter(
                    name,
                    units.count(),
                    places(up.subList(0, 1)),
                    places(both(up.subList(1, up.size()), List.of(normalisation.mean))),
                    normalisation.variance.place(),
                    normalisation.epsilon);
        }

        private static List<Span> both(List<Span> first, List<Span> second) {
            return Stream.concat(first.stream(), second.stream()).toList();
        }

        private static List<Place> places(List<Span> spans) {
            return spans.stream().map(Span::place).toList();
        }
    }

    /** A group inside a unit of another. */
    private record Inner(Units units, Symmetry.Inside inside) {}

    private final List<Span> spans = new ArrayList<>();
    private final List<Inner> inners = new ArrayList<>();
    private final List<Affine> affines = new ArrayList<>();
    private final List<Affine> bases = new ArrayList<>();

    /** Lets units lie on an axis. */
    Span span(Units units, String entry, int axis, int start, int wide) {
        Span span = new Span(units, entry, axis, start, wide);
        spans.add(span);
        return span;
    }

    /** Lets units lie on the first axis of a layer's entries, the first of which is its weight. */
    Affine affine(String layer, Units units, String... suffixes) {
        List<Span> up = up(layer, units, suffixes);
        return added(new Affine(layer, units, up, up));
    }

    /** The gain and shift of a layer normalisation, which the gain orients. */
    Affine layerNorm(String layer, Units units) {
        List<Span> up = up(layer, units, ".weight", ".bias");
        return added(new Affine(layer, units, up, up.subList(0, 1)));
    }

    /** The gain and shift of a batch normalisation; the shift orients them, as the gain does what is normalised. */
    Affine batchNorm(String layer, Units units) {
        List<Span> up = up(layer, units, ".weight", ".bias");
        return added(new Affine(layer, units, up, up.subList(1, 2)));
    }

    private List<Span> up(String layer, Units units, String... suffixes) {
        return Arrays.stream(suffixes)
                .map(suffix -> span(units, layer + suffix, 0, 0, 1))
                .toList();
    }

    private Affine added(Affine affine) {
        affines.add(affine);
        return affine;
    }

    /**
     * The heads of an attention layer, and in each head the features that q and k are compared by and those that v hands to the
     * projection. q can be changed against k, and v against the projection, in any way that a matrix can.
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
        Affine affine = added(new Affine(units.name(), units, rows, rows));
        bases.add(affine);
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
            if (affine.isNormalised() && affine.homogeneous) {
                symmetry.filter(affine.filter());
            }
        }
        signs().forEach(symmetry::sign);
        for (Affine affine : bases) {
            symmetry.basis(new Symmetry.Basis(
                    affine.name, affine.units.count(), Affine.places(affine.up), Affine.places(affine.down)));
        }
        return symmetry.build();
    }

    /** Those of the layers in their order; then those of filters, whose gains the former may negate and they do not. */
    private List<Symmetry.Sign> signs() {
        List<Symmetry.Sign> signs = new ArrayList<>();
        for (Affine affine : affines) {
            if (affine.isSign()) {
                signs.add(affine.sign());
            }
        }
        for (Affine affine : affines) {
            if (affine.isNormalised() && affine.odd) {
                signs.add(affine.filterSign());
            }
        }
        return signs;
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
