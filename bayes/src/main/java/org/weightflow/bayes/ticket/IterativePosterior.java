package org.weightflow.bayes.ticket;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.Mask;
import org.weightflow.pruning.search.Workbench;

/**
 * Iterative pruning of variational networks.
 * <pre>
 * q_k = train(q_0, steps 0..k), unpruned; m_0 = 1
 * for level l = 0, 1, ...:
 *     q_T = train(m_l * q_k, steps k..T), optimiser fresh, data order and schedule going on from k
 *     m_{l+1} = the largest scores of q_T among those of m_l
 * </pre>
 * Rewinding gives means and deviations of the survivors back bit by bit. With learning-rate rewinding a level goes on with the q_T of
 * the level before it.
 *
 * @param score  what argues to be kept
 * @param rewind whether means and deviations are rewound, or the learning rate alone
 * @see <a href="https://arxiv.org/abs/2602.18825">Kuhn et al. (2026)</a>
 */
public record IterativePosterior(PosteriorScore score, boolean rewind) implements PosteriorMethod {
    public IterativePosterior {
        Objects.requireNonNull(score, "score");
    }

    /** With rewinding of means and deviations. */
    public static IterativePosterior of(PosteriorScore score) {
        return new IterativePosterior(score, true);
    }

    @Override
    public void search(String name, PosteriorBench bench, TrainedReceiver receiver) throws IOException {
        Workbench own = bench.of(name);
        levels(own, bench, lastWanted(bench, receiver), (level, masks, seconds) -> {
            if (level > 0 && receiver.wants(level)) {
                List<Posterior> trained = trained(own, bench, level, masks);
                receiver.found(level, trained, seconds, own.secondsOf(networks(level)));
            }
        });
    }

    /** Told of the masks of a level, from level 0 on, and of the seconds that finding them took. */
    interface MasksReceiver {
        void found(int level, List<Mask> masks, double seconds) throws IOException;
    }

    /** The masks of the levels up to {@code last}, kept in the place of the method of that name. */
    void masks(String name, PosteriorBench bench, int last, MasksReceiver receiver) throws IOException {
        levels(bench.of(name), bench, last, receiver);
    }

    private void levels(Workbench own, PosteriorBench bench, int last, MasksReceiver receiver) throws IOException {
        List<Mask> masks = bench.deterministic().denseMasks();
        double seconds = 0;
        for (int level = 0; level <= last; level++) {
            receiver.found(level, masks, seconds);
            if (level < last) {
                if (level == 0) {
                    // Asked for here, so that its seconds are its own and not those of the masks.
                    bench.unpruned();
                }
                masks = pruned(own, bench, level, masks);
                seconds += level == 0 ? bench.unprunedSeconds() : own.secondsOf(networks(level));
                seconds += own.secondsOf(masksOf(level + 1));
            }
            int done = rewind ? level : level - 1;
            if (done > 0) {
                own.forgetNetworks(networks(done));
            }
        }
    }

    static int lastWanted(PosteriorBench bench, TrainedReceiver receiver) {
        int last = bench.levels();
        while (last > 0 && !receiver.wants(last)) {
            last--;
        }
        return last;
    }

    private List<Mask> pruned(Workbench own, PosteriorBench bench, int level, List<Mask> masks) throws IOException {
        // The training without a mask is not of this search.
        long steps = level == 0 ? 0 : bench.ticketSteps();
        return own.masks(masksOf(level + 1), networks(level), steps, () -> {
            List<Posterior> trained = trained(own, bench, level, masks);
            List<Mask> next = new ArrayList<>();
            for (int p = 0; p < trained.size(); p++) {
                next.add(bench.pruning().prune(score.of(trained.get(p)), masks.get(p), new BitSet()));
            }
            return next;
        });
    }

    private List<Posterior> trained(Workbench own, PosteriorBench bench, int level, List<Mask> masks)
            throws IOException {
        if (level == 0) {
            return bench.unpruned();
        }
        return bench.trained(
                own,
                networks(level),
                () -> startOf(own, bench, level),
                masks,
                bench.deterministic().rewindStep());
    }

    private List<Posterior> startOf(Workbench own, PosteriorBench bench, int level) throws IOException {
        if (rewind) {
            return bench.rewound();
        }
        if (level == 1) {
            return bench.unpruned();
        }
        List<Mask> before = own.masks(masksOf(level - 1), networks(level - 1), 0, () -> {
            throw lost(level - 1);
        });
        return bench.trained(
                own,
                networks(level - 1),
                () -> {
                    throw lost(level - 1);
                },
                before,
                bench.deterministic().lastStep());
    }

    private static IOException lost(int level) {
        return new IOException(
                "the networks of level " + level + " are no longer there, but what follows from them is; "
                        + "delete the folder of this search to search again");
    }

    @Override
    public long steps(PosteriorBench bench, int wanted) {
        return bench.levels() * bench.ticketSteps();
    }

    private static String masksOf(int level) {
        return String.format(Locale.ROOT, "level-%02d", level);
    }

    private static String networks(int level) {
        return String.format(Locale.ROOT, "trained-%02d", level);
    }
}
