package org.weightflow.bayes.ticket;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

/**
 * A Bayesian ticket as a deterministic network: the mask that a score finds, on the means at step k, trained without noise.
 *
 * @param score whose masks
 */
public record TransplantedBack(PosteriorScore score) implements PosteriorMethod {
    public TransplantedBack {
        Objects.requireNonNull(score, "score");
    }

    @Override
    public void search(String name, PosteriorBench bench, TrainedReceiver receiver) throws IOException {
        Workbench mine = bench.of(name);
        int last = IterativePosterior.lastWanted(bench, receiver);
        IterativePosterior.of(score).masks(score.id(), bench, last, (level, masks, seconds) -> {
            if (level == 0 || !receiver.wants(level)) {
                return;
            }
            List<StateDict> means =
                    bench.rewound().stream().map(Posterior::mean).toList();
            String networks = String.format(Locale.ROOT, "trained-%02d", level);
            Tickets tickets =
                    new Tickets(networks, means, masks, bench.deterministic().rewindStep());
            List<StateDict> trained = mine.trained(tickets);
            receiver.found(
                    level,
                    IntStream.range(0, trained.size())
                            .mapToObj(p -> Posterior.point(trained.get(p), masks.get(p)))
                            .toList(),
                    seconds,
                    mine.secondsOf(networks));
            mine.forgetNetworks(networks);
        });
    }

    @Override
    public long steps(PosteriorBench bench, int wanted) {
        return (bench.levels() - 1 + wanted) * bench.ticketSteps();
    }
}
