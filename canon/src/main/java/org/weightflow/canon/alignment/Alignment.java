package org.weightflow.canon.alignment;

import java.util.List;
import java.util.Optional;
import org.weightflow.canon.gauge.GaugeConfig;
import org.weightflow.canon.gauge.Gauges;
import org.weightflow.canon.matching.AlignedPopulation;
import org.weightflow.canon.matching.MemberAlignment;
import org.weightflow.canon.matching.Members;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/** A population in one coordinate system. Members are computed as they are asked for and not held. */
public final class Alignment implements Members {
    private final Members given;
    private final AlignedPopulation matched;
    private final Gauges gauges;

    /**
     * @param given   the members as they were
     * @param matched them in their own gauges and one order of units
     * @param gauges  of which those toward the reference are still to be fixed
     */
    Alignment(Members given, AlignedPopulation matched, Gauges gauges) {
        this.given = given;
        this.matched = matched;
        this.gauges = gauges;
    }

    /** A population in one order of units, with no gauges. */
    public static Alignment of(AlignedPopulation population) {
        return new Alignment(population.source(), population, new Gauges(population.symmetry(), GaugeConfig.none()));
    }

    @Override
    public int count() {
        return given.count();
    }

    @Override
    public StateDict weights(int member) {
        return gauges.toward(matched.reference(), matched.weights(member), matched.mask(member));
    }

    @Override
    public Optional<Mask> mask(int member) {
        return matched.mask(member);
    }

    /** The members as they were given. */
    public Members given() {
        return given;
    }

    /** What the members were matched to. */
    public StateDict reference() {
        return matched.reference();
    }

    /** One for each member, in order: its permutations, and its inner products with the reference. */
    public List<MemberAlignment> alignments() {
        return matched.alignments().stream().map(this::measured).toList();
    }

    /** The inner products of what was given and of what came of it, gauges included. */
    private MemberAlignment measured(MemberAlignment found) {
        if (gauges.isNothing()) {
            return found;
        }
        return new MemberAlignment(
                found.member(),
                found.permutations(),
                matched.innerProduct(given.weights(found.member())),
                matched.innerProduct(weights(found.member())));
    }
}
