package org.weightflow.pruning.search;

import org.weightflow.networks.training.TrainingListener;

/** Told how the trainings of a search go. */
public interface SearchListener extends TrainingListener {
    /** Hears nothing. */
    SearchListener SILENT = new SearchListener() {
        @Override
        public void onStep(Progress progress) {}

        @Override
        public void skip(long steps) {}
    };

    /** Steps that need not be done, since what they lead to is kept. */
    void skip(long steps);
}
