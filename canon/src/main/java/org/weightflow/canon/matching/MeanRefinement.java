package org.weightflow.canon.matching;

import java.util.ArrayList;
import java.util.List;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

/**
 * Goes on from an aligned population to what {@link Reference#MEAN} describes: in rounds, each member in turn is matched, from
 * where it stands, to the mean of the others where they stand.
 * <p>Coordinate ascent on |sum over i of P_i w_i|^2, whose part that depends on P_i is {@code 2 <sum of the others, P_i w_i>}. Were
 * the member itself in the mean, its own weights would hold it where it is, the more so the fewer members there are.
 */
final class MeanRefinement {
    private final PairMatching matching;
    private final Symmetry symmetry;
    private final int rounds;

    MeanRefinement(PairMatching matching, Symmetry symmetry, int rounds) {
        this.matching = matching;
        this.symmetry = symmetry;
        this.rounds = rounds;
    }

    /** The population after the last round, its reference the mean of its members. */
    AlignedPopulation refine(AlignedPopulation start, Seed seed, AlignmentListener listener) {
        AlignedPopulation aligned = start;
        boolean moved = start.count() > 1;
        for (int round = 1; moved && round <= rounds; round++) {
            AlignedPopulation next = round(round, aligned, seed.child(round), listener);
            moved = !permutations(next).equals(permutations(aligned));
            aligned = next;
        }
        return withMean(aligned);
    }

    private AlignedPopulation round(int round, AlignedPopulation aligned, Seed seed, AlignmentListener listener) {
        Layout layout = aligned.reference().layout();
        double[] sum = aligned.sum();
        List<MemberAlignment> alignments = new ArrayList<>();
        for (int i = 0; i < aligned.count(); i++) {
            StateDict given = aligned.source().weights(i);
            Permutations stand = aligned.alignments().get(i).permutations();
            StateDict own = stand.apply(given, symmetry);
            AlignedPopulation.add(sum, own, -1);
            StateDict others = AlignedPopulation.mean(layout, sum, aligned.count() - 1);
            Matching found = matching.match(others, own, seed.child(i));
            AlignedPopulation.add(sum, found.permutations().apply(own, symmetry), 1);
            alignments.add(new MemberAlignment(
                    i,
                    stand.then(found.permutations()),
                    WeightMatching.innerProduct(symmetry, others, given),
                    found.objectiveAfter()));
            listener.onMember(round, alignments.get(i));
        }
        return new AlignedPopulation(aligned.source(), symmetry, aligned.reference(), alignments);
    }

    private AlignedPopulation withMean(AlignedPopulation aligned) {
        StateDict mean = aligned.mean();
        List<MemberAlignment> alignments = new ArrayList<>();
        for (int i = 0; i < aligned.count(); i++) {
            alignments.add(new MemberAlignment(
                    i,
                    aligned.alignments().get(i).permutations(),
                    WeightMatching.innerProduct(symmetry, mean, aligned.source().weights(i)),
                    WeightMatching.innerProduct(symmetry, mean, aligned.weights(i))));
        }
        return new AlignedPopulation(aligned.source(), symmetry, mean, alignments);
    }

    private static List<Permutations> permutations(AlignedPopulation population) {
        return population.alignments().stream()
                .map(MemberAlignment::permutations)
                .toList();
    }
}
