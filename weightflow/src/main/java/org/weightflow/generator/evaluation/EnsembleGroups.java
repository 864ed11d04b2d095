package org.weightflow.generator.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.metrics.Scores;

/** The scores of disjoint ensembles of one size, whose members come one after the other and are not kept. */
final class EnsembleGroups {
    private final int size;
    private final int[] labels;
    private final int classes;
    private final List<Scores> scores = new ArrayList<>();
    /** The ensemble that is being filled. */
    private EnsembleTally tally;

    EnsembleGroups(int size, int[] labels, int classes) {
        this.size = size;
        this.labels = labels;
        this.classes = classes;
        this.tally = new EnsembleTally(labels, classes);
    }

    int size() {
        return size;
    }

    void add(Predictions member) {
        tally.add(member);
        if (tally.members() == size) {
            scores.add(tally.scores());
            tally = new EnsembleTally(labels, classes);
        }
    }

    EnsembleReport report() {
        return new EnsembleReport(size, scores);
    }
}
