package org.weightflow.bayes.comparison;

import java.util.Locale;

/** What can tell how sure it is. Tickets are those of the last level of iterative pruning. */
public enum PredictorKind {
    /** One deterministic network. */
    DENSE(Basis.NETWORKS),
    /** One deterministic ticket, by magnitude. */
    TICKET(Basis.TICKETS),
    /** A variational network. */
    BAYESIAN_DENSE(Basis.POSTERIORS),
    /** A variational ticket, by iterative pruning of posteriors. */
    BAYESIAN_TICKET(Basis.POSTERIORS),
    /** A deterministic ticket's mask and start, trained as a variational network. */
    TRANSPLANTED(Basis.TICKETS),
    /** A Gaussian of independent values about a deterministic ticket, by curvature. */
    LAPLACE(Basis.TICKETS),
    /** A Gaussian over the last layer of a deterministic ticket, by curvature. */
    LAST_LAYER_LAPLACE(Basis.TICKETS),
    /** A chain of stochastic gradients with momentum over the survivors of a deterministic ticket. */
    SGHMC(Basis.TICKETS),
    /** Hamiltonian chains over the survivors of a deterministic ticket; for small networks and few examples. */
    HMC(Basis.TICKETS),
    /** Deterministic networks that vote. */
    DENSE_ENSEMBLE(Basis.NETWORKS),
    /** Deterministic tickets that vote. */
    TICKET_ENSEMBLE(Basis.TICKETS);

    /** What is trained once for all kinds that begin with it. */
    enum Basis {
        /** Deterministic networks. */
        NETWORKS,
        /** Deterministic tickets. */
        TICKETS,
        /** Variational networks. */
        POSTERIORS
    }

    private final Basis basis;

    PredictorKind(Basis basis) {
        this.basis = basis;
    }

    Basis basis() {
        return basis;
    }

    /** Whether it is there only where levels prune. */
    boolean isOfTickets() {
        return basis == Basis.TICKETS || this == BAYESIAN_TICKET;
    }

    /** The name in lower case with hyphens, as options and files spell it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
