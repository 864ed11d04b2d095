package org.weightflow.generator.evaluation;

/** Hears how far an evaluation has come. Called from the evaluating thread. */
@FunctionalInterface
public interface EvaluationListener {
    /**
     * After each group of networks.
     *
     * @param series  the name of the series
     * @param done    networks of it that were evaluated
     * @param members networks that it has
     */
    void onNetworks(String series, int done, int members);

    /** A listener that does nothing. */
    static EvaluationListener silent() {
        return (series, done, members) -> {};
    }
}
