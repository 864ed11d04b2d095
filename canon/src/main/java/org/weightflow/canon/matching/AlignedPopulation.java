package org.weightflow.canon.matching;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

/**
 * A population in one order of units. Weights and masks are permuted as they are asked for and not held.
 *
 * @param source     the members as they were given
 * @param symmetry   what the permutations act on
 * @param reference  what the members were matched to; for {@link Reference#MEAN} the mean of the aligned members
 * @param alignments one for each member, in order
 */
public record AlignedPopulation(
        Members source, Symmetry symmetry, StateDict reference, List<MemberAlignment> alignments) implements Members {
    public AlignedPopulation {
        alignments = List.copyOf(alignments);
    }

    /** Members that stay as they are, with member 0 as the reference. */
    public static AlignedPopulation unaligned(Members members, Symmetry symmetry) {
        StateDict reference = members.weights(0);
        Permutations identity = Permutations.identity(symmetry);
        return new AlignedPopulation(
                members,
                symmetry,
                reference,
                IntStream.range(0, members.count())
                        .mapToObj(i -> {
                            double objective = WeightMatching.innerProduct(symmetry, reference, members.weights(i));
                            return new MemberAlignment(i, identity, objective, objective);
                        })
                        .toList());
    }

    @Override
    public int count() {
        return source.count();
    }

    @Override
    public StateDict weights(int member) {
        return alignments.get(member).permutations().apply(source.weights(member), symmetry);
    }

    @Override
    public Optional<Mask> mask(int member) {
        return source.mask(member)
                .map(mask -> alignments.get(member).permutations().apply(mask, symmetry));
    }

    /** The mean of the aligned members, each entry summed in float64. */
    public StateDict mean() {
        return mean(reference.layout(), sum(), count());
    }

    /** The sum of the aligned members. */
    double[] sum() {
        double[] sum = new double[reference.layout().size()];
        for (int i = 0; i < count(); i++) {
            add(sum, weights(i), 1);
        }
        return sum;
    }

    static void add(double[] sum, StateDict weights, int sign) {
        float[] values = weights.toArray();
        for (int k = 0; k < sum.length; k++) {
            sum[k] += sign * values[k];
        }
    }

    static StateDict mean(Layout layout, double[] sum, int count) {
        float[] mean = new float[sum.length];
        for (int k = 0; k < mean.length; k++) {
            mean[k] = (float) (sum[k] / count);
        }
        return StateDict.of(layout, mean);
    }

    /** The inner product of a network and the reference over the matched entries. */
    public double innerProduct(StateDict network) {
        return WeightMatching.innerProduct(symmetry, reference, network);
    }

    /** The sum of the objectives after alignment. */
    public double objective() {
        return alignments.stream().mapToDouble(MemberAlignment::objectiveAfter).sum();
    }
}
