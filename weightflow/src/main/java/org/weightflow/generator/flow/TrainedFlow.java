package org.weightflow.generator.flow;

import java.util.List;
import org.weightflow.networks.StateDict;

/**
 * What training a flow gives.
 *
 * @param weights averaged weights of the chosen checkpoint
 * @param curve   one row an evaluation, from step 0
 * @param chosen  the row of the chosen checkpoint
 * @param reason  why it was chosen; says so if the choice's condition was not met
 */
public record TrainedFlow(StateDict weights, List<CurveRow> curve, CurveRow chosen, String reason) {
    public TrainedFlow {
        curve = List.copyOf(curve);
    }
}
