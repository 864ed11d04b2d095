package org.weightflow.bayes.comparison;

import java.util.List;

/**
 * Kinds of predictors side by side: how right they are, how well they know it, and what they cost.
 *
 * @param architecture as architectures are typed
 * @param dataset      the task
 * @param prunable     values that the density is a fraction of
 * @param kept         values that tickets keep of them
 * @param steps        T, training steps of a network
 * @param rows         in the order of the report
 */
public record UncertaintyReport(
        String architecture, String dataset, int prunable, int kept, long steps, List<UncertaintyRow> rows) {
    public UncertaintyReport {
        rows = List.copyOf(rows);
    }

    /** The sets of outliers, in their order. */
    public List<String> outliers() {
        return rows.isEmpty() ? List.of() : List.copyOf(rows.get(0).auroc().keySet());
    }
}
