package org.weightflow.pruning.during;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.Recording;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.TrainingRule;

/** Steps with gradients of one's choice: of the loss sum over members and values of g w, in which g is given. */
final class Planted {
    private Planted() {}

    /** @param gradients flat vectors, one a member */
    static void step(TrainingRule.Group group, TensorStore members, long step, double rate, float[]... gradients) {
        Layout layout = members.layout();
        try (NDScope scope = new NDScope();
                NDManager manager = EngineRuntime.newManager()) {
            scope.suppressNotUsedWarning();
            Leaves leaves = members.leaves();
            NDArray[] factors = new NDArray[layout.entries().size()];
            for (int e = 0; e < factors.length; e++) {
                factors[e] = factor(manager, members, e, gradients);
            }
            try (Recording recording = new Recording()) {
                NDArray loss = manager.zeros(new Shape(1));
                for (int e = 0; e < factors.length; e++) {
                    loss = loss.add(
                            factors[e].mul(leaves.get(layout.entry(e).name())).sum());
                }
                recording.backward(loss);
            }
            group.step(leaves, step, rate);
        }
    }

    private static NDArray factor(NDManager manager, TensorStore members, int entry, float[][] gradients) {
        int size = members.layout().entry(entry).size();
        float[] values = new float[members.members() * size];
        for (int p = 0; p < members.members(); p++) {
            System.arraycopy(gradients[p], members.layout().offset(entry), values, p * size, size);
        }
        NDArray given = manager.create(
                values, members.get(members.layout().entry(entry).name()).getShape());
        return given.duplicate();
    }

    /** Keeps those values, and all that are not prunable. */
    static Mask mask(Layout layout, int... values) {
        BitSet kept = Mask.dense(layout).toBitSet();
        for (int e = 0; e < layout.entries().size(); e++) {
            if (layout.entry(e).prunable()) {
                kept.clear(layout.offset(e), layout.offset(e + 1));
            }
        }
        IntStream.of(values).forEach(kept::set);
        return Mask.of(layout, kept);
    }

    /** A vector of the layout's size that starts with those values and is zero behind. */
    static float[] flat(Layout layout, double... values) {
        float[] flat = new float[layout.size()];
        for (int i = 0; i < values.length; i++) {
            flat[i] = (float) values[i];
        }
        return flat;
    }
}
