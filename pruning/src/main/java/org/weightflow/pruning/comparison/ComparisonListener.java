package org.weightflow.pruning.comparison;

import org.weightflow.pruning.search.MethodSteps;

/** Told how a comparison goes. */
public interface ComparisonListener extends MethodSteps.Listener {
    /** Hears nothing. */
    ComparisonListener SILENT = new ComparisonListener() {
        @Override
        public void onSteps(String method, long done, long total, double meanLoss) {}

        @Override
        public void onCell(TicketCell cell) {}
    };

    /** What one method reaches at one density is known and durable. */
    void onCell(TicketCell cell);
}
