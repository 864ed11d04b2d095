package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.during.ContinuousSparsification;
import org.weightflow.pruning.during.ContinuousTickets;
import org.weightflow.pruning.during.GatedTraining;
import org.weightflow.pruning.during.TrainingSpan;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Selection;

/**
 * Continuous sparsification: gates that are trained with the weights. One search serves all densities, since the tickets of an exact
 * number are the values of the largest gates; they are trained from step k, scaled as the method has it.
 *
 * @param gates how the gates are trained
 * @see ContinuousSparsification
 */
public record GatedTickets(ContinuousSparsification gates) implements TicketMethod {
    public GatedTickets {
        Objects.requireNonNull(gates, "gates");
    }

    /** The settings of the published code. */
    public static GatedTickets defaults() {
        return new GatedTickets(ContinuousSparsification.defaults());
    }

    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        List<StateDict> rewound = bench.rewound();
        List<StateDict> weights = startingFrom(rewound, bench.selection());
        List<StateDict> found = bench.values(
                "gates",
                trainings(bench, targets).steps(),
                () -> trainings(bench, targets).find(rewound, bench.seeds(), bench.listener()).stream()
                        .map(GatedTraining.Trained::gates)
                        .toList());
        for (int target = 0; target < targets.count(); target++) {
            if (receiver.wants(target)) {
                int kept = targets.kept().get(target);
                List<Mask> masks = new ArrayList<>();
                for (int p = 0; p < found.size(); p++) {
                    masks.add(bench.selection()
                            .select(
                                    doubles(found.get(p)),
                                    Mask.dense(rewound.get(p).layout()),
                                    kept));
                }
                bench.deliver(receiver, target, new Tickets("trained-" + kept, weights, masks, bench.rewindStep()));
            }
        }
    }

    /** Gated values are divided by what gates let through at first. */
    @Override
    public List<StateDict> startingFrom(List<StateDict> weights, Selection selection) {
        Mask all = Mask.dense(selection.layout());
        return weights.stream()
                .map(member -> gates.ticket(member, all, selection))
                .toList();
    }

    private static double[] doubles(StateDict values) {
        float[] floats = values.toArray();
        double[] doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }

    private ContinuousTickets trainings(Workbench bench, Targets targets) {
        TrainingSpan span = TrainingSpan.of(
                bench.rewindStep(),
                bench.settings().training(),
                bench.examples().count());
        return new ContinuousTickets(
                bench.architecture(),
                bench.trainer(),
                bench.settings().training(),
                gates,
                span,
                bench.selection(),
                targets.last());
    }

    @Override
    public long steps(Workbench bench, Targets targets) {
        return bench.rewindStep() + trainings(bench, targets).steps();
    }

    @Override
    public long trainsFrom(Workbench bench) {
        return bench.rewindStep();
    }
}
