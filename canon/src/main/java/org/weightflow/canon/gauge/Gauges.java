package org.weightflow.canon.gauge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weightflow.canon.gauge.GaugeConfig.Kind;
import org.weightflow.canon.matching.Members;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

/**
 * Fixes the gauges that a config names: those of a network alone before its units are matched, those relative to a reference
 * afterwards.
 */
public final class Gauges {
    private final Symmetry symmetry;
    private final GaugeConfig config;

    public Gauges(Symmetry symmetry, GaugeConfig config) {
        this.symmetry = symmetry;
        this.config = config;
    }

    /**
     * The members in their canonical gauge, computed when they are first asked for and {@link HeldMembers held}; their masks stay
     * as they are. Filters get the lengths that the first member's have on average as it was given, whose weights alone are read at
     * once.
     */
    public Members canonical(Members members) {
        List<Gauge> gauges = members.count() == 0 ? List.of() : canonicalGauges(members.weights(0));
        if (gauges.isEmpty()) {
            return members;
        }
        Gauge gauge = gauges.stream().reduce(Gauge::then).orElseThrow();
        return new HeldMembers(
                Members.of(members.count(), member -> gauge.apply(members.weights(member)), members::mask));
    }

    /** Whether the config names none, so that every network stays as it is. */
    public boolean isNothing() {
        return config.kinds().isEmpty();
    }

    private List<Gauge> canonicalGauges(StateDict first) {
        List<Gauge> gauges = new ArrayList<>();
        if (config.has(Kind.FILTER_NORM)) {
            FilterNorm norm = FilterNorm.like(first, symmetry);
            gauges.add(config.has(Kind.SCALE_BALANCE) ? ScaleBalance.with(norm, symmetry) : norm);
        } else if (config.has(Kind.SCALE_BALANCE)) {
            gauges.add(ScaleBalance.of(symmetry));
        }
        if (config.has(Kind.UNIT_SIGNS)) {
            gauges.add(UnitSigns.of(symmetry));
        }
        return gauges;
    }

    /**
     * A member in the gauge nearest to the reference's, as far as the config asks for that: signs first, then rotations.
     *
     * @param aligned a network whose units stand in the reference's order
     * @param mask    of a sparse one
     * @throws IllegalArgumentException if the layouts differ, or a mask forbids a rotation, naming the entry
     */
    public StateDict toward(StateDict reference, StateDict aligned, Optional<Mask> mask) {
        StateDict nearer = aligned;
        if (config.has(Kind.SIGNS_TOWARD)) {
            nearer = UnitSigns.of(symmetry).toward(reference, nearer);
        }
        if (config.has(Kind.ROTATION_TOWARD)) {
            nearer = HeadRotation.of(symmetry).toward(reference, nearer, mask);
        }
        return nearer;
    }
}
