package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weightflow.networks.Mask;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.pruning.earlybird.EarlyBirdConfig;
import org.weightflow.pruning.earlybird.EarlyBirdDetector;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

/**
 * Early-Bird tickets: one dense training, watched at the start of each epoch, until the mask that magnitude pruning would draw has
 * settled; that mask is the ticket, on the weights of step k.
 * <p>The masks keep the largest weights within the scope of the search, exactly as many as asked for. Each is compared with the Q - 1
 * before it ({@link EarlyBirdDetector}). The training is not disturbed by being watched, and stops once all members that train
 * side by side have their tickets. Members whose masks never settle take that of the trained network; a warning says
 * so. With k = 0 that is one-shot pruning's; otherwise the dense network of the other methods is another one, since its optimiser starts
 * afresh at step k.
 * <p>Departs from the paper in what is pruned, weights instead of channels, and in rewinding: its tickets train on from the epoch at
 * which they were drawn.
 *
 * @param masks     Q, how many are compared
 * @param tolerance largest distance between them, the share of the prunable values on which they differ
 * @see <a href="https://arxiv.org/abs/1909.11957">You et al. (2020), Drawing Early-Bird Tickets</a>
 */
public record EarlyBird(int masks, double tolerance) implements TicketMethod {
    private static final Logger LOG = LoggerFactory.getLogger(EarlyBird.class);

    public EarlyBird {
        config(masks, tolerance);
    }

    /** Five masks within 0.1, as published. */
    public static EarlyBird defaults() {
        EarlyBirdConfig usual = EarlyBirdConfig.defaults();
        return new EarlyBird(usual.masks(), usual.tolerance());
    }

    private static EarlyBirdConfig config(int masks, double tolerance) {
        return EarlyBirdConfig.defaults().withMasks(masks).withTolerance(tolerance);
    }

    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        for (int target = 0; target < targets.count(); target++) {
            if (receiver.wants(target)) {
                bench.restart();
                int kept = targets.kept().get(target);
                String name = "kept-" + kept;
                List<Mask> masks = bench.masks(name, name, bench.lastStep(), () -> drawn(bench, kept));
                bench.deliver(
                        receiver, target, new Tickets("trained-" + kept, bench.rewound(), masks, bench.rewindStep()));
            }
        }
    }

    private List<Mask> drawn(Workbench bench, int kept) {
        EarlyBirdWatch watch = new EarlyBirdWatch(bench, kept, config(masks, tolerance));
        long[] left = {bench.lastStep()};
        TrainingListener counting = progress -> {
            left[0]--;
            bench.listener().onStep(progress);
        };
        try (TensorStore population = bench.population(bench.initial())) {
            bench.trainer().train(population, watch, bench.seeds(), 0, bench.lastStep(), counting);
        }
        bench.listener().skip(left[0]);
        List<Mask> tickets = new ArrayList<>();
        for (int p = 0; p < bench.members(); p++) {
            EarlyBirdWatch.Ticket ticket = watch.ticket(p);
            tickets.add(ticket.mask());
            if (ticket.settled()) {
                LOG.info("member {} of those side by side: Early-Bird ticket at epoch {}", p, ticket.epoch());
            } else {
                LOG.warn(
                        "member {} of those side by side: its masks did not settle within {} epochs, so that the last one is "
                                + "taken, that of the trained network",
                        p,
                        ticket.epoch());
            }
        }
        return tickets;
    }

    @Override
    public long steps(Workbench bench, Targets targets) {
        return bench.rewindStep() + targets.count() * bench.lastStep();
    }

    @Override
    public long trainsFrom(Workbench bench) {
        return bench.rewindStep();
    }
}
