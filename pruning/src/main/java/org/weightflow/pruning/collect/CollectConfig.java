package org.weightflow.pruning.collect;

import java.util.Objects;
import org.weightflow.networks.Check;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.method.TicketConfig;
import org.weightflow.pruning.search.SearchSettings;

/**
 * Which population is collected.
 *
 * @param kind       what the members have in common
 * @param members    how many
 * @param initialise how fresh weights are drawn
 * @param training   how each member is trained
 * @param pruning    levels of iterative pruning; not used for dense members
 * @param tickets    which tickets are found, and how; not used for dense members
 * @param transfer   how a mask found on one network goes to moved tickets; not used for others
 * @param rewindStep step k that tickets are rewound to, 0 being the initialisation; siblings part from one another at it
 * @param group      members that are trained and then stored together; an interrupted run goes on at the first unfinished group
 */
public record CollectConfig(
        Kind kind,
        int members,
        Initialisation initialise,
        TrainConfig training,
        PruneConfig pruning,
        TicketConfig tickets,
        TransferConfig transfer,
        int rewindStep,
        int group) {
    /** What the members of a population have in common. */
    public enum Kind {
        /** Nothing but the recipe: every member has its own initialisation and data order, no mask. */
        DENSE,
        /** Nothing but the recipe: each has its own initialisation, data order, and mask, found from it. */
        TICKETS,
        /** A trunk trained to step k and a mask found from it; each member trains on from there with its own data order. */
        SIBLINGS,
        /**
         * A mask found on one network, the trunk, and carried to each member by the permutation that matches the units of the two;
         * each member has its own initialisation and data order, is trained dense to be matched, and trains its ticket from its own
         * step k.
         */
        MOVED
    }

    public CollectConfig {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(initialise, "initialise");
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(pruning, "pruning");
        Objects.requireNonNull(tickets, "tickets");
        Objects.requireNonNull(transfer, "transfer");
        Check.atLeast("members", members, 1);
        Check.atLeast("rewindStep", rewindStep, 0);
        Check.atLeast("group", group, 1);
    }

    /** The DeepWeightFlow recipe for MNIST: 100 dense members, Kaiming uniform, Adam at 1e-3, batches of 64, 5 epochs. */
    public static CollectConfig defaults() {
        return new CollectConfig(
                Kind.DENSE,
                100,
                Initialisation.KAIMING_UNIFORM,
                TrainConfig.defaults(),
                PruneConfig.defaults(),
                TicketConfig.defaults(),
                TransferConfig.defaults(),
                500,
                50);
    }

    public CollectConfig withKind(Kind kind) {
        return new CollectConfig(kind, members, initialise, training, pruning, tickets, transfer, rewindStep, group);
    }

    public CollectConfig withMembers(int members) {
        return new CollectConfig(kind, members, initialise, training, pruning, tickets, transfer, rewindStep, group);
    }

    public CollectConfig withInitialise(Initialisation initialise) {
        return new CollectConfig(kind, members, initialise, training, pruning, tickets, transfer, rewindStep, group);
    }

    public CollectConfig withTraining(TrainConfig training) {
        return new CollectConfig(kind, members, initialise, training, pruning, tickets, transfer, rewindStep, group);
    }

    public CollectConfig withPruning(PruneConfig pruning) {
        return new CollectConfig(kind, members, initialise, training, pruning, tickets, transfer, rewindStep, group);
    }

    public CollectConfig withTickets(TicketConfig tickets) {
        return new CollectConfig(kind, members, initialise, training, pruning, tickets, transfer, rewindStep, group);
    }

    public CollectConfig withTransfer(TransferConfig transfer) {
        return new CollectConfig(kind, members, initialise, training, pruning, tickets, transfer, rewindStep, group);
    }

    public CollectConfig withRewindStep(int rewindStep) {
        return new CollectConfig(kind, members, initialise, training, pruning, tickets, transfer, rewindStep, group);
    }

    public CollectConfig withGroup(int group) {
        return new CollectConfig(kind, members, initialise, training, pruning, tickets, transfer, rewindStep, group);
    }

    /** What searches for these tickets have in common. */
    public SearchSettings searchSettings() {
        return new SearchSettings(initialise, training, rewindStep, tickets.scope(), pruning);
    }
}
