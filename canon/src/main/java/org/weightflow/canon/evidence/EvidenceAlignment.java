package org.weightflow.canon.evidence;

import java.util.ArrayList;
import java.util.List;
import org.weightflow.canon.matching.AlignedPopulation;
import org.weightflow.canon.matching.AlignmentConfig;
import org.weightflow.canon.matching.AlignmentListener;
import org.weightflow.canon.matching.MemberAlignment;
import org.weightflow.canon.matching.Members;
import org.weightflow.canon.matching.PopulationAlignment;
import org.weightflow.canon.matching.Reference;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

/**
 * Brings the hidden units of all members of a population into one order by what some {@link Evidence} says of them:
 * {@link PopulationAlignment} of their evidence, whose permutations then act on the weights.
 * <p>Cost: that of the alignment, and the evidence of every member each time that the alignment asks for it: once, for
 * {@link Reference#MEAN} about once more in every round.
 */
public final class EvidenceAlignment {
    private final Symmetry symmetry;
    private final Evidence evidence;
    private final AlignmentConfig config;

    /** @param symmetry of the weights */
    public EvidenceAlignment(Symmetry symmetry, Evidence evidence, AlignmentConfig config) {
        this.symmetry = symmetry;
        this.evidence = evidence;
        this.config = config;
    }

    /**
     * @param networks at least one, all of one layout; asked for from {@code threads} threads
     * @param listener hears the objectives of the evidence
     * @throws IllegalArgumentException naming the member and entry whose layout differs or whose value is not finite
     */
    public EvidenceAligned align(Members networks, Seed seed, int threads, AlignmentListener listener) {
        AlignedPopulation matched = new PopulationAlignment(evidence.symmetry(), config)
                .align(evidence.of(networks), seed, threads, listener);
        StateDict reference = reference(networks, matched);
        List<MemberAlignment> alignments = new ArrayList<>();
        for (MemberAlignment found : matched.alignments()) {
            StateDict given = networks.weights(found.member());
            StateDict moved = found.permutations().apply(given, symmetry);
            alignments.add(new MemberAlignment(
                    found.member(),
                    found.permutations(),
                    WeightMatching.innerProduct(symmetry, reference, given),
                    WeightMatching.innerProduct(symmetry, reference, moved)));
        }
        return new EvidenceAligned(
                new AlignedPopulation(networks, symmetry, reference, alignments), matched.alignments());
    }

    /** What the members were matched to, as a network. */
    private StateDict reference(Members networks, AlignedPopulation matched) {
        return switch (config.reference()) {
            case FIRST -> networks.weights(0);
            case MEDOID -> networks.weights(medoid(matched));
            case MEAN -> new AlignedPopulation(networks, symmetry, networks.weights(0), matched.alignments()).mean();
        };
    }

    /** The member whose evidence is the reference: matched to itself it did not move, and none of those is nearer. */
    private static int medoid(AlignedPopulation matched) {
        int[] still = matched.alignments().stream()
                .filter(alignment -> alignment.permutations().isIdentity())
                .mapToInt(MemberAlignment::member)
                .toArray();
        int medoid = still[0];
        double least = Double.POSITIVE_INFINITY;
        for (int member : still) {
            double distance =
                    squaredDistance(matched.reference(), matched.source().weights(member));
            if (distance < least) {
                least = distance;
                medoid = member;
            }
        }
        return medoid;
    }

    private static double squaredDistance(StateDict a, StateDict b) {
        float[] x = a.toArray();
        float[] y = b.toArray();
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += ((double) x[i] - y[i]) * ((double) x[i] - y[i]);
        }
        return sum;
    }
}
