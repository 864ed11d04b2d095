package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import org.weightflow.networks.Mask;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.pruning.during.DynamicSparseTraining;
import org.weightflow.pruning.during.MaskUpdates;
import org.weightflow.pruning.during.TrainingSpan;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.search.Workbench.MaskedNetworks;

/** Trainings from the initial weights whose masks change on the way, one for each target. */
final class SparseTrainingSearch {
    private SparseTrainingSearch() {}

    /** What changes the masks of one training. */
    @FunctionalInterface
    interface Updates {
        MaskUpdates over(TrainingSpan span, int kept);
    }

    /** @param start the masks to begin with, for so many kept values */
    static void search(
            Workbench bench, Targets targets, TicketReceiver receiver, IntFunction<List<Mask>> start, Updates updates)
            throws IOException {
        for (int target = 0; target < targets.count(); target++) {
            if (receiver.wants(target)) {
                bench.restart();
                int kept = targets.kept().get(target);
                String name = "trained-" + kept;
                MaskedNetworks trained = bench.maskedNetworks(
                        name, bench.lastStep(), () -> train(bench, start.apply(kept), kept, updates));
                bench.deliver(
                        receiver, target, new Tickets(name, trained.networks(), trained.masks(), bench.lastStep()));
            }
        }
    }

    private static TrainingSpan span(Workbench bench) {
        return TrainingSpan.of(0, bench.settings().training(), bench.examples().count());
    }

    private static MaskedNetworks train(Workbench bench, List<Mask> start, int kept, Updates updates) {
        DynamicSparseTraining rule = new DynamicSparseTraining(
                bench.architecture(),
                bench.settings().training(),
                start,
                bench.seeds(),
                updates.over(span(bench), kept));
        try (TensorStore population = bench.population(bench.initial())) {
            bench.trainer().train(population, rule, bench.seeds(), 0, bench.lastStep(), bench.listener());
            return new MaskedNetworks(Workbench.members(population), rule.masks());
        }
    }

    /** @throws IllegalArgumentException if the run is too short for the updates */
    static long steps(Workbench bench, Targets targets, Updates updates) {
        TrainingSpan span = span(bench);
        for (int kept : targets.kept()) {
            updates.over(span, kept);
        }
        return targets.count() * bench.lastStep();
    }
}
