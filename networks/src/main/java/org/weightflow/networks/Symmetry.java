package org.weightflow.networks;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which changes of its weights leave a network's function unchanged, as data: groups of units that may be permuted, and units that
 * may be scaled, negated, or mixed with each other.
 * <p>A permutation p of a group moves all the group's places alike: unit u of the result is unit p[u] of what was there. Every group
 * alone is an exact symmetry, so any sequence of them is one. Places of two groups on one axis are disjoint unless one group lies
 * inside the other.
 * <p>Attention heads are a group whose units are as wide as a head; the units inside each head are groups of their own, marked as
 * {@link Inside} it, so that those who compose permutations know that they travel with the head.
 *
 * @param groups  permutation groups; an outer group stands before the groups inside it, and lies inside none itself
 * @param scales  positive factors, one a unit, that cancel
 * @param signs   units that may be negated, so ordered that what orients those of one is left alone by all that stand behind it
 * @param filters units that batch normalisation frees of their scale
 * @param bases   units that linear maps lie between
 * @see <a href="https://arxiv.org/abs/2209.04836">Ainsworth et al. (2023), permutation symmetries</a>
 */
public record Symmetry(
        List<Group> groups, List<Scale> scales, List<Sign> signs, List<Filter> filters, List<Basis> bases) {
    /**
     * Units along one axis of one entry: unit u fills {@code width} places from {@code starts[u]} on.
     *
     * @param starts one a unit; units do not overlap
     */
    public record Place(String entry, int axis, int width, List<Integer> starts) {
        public Place {
            Check.atLeast(entry + ": axis", axis, 0);
            Check.atLeast(entry + ": width", width, 1);
            starts = List.copyOf(starts);
            Check.atLeast(entry + ": units", starts.size(), 1);
            BitSet taken = new BitSet();
            for (int start : starts) {
                Check.atLeast(entry + ": start", start, 0);
                for (int k = start; k < start + width; k++) {
                    if (taken.get(k)) {
                        throw new IllegalArgumentException(
                                entry + ": place " + k + " of axis " + axis + " belongs to two units");
                    }
                    taken.set(k);
                }
            }
        }

        /** One past the last place on the axis that a unit fills. */
        public int end() {
            return width + Collections.max(starts);
        }
    }

    /**
     * The place of a group inside another's unit: when the outer group moves its units, the groups of one family move with them.
     *
     * @param outer  the outer group's name
     * @param unit   the outer unit that this group's units lie in
     * @param family names what this group is in its unit, such as {@code qk}; one group of a family in every outer unit, of the
     *               same units at the same distances from the outer unit's start
     */
    public record Inside(String outer, int unit, String family) {}

    /**
     * Units that may be permuted.
     *
     * @param places every axis that the units lie on
     * @param inside null for a group of its own
     */
    public record Group(String name, int units, List<Place> places, Inside inside) {
        public Group {
            Check.atLeast(name + ": units", units, 1);
            places = requireUnits("group " + name, units, places);
        }
    }

    /**
     * Units that may be scaled: for s &gt; 0, multiplying unit u of {@code up} by s[u] and dividing unit u of {@code down} by it
     * changes nothing, because what lies between is positively homogeneous.
     */
    public record Scale(String name, int units, List<Place> up, List<Place> down) {
        public Scale {
            up = requireUnits("scale " + name, units, up);
            down = requireUnits("scale " + name, units, down);
        }
    }

    /**
     * Units that may be negated: changing the sign of unit u in all of {@code places} changes nothing, because what lies between is
     * odd, or a normalisation whose gain is among them.
     *
     * @param orientation those of the places that an orientation is best told by: the gain of a normalisation, else what a unit
     *                    reads
     */
    public record Sign(String name, int units, List<Place> places, List<Place> orientation) {
        public Sign {
            places = requireUnits("sign " + name, units, places);
            orientation = requireUnits("sign " + name, units, orientation);
            for (Place place : orientation) {
                if (!places.contains(place)) {
                    throw new IllegalArgumentException(
                            place.entry() + ": sign " + name + " is oriented by a place that it does not negate");
                }
            }
        }
    }

    /**
     * Units whose scale a batch normalisation with running statistics takes away: for s &gt; 0, multiplying unit u of
     * {@code weights} and {@code shifts} by s[u] while its variance v becomes s[u]^2 (v + epsilon) - epsilon changes nothing in
     * evaluation, as long as that is not negative.
     *
     * @param weights  what the unit reads
     * @param shifts   its bias, where there is one, and its running mean
     * @param variance its running variance
     * @param epsilon  what the normalisation adds to the variance
     */
    public record Filter(
            String name, int units, List<Place> weights, List<Place> shifts, Place variance, double epsilon) {
        public Filter {
            weights = requireUnits("filter " + name, units, weights);
            shifts = requireUnits("filter " + name, units, shifts);
            requireUnits("filter " + name, units, List.of(variance));
            Check.positive(name + ": epsilon", epsilon);
        }
    }

    /**
     * Units that may be mixed: for an invertible A {@code [units, units]}, putting in place of unit u of {@code up} the sum over v
     * of A[u, v] times unit v, and likewise with A^-T in {@code down}, changes nothing, because only linear maps lie between. For an
     * orthogonal A both are the same rotation.
     */
    public record Basis(String name, int units, List<Place> up, List<Place> down) {
        public Basis {
            up = requireUnits("basis " + name, units, up);
            down = requireUnits("basis " + name, units, down);
        }
    }

    /** @throws IllegalArgumentException naming the group that is named twice, overlaps another, or does not fit into its outer one */
    public Symmetry {
        groups = List.copyOf(groups);
        scales = List.copyOf(scales);
        signs = List.copyOf(signs);
        filters = List.copyOf(filters);
        bases = List.copyOf(bases);
        new GroupStructure(groups).require();
    }

    /** Of permutations and scales alone. */
    public Symmetry(List<Group> groups, List<Scale> scales) {
        this(groups, scales, List.of(), List.of(), List.of());
    }

    /** The group of that name. */
    public Group group(String name) {
        return groups.stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + ": no such group; there are "
                        + groups.stream().map(Group::name).toList()));
    }

    /** Group -> number of units, in the order of the groups. */
    public Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        groups.forEach(group -> sizes.put(group.name(), group.units()));
        return sizes;
    }

    /** Family -> the groups of that family inside {@code outer}, by its units; empty if none lies inside it. */
    public Map<String, List<Group>> families(String outer) {
        Map<String, List<Group>> families = new LinkedHashMap<>();
        groups.stream()
                .filter(group ->
                        group.inside() != null && group.inside().outer().equals(outer))
                .sorted(Comparator.comparingInt(group -> group.inside().unit()))
                .forEach(group -> families.computeIfAbsent(group.inside().family(), family -> new ArrayList<>())
                        .add(group));
        return families;
    }

    private static List<Place> requireUnits(String whose, int units, List<Place> places) {
        for (Place place : places) {
            if (place.starts().size() != units) {
                throw new IllegalArgumentException(place.entry() + ": axis " + place.axis() + " has "
                        + place.starts().size() + " units but " + whose + " has " + units);
            }
        }
        return List.copyOf(places);
    }

    /** Starts the description of a layout's symmetry. */
    public static Builder on(Layout layout) {
        return new Builder(layout);
    }

    /** Collects the places of groups; the first place of a group says how many units it has. */
    public static final class Builder {
        private final Layout layout;
        private final Map<String, List<Place>> places = new LinkedHashMap<>();
        private final Map<String, Inside> insides = new LinkedHashMap<>();
        private final Map<String, List<Place>> up = new LinkedHashMap<>();
        private final Map<String, List<Place>> down = new LinkedHashMap<>();
        private final List<Sign> signs = new ArrayList<>();
        private final List<Filter> filters = new ArrayList<>();
        private final List<Basis> bases = new ArrayList<>();

        private Builder(Layout layout) {
            this.layout = layout;
        }

        /** The units fill the axis, each one place wide. */
        public Builder axis(String group, String entry, int axis) {
            return axis(group, entry, axis, 1);
        }

        /** The units fill the axis, each {@code width} places wide, as channels do in a flattened image. */
        public Builder axis(String group, String entry, int axis, int width) {
            int extent = extent(entry, axis);
            if (extent % width != 0) {
                throw new IllegalArgumentException(
                        entry + ": axis " + axis + " of " + extent + " is no multiple of units of " + width);
            }
            return block(group, entry, axis, 0, width, extent / width);
        }

        /** {@code units} units of {@code width} places each, one after the other from {@code start} on. */
        public Builder block(String group, String entry, int axis, int start, int width, int units) {
            return place(group, block(entry, axis, start, width, units));
        }

        /** Units of {@code width} places at the given starts. */
        public Builder place(String group, Place place) {
            requireFits(place);
            places.computeIfAbsent(group, g -> new ArrayList<>()).add(place);
            return this;
        }

        /** Marks a group as lying inside one unit of another. */
        public Builder inside(String group, String outer, int unit, String family) {
            insides.put(group, new Inside(outer, unit, family));
            return this;
        }

        /** A place whose units a scale of that name multiplies. */
        public Builder scaleUp(String scale, Place place) {
            requireFits(place);
            up.computeIfAbsent(scale, s -> new ArrayList<>()).add(place);
            return this;
        }

        /** A place whose units a scale of that name divides. */
        public Builder scaleDown(String scale, Place place) {
            requireFits(place);
            down.computeIfAbsent(scale, s -> new ArrayList<>()).add(place);
            return this;
        }

        /** Units that may be negated. */
        public Builder sign(Sign sign) {
            sign.places().forEach(this::requireFits);
            signs.add(sign);
            return this;
        }

        /** Units that batch normalisation frees of their scale. */
        public Builder filter(Filter filter) {
            filter.weights().forEach(this::requireFits);
            filter.shifts().forEach(this::requireFits);
            requireFits(filter.variance());
            filters.add(filter);
            return this;
        }

        /** Units that may be mixed. */
        public Builder basis(Basis basis) {
            basis.up().forEach(this::requireFits);
            basis.down().forEach(this::requireFits);
            bases.add(basis);
            return this;
        }

        /** A place of consecutive units, for those that are not added to a group. */
        public static Place block(String entry, int axis, int start, int width, int units) {
            return new Place(
                    entry,
                    axis,
                    width,
                    IntStream.range(0, units).mapToObj(u -> start + u * width).toList());
        }

        /** @throws IllegalArgumentException if one group has two sizes or no place, or a scale only multiplies or only divides */
        public Symmetry build() {
            requireNames("group", insides.keySet(), places.keySet());
            requireNames("dividing scale", up.keySet(), down.keySet());
            requireNames("multiplying scale", down.keySet(), up.keySet());
            List<Group> groups = new ArrayList<>();
            places.forEach((name, list) -> groups.add(new Group(name, units(list), list, insides.get(name))));
            List<Scale> scales = new ArrayList<>();
            up.forEach((name, list) -> scales.add(new Scale(name, units(list), list, down.get(name))));
            return new Symmetry(groups, scales, signs, filters, bases);
        }

        private static int units(List<Place> places) {
            return places.get(0).starts().size();
        }

        private static void requireNames(String what, Set<String> needed, Set<String> given) {
            for (String name : needed) {
                if (!given.contains(name)) {
                    throw new IllegalArgumentException(name + ": no place of a " + what + " of that name");
                }
            }
        }

        private void requireFits(Place place) {
            int extent = extent(place.entry(), place.axis());
            if (place.end() > extent) {
                throw new IllegalArgumentException(place.entry() + ": place " + (place.end() - 1) + " of axis "
                        + place.axis() + " is outside " + extent);
            }
        }

        private int extent(String entry, int axis) {
            List<Integer> shape = layout.entry(layout.indexOf(entry)).shape();
            if (axis >= shape.size()) {
                throw new IllegalArgumentException(entry + ": there is no axis " + axis + " in shape " + shape);
            }
            return shape.get(axis);
        }
    }
}
