package org.weightflow.canon.alignment;

import java.util.Set;
import org.weightflow.canon.evidence.EvidenceAlignment;
import org.weightflow.canon.evidence.EvidenceKind;
import org.weightflow.canon.gauge.GaugeConfig;
import org.weightflow.canon.gauge.Gauges;
import org.weightflow.canon.matching.AlignedPopulation;
import org.weightflow.canon.matching.AlignmentListener;
import org.weightflow.canon.matching.Members;
import org.weightflow.canon.matching.PairMatching;
import org.weightflow.canon.matching.PopulationAlignment;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.canon.published.DeepWeightFlowTransFusion;
import org.weightflow.canon.published.GitRebasin;
import org.weightflow.canon.published.TransFusion;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.Symmetry;

/**
 * Carries out an {@link AlignmentPlan}: gauges that a network's own weights fix, then the matching of units, then gauges relative to
 * what was matched to.
 * <p>Deterministic for a given seed whatever the number of threads. The function of every member stays what it was, which
 * {@link org.weightflow.canon.matching.FunctionCheck} shows on data. Cost: that of the matching; gauges cost a pass over a member's
 * weights each time that it is asked for.
 */
public final class Aligner {
    private final Architecture architecture;
    private final Examples training;
    private final AlignmentPlan plan;
    private final int threads;

    /**
     * @param training scaled as the members were trained on; looked at only where activations are
     * @param threads  matchings that run at once
     */
    public Aligner(Architecture architecture, Examples training, AlignmentPlan plan, int threads) {
        this.architecture = architecture;
        this.training = training;
        this.plan = plan;
        this.threads = threads;
    }

    /**
     * Aligns a population.
     *
     * @param given at least one, all of one layout; asked for from several threads, each time that weights are needed
     * @throws IllegalArgumentException naming the member and entry whose layout differs or whose value is not finite, or if the
     *                                  training examples do not fit the architecture
     */
    public Alignment align(Members given, Seed seed, AlignmentListener listener) {
        Gauges gauges = new Gauges(architecture.symmetry(), new GaugeConfig(Set.copyOf(plan.gauges())));
        return new Alignment(given, matched(gauges.canonical(given), seed, listener), gauges);
    }

    private AlignedPopulation matched(Members members, Seed seed, AlignmentListener listener) {
        Symmetry symmetry = architecture.symmetry();
        return switch (plan.method()) {
            case NONE -> AlignedPopulation.unaligned(members, symmetry);
            case ACTIVATION_MATCHING -> byEvidence(EvidenceKind.ACTIVATIONS, members, seed, listener);
            case WEIGHTS_AND_ACTIVATIONS -> byEvidence(EvidenceKind.BOTH, members, seed, listener);
            case WEIGHT_MATCHING, GIT_REBASIN, TRANSFUSION, DEEPWEIGHTFLOW -> new PopulationAlignment(
                            symmetry, plan.matching(), pairMatching())
                    .align(members, seed, threads, listener);
        };
    }

    private AlignedPopulation byEvidence(EvidenceKind kind, Members members, Seed seed, AlignmentListener listener) {
        return new EvidenceAlignment(
                        architecture.symmetry(),
                        plan.activations().withKind(kind).evidence(architecture, training, seed.child("evidence")),
                        plan.matching())
                .align(members, seed, threads, listener)
                .networks();
    }

    private PairMatching pairMatching() {
        Symmetry symmetry = architecture.symmetry();
        return switch (plan.method()) {
            case GIT_REBASIN -> new GitRebasin(symmetry);
            case TRANSFUSION -> new TransFusion(symmetry);
            case DEEPWEIGHTFLOW -> new DeepWeightFlowTransFusion(symmetry);
            default -> new WeightMatching(symmetry, plan.matching().matching());
        };
    }
}
