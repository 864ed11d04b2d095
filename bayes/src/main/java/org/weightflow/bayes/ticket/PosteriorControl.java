package org.weightflow.bayes.ticket;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.pruning.method.Shuffled;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;
import org.weightflow.pruning.selection.Selection;

/**
 * What remains of a Bayesian ticket where one of its parts is taken away: the tickets of a score, with fresh weights or with random
 * masks of the same number of values.
 *
 * @param score whose masks
 * @param kind  what is taken away
 */
public record PosteriorControl(PosteriorScore score, Kind kind) implements PosteriorMethod {
    /** What is taken away from a ticket. */
    public enum Kind {
        /** The start: its mask on another initialisation, trained from step 0. */
        REINITIALISED,
        /** The places in each layer: random ones, as many of each layer as the ticket has. */
        SHUFFLED_WITHIN_LAYERS,
        /** The shares of layers as well: random places, the same share of each layer. */
        SHUFFLED_EVENLY,
        /** The same, with random places anywhere. */
        SHUFFLED_GLOBALLY
    }

    private static final String CHILD = "reinitialisation";

    public PosteriorControl {
        Objects.requireNonNull(score, "score");
        Objects.requireNonNull(kind, "kind");
    }

    @Override
    public void search(String name, PosteriorBench bench, TrainedReceiver receiver) throws IOException {
        Workbench mine = bench.of(name);
        int last = IterativePosterior.lastWanted(bench, receiver);
        IterativePosterior.of(score).masks(score.id(), bench, last, (level, masks, seconds) -> {
            if (level == 0 || !receiver.wants(level)) {
                return;
            }
            boolean fresh = kind == Kind.REINITIALISED;
            List<Mask> changed = fresh ? masks : shuffled(bench, level, masks);
            String networks = String.format(Locale.ROOT, "trained-%02d", level);
            List<Posterior> trained = bench.trained(
                    mine,
                    networks,
                    () -> fresh ? bench.about(bench.deterministic().drawn(CHILD), changed) : bench.rewound(),
                    changed,
                    fresh ? 0 : bench.deterministic().rewindStep());
            receiver.found(level, trained, seconds, mine.secondsOf(networks));
            mine.forgetNetworks(networks);
        });
    }

    private List<Mask> shuffled(PosteriorBench bench, int level, List<Mask> masks) {
        List<Mask> shuffled = new ArrayList<>();
        for (int p = 0; p < masks.size(); p++) {
            Seed seed = bench.deterministic()
                    .seeds()
                    .get(p)
                    .child(kind.name().toLowerCase(Locale.ROOT))
                    .child(level);
            shuffled.add(
                    switch (kind) {
                        case SHUFFLED_WITHIN_LAYERS -> Shuffled.within(masks.get(p), seed);
                        case SHUFFLED_EVENLY -> random(bench, masks.get(p), Scope.Shares.LAYER, seed);
                        case SHUFFLED_GLOBALLY -> random(bench, masks.get(p), Scope.Shares.GLOBAL, seed);
                        case REINITIALISED -> masks.get(p);
                    });
        }
        return shuffled;
    }

    private static Mask random(PosteriorBench bench, Mask like, Scope.Shares shares, Seed seed) {
        Layout layout = like.layout();
        Selection given = bench.deterministic().selection();
        Selection selection = new Selection(layout, Scope.of(shares).withSpared(given.sparedPatterns()));
        SplittableRandom random = seed.random();
        double[] scores = new double[layout.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextDouble();
        }
        return selection.select(scores, Mask.dense(layout), like.keptPrunable());
    }

    @Override
    public long steps(PosteriorBench bench, int wanted) {
        long each = kind == Kind.REINITIALISED ? bench.deterministic().lastStep() : bench.ticketSteps();
        return (bench.levels() - 1) * bench.ticketSteps() + wanted * each;
    }
}
