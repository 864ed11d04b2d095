package org.weightflow.canon.matching;

import java.util.function.IntToDoubleFunction;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;

/** The sum S of the networks of a population in float64, members of which are replaced. Read by several threads, while none writes. */
final class MemberSum {
    private final Layout layout;
    private final int count;
    private final double[] sum;

    MemberSum(AlignedPopulation population) {
        this.layout = population.reference().layout();
        this.count = population.count();
        this.sum = population.sum();
    }

    /** The mean of all but one, in float32. */
    StateDict meanWithout(StateDict own) {
        float[] mean = own.toArray();
        for (int k = 0; k < mean.length; k++) {
            mean[k] = (float) ((sum[k] - mean[k]) / (count - 1));
        }
        return StateDict.of(layout, mean);
    }

    /** {@code <S - now, next - now>} without state: half of what |S|^2 rises by if {@code next} replaces {@code now}. */
    double gain(StateDict now, StateDict next) {
        float[] from = now.toArray();
        float[] to = next.toArray();
        return overMatched(k -> (sum[k] - from[k]) * ((double) to[k] - from[k]));
    }

    void replace(StateDict now, StateDict next) {
        AlignedPopulation.add(sum, now, -1);
        AlignedPopulation.add(sum, next, 1);
    }

    /** |S|^2 without state. */
    double square() {
        return overMatched(k -> sum[k] * sum[k]);
    }

    private double overMatched(IntToDoubleFunction term) {
        double total = 0;
        for (int e = 0; e < layout.entries().size(); e++) {
            if (layout.entry(e).kind().isLearnable()) {
                for (int k = layout.offset(e); k < layout.offset(e + 1); k++) {
                    total += term.applyAsDouble(k);
                }
            }
        }
        return total;
    }
}
