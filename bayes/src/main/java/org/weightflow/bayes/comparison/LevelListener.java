package org.weightflow.bayes.comparison;

import org.weightflow.pruning.search.MethodSteps;

/** Told how a comparison goes. */
public interface LevelListener extends MethodSteps.Listener {
    /** Hears nothing. */
    LevelListener SILENT = new LevelListener() {
        @Override
        public void onSteps(String method, long done, long total, double meanLoss) {}

        @Override
        public void onCell(LevelCell cell) {}
    };

    /** What one method reaches at one level is known and durable. */
    void onCell(LevelCell cell);
}
