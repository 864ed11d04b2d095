package org.weightflow.generator.flow;

/** Told how the training of a flow goes. */
@FunctionalInterface
public interface FlowListener {
    /** Hears nothing. */
    FlowListener SILENT = (row, steps) -> {};

    /**
     * @param row   the newest row of the curve
     * @param steps steps of the whole training
     */
    void onEvaluation(CurveRow row, int steps);
}
