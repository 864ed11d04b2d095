package org.weightflow.pruning.method;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.MaskedTraining;
import org.weightflow.networks.training.TrainingRule;
import org.weightflow.pruning.MagnitudePruning;
import org.weightflow.pruning.earlybird.EarlyBirdConfig;
import org.weightflow.pruning.earlybird.EarlyBirdDetector;
import org.weightflow.pruning.search.Workbench;

/**
 * A dense training that draws a mask of each member at the start of each epoch, and once more at the end, until all members of a group
 * have their tickets.
 */
final class EarlyBirdWatch implements TrainingRule {
    private final Workbench bench;
    private final int kept;
    private final int perEpoch;
    private final TrainingRule rule;
    private final List<Member> members;

    /**
     * What was drawn of a member.
     *
     * @param epoch   at whose start; all epochs of the run for the end of the last
     * @param settled whether it is within the tolerance of those before it; else it is the last one
     */
    record Ticket(Mask mask, int epoch, boolean settled) {}

    EarlyBirdWatch(Workbench bench, int kept, EarlyBirdConfig config) {
        this.bench = bench;
        this.kept = kept;
        this.perEpoch =
                bench.settings().training().stepsPerEpoch(bench.examples().count());
        this.rule = new MaskedTraining(bench.architecture(), bench.settings().training(), List.of());
        this.members = IntStream.range(0, bench.members())
                .mapToObj(p -> new Member(config))
                .toList();
    }

    /** What is known of a member after the training. */
    Ticket ticket(int member) {
        return members.get(member).newest;
    }

    private final class Member {
        private final EarlyBirdDetector<Mask> detector;
        private Ticket newest;

        Member(EarlyBirdConfig config) {
            this.detector = EarlyBirdDetector.ofWeights(config);
        }

        boolean settled() {
            return newest.settled();
        }

        void observe(StateDict weights, int epoch) {
            Mask mask =
                    bench.selection().select(MagnitudePruning.magnitudes(weights), Mask.dense(weights.layout()), kept);
            newest = new Ticket(mask, epoch, detector.offer(mask));
        }
    }

    @Override
    public Group begin(TensorStore population, int first) {
        Group group = rule.begin(population, first);
        List<Member> own = new ArrayList<>(members.subList(first, first + population.members()));
        observe(population, own, 0);
        return new Group() {
            @Override
            public NDArray losses(Leaves leaves, NDArray inputs, NDArray labels) {
                return group.losses(leaves, inputs, labels);
            }

            @Override
            public void step(Leaves leaves, long step, double rate) {
                group.step(leaves, step, rate);
                if ((step + 1) % perEpoch == 0) {
                    observe(population, own, Math.toIntExact((step + 1) / perEpoch));
                }
            }

            @Override
            public boolean isDone() {
                return own.stream().allMatch(Member::settled);
            }

            @Override
            public void finish() {
                group.finish();
            }

            @Override
            public void close() {
                group.close();
            }
        };
    }

    private static void observe(TensorStore population, List<Member> members, int epoch) {
        for (int p = 0; p < members.size(); p++) {
            if (epoch == 0 || !members.get(p).settled()) {
                members.get(p).observe(population.get(p), epoch);
            }
        }
    }
}
