package org.weightflow.canon.evidence;

import java.util.List;
import org.weightflow.canon.matching.AlignedPopulation;
import org.weightflow.canon.matching.MemberAlignment;

/**
 * A population that was aligned by its evidence.
 *
 * @param networks the aligned networks, with the inner products of their weights and the reference's; after alignment one may be
 *                 less than before, as it was not sought
 * @param evidence the same permutations, with the inner products of the evidence, which were
 */
public record EvidenceAligned(AlignedPopulation networks, List<MemberAlignment> evidence) {
    public EvidenceAligned {
        evidence = List.copyOf(evidence);
    }

    /** The sum of the evidence's inner products after alignment. */
    public double evidenceObjective() {
        return evidence.stream().mapToDouble(MemberAlignment::objectiveAfter).sum();
    }
}
