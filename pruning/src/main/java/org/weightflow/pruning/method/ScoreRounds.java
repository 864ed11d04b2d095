package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.weightflow.networks.Check;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.score.SaliencyScore;
import org.weightflow.pruning.score.ScoringData;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.DensitySchedule;

/**
 * How scores of untrained weights become masks: in rounds, each of which scores what the one before has left.
 *
 * @param count    scorings; at least 1
 * @param schedule how the density falls over them
 * @param at       which weights are scored, and then trained
 */
public record ScoreRounds(int count, DensitySchedule schedule, At at) {
    /** Weights of which moment. */
    public enum At {
        /** W_0, trained from step 0. */
        INITIALISATION,
        /** W_k, trained from step k. */
        REWOUND
    }

    public ScoreRounds {
        Check.atLeast("count", count, 1);
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(at, "at");
        if (count == 1 && schedule != DensitySchedule.ONE_SHOT) {
            throw new IllegalArgumentException("count 1 needs the schedule one-shot");
        }
        if (count > 1 && schedule == DensitySchedule.ONE_SHOT) {
            throw new IllegalArgumentException("count " + count + " needs another schedule than one-shot");
        }
    }

    /** One scoring of the initial weights. */
    static ScoreRounds once() {
        return new ScoreRounds(1, DensitySchedule.ONE_SHOT, At.INITIALISATION);
    }

    /** Geometric rounds on the initial weights. */
    static ScoreRounds geometric(int count) {
        return new ScoreRounds(count, DensitySchedule.GEOMETRIC, At.INITIALISATION);
    }

    void search(Workbench bench, SaliencyScore score, Targets targets, TicketReceiver receiver) throws IOException {
        for (int target = 0; target < targets.count(); target++) {
            if (receiver.wants(target)) {
                bench.restart();
                int kept = targets.kept().get(target);
                String name = "kept-" + kept;
                List<StateDict> weights = at == At.INITIALISATION ? bench.initial() : bench.rewound();
                List<Mask> masks = bench.masks(name, name, 0, () -> masks(bench, score, weights, kept));
                bench.deliver(receiver, target, new Tickets("trained-" + kept, weights, masks, trainsFrom(bench)));
            }
        }
    }

    private static ScoringData data(Workbench bench) {
        return new ScoringData(bench.architecture(), bench.examples());
    }

    private List<Mask> masks(Workbench bench, SaliencyScore score, List<StateDict> weights, int kept) {
        ScoringData data = data(bench);
        List<Mask> masks = bench.denseMasks();
        int all = bench.architecture().layout().prunableSize();
        for (int round = 1; round <= count; round++) {
            int left = schedule.kept(all, kept, round, count);
            int number = round;
            List<Seed> draws = bench.seeds().stream()
                    .map(seed -> seed.child("score").child(number))
                    .toList();
            List<double[]> scores = score.scores(data, weights, masks, draws);
            List<Mask> next = new ArrayList<>();
            for (int p = 0; p < masks.size(); p++) {
                next.add(bench.selection().select(scores.get(p), masks.get(p), left));
            }
            masks = next;
        }
        return masks;
    }

    /** @throws IllegalArgumentException if the examples do not suffice for the score */
    long steps(Workbench bench, SaliencyScore score) {
        score.requireEnough(data(bench));
        return trainsFrom(bench);
    }

    long trainsFrom(Workbench bench) {
        return at == At.INITIALISATION ? 0 : bench.rewindStep();
    }
}
