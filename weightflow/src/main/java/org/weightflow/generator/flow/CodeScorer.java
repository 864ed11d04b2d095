package org.weightflow.generator.flow;

/** The caller's judgement of sampled codes: larger is better. */
@FunctionalInterface
public interface CodeScorer {
    /** @param codes standardised, {@code [count][dimensions]} */
    double score(double[][] codes);
}
