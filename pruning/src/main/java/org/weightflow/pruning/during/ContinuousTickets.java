package org.weightflow.pruning.during;

import java.util.Collections;
import java.util.List;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.pruning.selection.Selection;

/**
 * Finds the tickets of a population by the rounds of {@link ContinuousSparsification}. Each round trains the whole span; its optimiser
 * starts fresh, data order and schedule are those of the span.
 */
public final class ContinuousTickets {
    private final Architecture architecture;
    private final PopulationTrainer trainer;
    private final TrainConfig config;
    private final ContinuousSparsification method;
    private final TrainingSpan span;
    private final Selection selection;
    private final int kept;

    /**
     * @param trainer   of {@code architecture} and {@code config}
     * @param span      the steps of each round
     * @param selection what has gates, and what competes for the exact number
     * @param kept      prunable values that a ticket keeps
     * @throws IllegalArgumentException as {@link GatedTraining} has it
     */
    public ContinuousTickets(
            Architecture architecture,
            PopulationTrainer trainer,
            TrainConfig config,
            ContinuousSparsification method,
            TrainingSpan span,
            Selection selection,
            int kept) {
        this.architecture = architecture;
        this.trainer = trainer;
        this.config = config;
        this.method = method;
        this.span = span;
        this.selection = selection;
        this.kept = kept;
        // Finds out now what does not fit.
        rule(List.of());
    }

    /** Steps that {@link #find} trains. */
    public long steps() {
        return method.rounds() * span.steps();
    }

    /**
     * @param rewound the weights at the span's first step, one a member
     * @param seeds   one a member, for the order of its batches
     * @return what each member is after the last round; {@link ContinuousSparsification#ticket} makes the ticket of its mask and
     *     {@code rewound}
     */
    public List<GatedTraining.Trained> find(List<StateDict> rewound, List<Seed> seeds, TrainingListener listener) {
        List<StateDict> gates = Collections.nCopies(rewound.size(), method.initialGates(architecture.layout()));
        List<GatedTraining.Trained> trained = round(rewound, gates, seeds, listener);
        for (int r = 1; r < method.rounds(); r++) {
            List<StateDict> weights = method.rewinds()
                    ? rewound
                    : trained.stream().map(GatedTraining.Trained::weights).toList();
            gates = trained.stream()
                    .map(member -> method.nextGates(member.gates()))
                    .toList();
            trained = round(weights, gates, seeds, listener);
        }
        return trained;
    }

    private GatedTraining rule(List<StateDict> gates) {
        return new GatedTraining(architecture, config, method, span, selection, kept, gates);
    }

    private List<GatedTraining.Trained> round(
            List<StateDict> weights, List<StateDict> gates, List<Seed> seeds, TrainingListener listener) {
        GatedTraining rule = rule(gates);
        try (TensorStore population = TensorStore.of(architecture.layout(), weights)) {
            trainer.train(population, rule, seeds, span.from(), span.until(), listener);
        }
        return rule.trained();
    }
}
