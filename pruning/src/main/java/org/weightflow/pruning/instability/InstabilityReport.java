package org.weightflow.pruning.instability;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.weightflow.networks.Check;

/**
 * The instability of one network at one step under one mask.
 *
 * @param network  its number among those that were measured together
 * @param step     k, at which its copies branched off
 * @param kept     prunable values that the mask keeps
 * @param prunable prunable values
 * @param pairs    of copies; at least one
 */
public record InstabilityReport(int network, long step, int kept, int prunable, List<PairInstability> pairs) {
    /** Error barriers below this are stable: 2 points (Frankle et al., 2020). */
    public static final double STABLE_BELOW = 0.02;

    /** An accuracy that is at most so much below the dense one matches it: 0.2 points. */
    public static final double MATCHING_WITHIN = 0.002;

    /** Errors are multiples of one in the number of examples, so that differences in this are rounding. */
    private static final double ROUNDING = 1e-9;

    public InstabilityReport {
        pairs = List.copyOf(pairs);
        Check.atLeast("pairs", pairs.size(), 1);
    }

    /** The instability: the mean over pairs of the error barrier on the examples of that name, a fraction. */
    public double errorBarrier(String data) {
        return mean(pair -> pair.errorBarrier(data));
    }

    /** The mean over pairs of the loss barrier, in nats. */
    public double lossBarrier(String data) {
        return mean(pair -> pair.lossBarrier(data));
    }

    /** The mean accuracy of the copies, in [0, 1]; each is in as many pairs. */
    public double accuracy(String data) {
        return 1 - mean(pair -> pair.endError(data));
    }

    /** Whether the instability is less than {@link #STABLE_BELOW}. */
    public boolean stable(String data) {
        return errorBarrier(data) < STABLE_BELOW - ROUNDING;
    }

    /** Whether the copies are as accurate as the dense network, or less so by no more than {@link #MATCHING_WITHIN}. */
    public boolean matching(String data, double denseAccuracy) {
        Check.closedInterval("denseAccuracy", denseAccuracy, 0, 1);
        return accuracy(data) >= denseAccuracy - MATCHING_WITHIN - ROUNDING;
    }

    private double mean(ToDoubleFunction<PairInstability> number) {
        return pairs.stream().mapToDouble(number).average().orElseThrow();
    }
}
