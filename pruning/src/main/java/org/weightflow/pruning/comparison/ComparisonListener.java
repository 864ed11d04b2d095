package org.weightflow.pruning.comparison;

/** Told how a comparison goes. */
public interface ComparisonListener {
    /** Hears nothing. */
    ComparisonListener SILENT = new ComparisonListener() {
        @Override
        public void onSteps(String method, long done, long total, double meanLoss) {}

        @Override
        public void onCell(TicketCell cell) {}
    };

    /**
     * @param method   what is at work
     * @param done     training steps done, of all methods; those that need not be done count as done
     * @param total    training steps of the whole comparison
     * @param meanLoss training loss of this step in nats; NaN where steps were passed over
     */
    void onSteps(String method, long done, long total, double meanLoss);

    /** What one method reaches at one density is known and durable. */
    void onCell(TicketCell cell);
}
