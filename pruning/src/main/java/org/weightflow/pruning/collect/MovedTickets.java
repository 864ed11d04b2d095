package org.weightflow.pruning.collect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.weightflow.canon.matching.FunctionCheck;
import org.weightflow.canon.matching.Matching;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.MaskTransfer;
import org.weightflow.pruning.method.TicketMethod;
import org.weightflow.pruning.search.Workbench;

/**
 * Tickets of members that all bear the trunk's mask: brought into the order of each member's own units, or as it is on members that
 * are brought into the trunk's.
 * <p>Each member is trained to step k and on to the end, dense; the trunk is matched to it ({@link MaskTransfer}), which is shown to
 * leave the trunk's function as it was. Weights at step k and dense networks are kept on disk; the matching, which is the same
 * for the same networks and seed, is made again where a run goes on after it. For the control nothing is matched and no member is
 * trained dense.
 */
final class MovedTickets {
    /** The inner product of the dense member and the dense trunk, as it is and brought into the member's order of units. */
    static final String OBJECTIVE_BEFORE = "transfer.objective.before";

    static final String OBJECTIVE_AFTER = "transfer.objective.after";
    private static final int CHECKED_EXAMPLES = 64;

    private final Architecture architecture;
    private final TransferConfig config;
    private final TicketMethod method;
    private final FunctionCheck check;

    /**
     * @param method   that finds the mask, and says what tickets start from
     * @param examples of the task, on some of which the matching is checked
     */
    MovedTickets(Architecture architecture, TransferConfig config, TicketMethod method, Examples examples) {
        this.architecture = architecture;
        this.config = config;
        this.method = method;
        int rows = Math.min(CHECKED_EXAMPLES, examples.count());
        this.check =
                new FunctionCheck(architecture, Arrays.copyOf(examples.features(), rows * examples.featureCount()));
    }

    /** Steps of training that {@link #starts} takes. */
    long steps(Workbench bench) {
        return config.match() == TransferConfig.Match.NONE ? bench.rewindStep() : bench.lastStep();
    }

    /**
     * @param first number of the first member
     * @param bench of this group's members
     * @param trunk the network that the mask was found on, trained dense; not read for the control
     * @param mask  its mask
     */
    Starts starts(int first, Workbench bench, StateDict trunk, Mask mask) throws IOException {
        List<Seed> seeds = bench.seeds();
        List<StateDict> starts = method.startingFrom(bench.rewound(), bench.selection());
        if (config.match() == TransferConfig.Match.NONE) {
            return Starts.of(starts, Collections.nCopies(seeds.size(), mask), bench.rewindStep());
        }
        List<StateDict> dense = bench.dense();
        MaskTransfer transfer = new MaskTransfer(
                architecture.symmetry(), new WeightMatching(architecture.symmetry(), config.matching()));
        boolean inOwnOrder = config.order() == TransferConfig.Order.MEMBER;
        List<StateDict> weights = new ArrayList<>();
        List<Mask> masks = new ArrayList<>();
        List<Map<String, Double>> metrics = new ArrayList<>();
        for (int p = 0; p < seeds.size(); p++) {
            MaskTransfer.Moved moved =
                    transfer.move(mask, trunk, dense.get(p), seeds.get(p).child("matching"));
            Matching matching = moved.matching();
            check.check(first + p, trunk, matching.permutations().apply(trunk, architecture.symmetry()));
            weights.add(
                    inOwnOrder
                            ? starts.get(p)
                            : matching.permutations().inverse().apply(starts.get(p), architecture.symmetry()));
            masks.add(inOwnOrder ? moved.mask() : mask);
            metrics.add(
                    Map.of(OBJECTIVE_BEFORE, matching.objectiveBefore(), OBJECTIVE_AFTER, matching.objectiveAfter()));
        }
        return new Starts(weights, masks, bench.rewindStep(), metrics, List.of());
    }
}
