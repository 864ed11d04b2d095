package org.weightflow.bayes.ticket;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.method.IterativeMagnitude;
import org.weightflow.pruning.method.Targets;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

/** Tickets of the deterministic networks of the same seeds, by iterative magnitude pruning. */
public record DeterministicTickets() implements PosteriorMethod {
    private static final String PLACE = "imp";

    @Override
    public void search(String name, PosteriorBench bench, TrainedReceiver receiver) throws IOException {
        find(bench.deterministic(), wanted(bench, receiver), (level, tickets, own, seconds) -> {
            List<StateDict> trained = own.trained(tickets);
            receiver.found(level, points(trained, tickets), seconds, own.secondsOf(tickets.name()));
        });
    }

    static List<Integer> wanted(PosteriorBench bench, TrainedReceiver receiver) {
        return IntStream.rangeClosed(1, bench.levels())
                .filter(receiver::wants)
                .boxed()
                .toList();
    }

    private static List<Posterior> points(List<StateDict> networks, Tickets tickets) {
        return IntStream.range(0, networks.size())
                .mapToObj(p -> Posterior.point(networks.get(p), tickets.masks().get(p)))
                .toList();
    }

    /** Told of deterministic tickets, untrained. */
    public interface Finder {
        /** @param own where they can be trained */
        void found(int level, Tickets tickets, Workbench own, double seconds) throws IOException;
    }

    /** The tickets of the given levels, which rise; searched for once on a bench, whoever asks. */
    public static void find(Workbench bench, List<Integer> levels, Finder finder) throws IOException {
        if (levels.isEmpty()) {
            return;
        }
        Workbench own = bench.of(PLACE);
        Targets targets = Targets.ofLevels(own.settings().levels(), levels, own.selection());
        new IterativeMagnitude().search(own, targets, new TicketReceiver() {
            @Override
            public boolean wants(int target) {
                return true;
            }

            @Override
            public void found(int target, Tickets tickets, double seconds) throws IOException {
                finder.found(levels.get(target), tickets, own, seconds);
            }
        });
    }

    @Override
    public long steps(PosteriorBench bench, int wanted) {
        return searchSteps(bench) + bench.ticketSteps();
    }

    /** One training to step k, and one of the rest for each level but the last. */
    static long searchSteps(PosteriorBench bench) {
        return bench.deterministic().rewindStep() + bench.levels() * bench.ticketSteps();
    }
}
