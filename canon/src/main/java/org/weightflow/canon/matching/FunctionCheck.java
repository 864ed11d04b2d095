package org.weightflow.canon.matching;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineWorkers;

/**
 * Shows on data that alignment left the function of every member as it was, and fails loudly where it did not.
 * <p>Original and aligned network run as a population of two on one batch. Permuted sums round differently, so that logits agree to
 * {@link #TOLERANCE} times the largest logit of the original and not bitwise.
 */
public final class FunctionCheck {
    /** Relative to the logit scale; float32 sums of some thousand terms differ by 1e-6 of it, a unit out of place by 1e-2. */
    public static final double TOLERANCE = 1e-4;

    private final Architecture architecture;
    private final float[] inputs;
    private final double tolerance;

    /**
     * @param inputs rows of {@link Architecture#inputs()} values, one after the other; at least one row
     */
    public FunctionCheck(Architecture architecture, float[] inputs) {
        this(architecture, inputs, TOLERANCE);
    }

    /** @param tolerance as a fraction of the logit scale */
    public FunctionCheck(Architecture architecture, float[] inputs, double tolerance) {
        if (inputs.length == 0 || inputs.length % architecture.inputs() != 0) {
            throw new IllegalArgumentException(inputs.length + " input values are not one or more rows of "
                    + architecture.inputs() + ", which " + architecture.id() + " reads");
        }
        this.architecture = architecture;
        this.inputs = inputs.clone();
        this.tolerance = Check.positive("tolerance", tolerance);
    }

    /**
     * Checks all members of a population against what they were.
     *
     * @return one difference for each member, in order
     * @throws IllegalStateException naming the first member whose logits moved by more than the tolerance, and by how much
     */
    public List<FunctionDifference> check(Members given, Members aligned) {
        FunctionDifference[] differences = new FunctionDifference[aligned.count()];
        EngineWorkers.forEach(differences.length, member -> {
            differences[member] = check(member, given.weights(member), aligned.weights(member));
        });
        return List.of(differences);
    }

    /**
     * Checks one member.
     *
     * @throws IllegalStateException as {@link #check(Members, Members)} does
     */
    public FunctionDifference check(int member, StateDict original, StateDict aligned) {
        original.layout().requireSame(aligned.layout(), "the aligned network");
        float[] logits = logits(original, aligned);
        int half = logits.length / 2;
        double largest = 0;
        double scale = 0;
        for (int i = 0; i < half; i++) {
            // Math.max carries a NaN on, which then is within no tolerance
            largest = Math.max(largest, Math.abs((double) logits[i] - logits[half + i]));
            scale = Math.max(scale, Math.abs(logits[i]));
        }
        if (!(largest <= tolerance * scale)) {
            throw new IllegalStateException("member " + member + ": logits differ by " + largest
                    + " after alignment, more than " + tolerance + " of the logit scale " + scale);
        }
        return new FunctionDifference(member, largest, scale);
    }

    /** Logits [2, B, classes] of both; no array asks for gradients, so that none are recorded in any thread's mode. */
    private float[] logits(StateDict original, StateDict aligned) {
        Layout layout = original.layout();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            Map<String, NDArray> parameters = new HashMap<>();
            for (int e = 0; e < layout.entries().size(); e++) {
                Layout.Entry entry = layout.entry(e);
                float[] pair = new float[2 * entry.size()];
                original.entry(e).get(pair, 0, entry.size());
                aligned.entry(e).get(pair, entry.size(), entry.size());
                Shape shape = new Shape(2)
                        .addAll(new Shape(entry.shape().stream()
                                .mapToLong(Integer::longValue)
                                .toArray()));
                parameters.put(entry.name(), array(manager, pair, shape));
            }
            int rows = inputs.length / architecture.inputs();
            NDArray x = array(manager, inputs, new Shape(rows, architecture.inputs()));
            return architecture
                    .forward(ForwardPass.evaluation(name -> required(parameters, name)), x)
                    .toFloatArray();
        }
    }

    /** An array that owns its memory, so that views of it cannot outlive it. */
    private static NDArray array(NDManager manager, float[] values, Shape shape) {
        try (NDArray borrowed = manager.create(values, shape)) {
            return borrowed.duplicate();
        }
    }

    private static NDArray required(Map<String, NDArray> parameters, String name) {
        NDArray parameter = parameters.get(name);
        if (parameter == null) {
            throw new IllegalArgumentException(name + ": no such entry; there are " + parameters.keySet());
        }
        return parameter;
    }
}
