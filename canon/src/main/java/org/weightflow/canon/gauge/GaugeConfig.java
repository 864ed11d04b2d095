package org.weightflow.canon.gauge;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which gauges are fixed; none but by choice.
 *
 * @param kinds in the order of {@link Kind}, whatever order they were given in
 */
public record GaugeConfig(Set<Kind> kinds) {
    /** The order is that in which they are carried out. */
    public enum Kind {
        /** {@link FilterNorm#like} the first member; with SCALE_BALANCE both at once. */
        FILTER_NORM,
        /** {@link ScaleBalance}. */
        SCALE_BALANCE,
        /** {@link UnitSigns#apply}; after the scales, which decide what weighs most in a sign, and which signs leave alone. */
        UNIT_SIGNS,
        /** {@link UnitSigns#toward} the reference, after matching. */
        SIGNS_TOWARD,
        /** {@link HeadRotation#toward} the reference, after matching. */
        ROTATION_TOWARD;

        /** Whether it needs a reference, and so comes after matching. */
        public boolean isRelative() {
            return this == SIGNS_TOWARD || this == ROTATION_TOWARD;
        }
    }

    public GaugeConfig {
        EnumSet<Kind> ordered = EnumSet.noneOf(Kind.class);
        ordered.addAll(kinds);
        kinds = Collections.unmodifiableSet(ordered);
    }

    public static GaugeConfig none() {
        return new GaugeConfig(Set.of());
    }

    public static GaugeConfig of(Kind... kinds) {
        return new GaugeConfig(Set.copyOf(List.of(kinds)));
    }

    public boolean has(Kind kind) {
        return kinds.contains(kind);
    }
}
