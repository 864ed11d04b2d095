package org.weightflow.bayes.ticket;

import java.io.IOException;

/** A way to come to trained tickets at levels of iterative pruning, Bayesian ones or deterministic ones to compare them with. */
public sealed interface PosteriorMethod
        permits IterativePosterior, PosteriorControl, DeterministicTickets, Transplanted, TransplantedBack {
    /**
     * Finds and trains tickets of each level that the receiver wants, in the order of the levels, from level 1 on.
     *
     * @param name what this method is called, under which what it trains is kept
     */
    void search(String name, PosteriorBench bench, TrainedReceiver receiver) throws IOException;

    /**
     * Training steps, where nothing is kept but what all methods share.
     *
     * @param wanted number of levels that the receiver wants
     */
    long steps(PosteriorBench bench, int wanted);
}
