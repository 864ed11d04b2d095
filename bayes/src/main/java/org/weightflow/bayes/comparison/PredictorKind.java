package org.weightflow.bayes.comparison;

import java.util.Locale;

/** What can tell how sure it is. Tickets are those of the last level of iterative pruning. */
public enum PredictorKind {
    /** One deterministic network. */
    DENSE,
    /** One deterministic ticket, by magnitude. */
    TICKET,
    /** A variational network. */
    BAYESIAN_DENSE,
    /** A variational ticket, by iterative pruning of posteriors. */
    BAYESIAN_TICKET,
    /** A deterministic ticket's mask and start, trained as a variational network. */
    TRANSPLANTED,
    /** A Gaussian of independent values about a deterministic ticket, by curvature. */
    LAPLACE,
    /** A Gaussian over the last layer of a deterministic ticket, by curvature. */
    LAST_LAYER_LAPLACE,
    /** A chain of stochastic gradients with momentum over the survivors of a deterministic ticket. */
    SGHMC,
    /** Hamiltonian chains over the survivors of a deterministic ticket; for small networks and few examples. */
    HMC,
    /** Deterministic networks that vote. */
    DENSE_ENSEMBLE,
    /** Deterministic tickets that vote. */
    TICKET_ENSEMBLE;

    /** The name in lower case with hyphens, as options and files spell it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
