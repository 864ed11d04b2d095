package org.weightflow.pruning.concrete;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.TrainingRule;

/**
 * The search of members side by side: before each pass their memory is filled with m * W, after it dJ / d(m * W) is turned into
 * dJ / dm = dJ / d(m * W) * W.
 */
final class GateGroup implements TrainingRule.Group {
    private final Architecture architecture;
    private final Layout layout;
    private final TensorStore members;
    private final TensorStore references;
    /** W of each member, flat. */
    private final float[][] weights;

    private final Gates[] gates;
    private final OutputObjective outputs;
    /** Null for the objectives of outputs. */
    private final GradientObjective gradients;

    private final Outcome outcome;
    private NDArray inputs;
    private NDArray labels;
    private long step;

    /** Hears of the search. */
    interface Outcome extends GateSearch.Observer {
        /** @param logits over the flat vector, 0 where there is no gate */
        void onEnd(int member, double[] logits);
    }

    /**
     * @param members    their weights
     * @param references their dense networks
     */
    GateGroup(
            Architecture architecture,
            Objective objective,
            BitSet gated,
            TensorStore members,
            List<StateDict> references,
            Gates[] gates,
            Outcome outcome) {
        this.architecture = architecture;
        this.layout = members.layout();
        this.members = members;
        this.gates = gates;
        this.outcome = outcome;
        this.outputs = new OutputObjective(architecture, objective);
        this.gradients = objective.isOfGradient() ? new GradientObjective(architecture, objective, gated) : null;
        this.weights = new float[gates.length][];
        this.references = new TensorStore(layout, gates.length);
        for (int p = 0; p < gates.length; p++) {
            this.weights[p] = members.get(p).toArray();
            this.references.put(p, references.get(p));
        }
    }

    @Override
    public NDArray losses(Leaves leaves, NDArray batch, NDArray classes) {
        inputs = batch;
        labels = classes;
        for (int p = 0; p < gates.length; p++) {
            gates[p].draw(step);
            float[] effective = weights[p].clone();
            gates[p].apply(effective);
            members.put(p, StateDict.of(layout, effective));
        }
        return outputs.perMember(leaves, references, batch, classes);
    }

    @Override
    public void step(Leaves leaves, long number, double rate) {
        FloatBuffer[] fromPass = gradients == null ? gradientBuffers(leaves) : null;
        for (int p = 0; p < gates.length; p++) {
            float[] derivatives = gradients == null ? derivatives(p, fromPass) : derivatives(p);
            Gates.Descent descent = gates[p].descend(derivatives, rate, number);
            outcome.onStep(p, number, gates[p], descent);
        }
        step = number + 1;
    }

    private FloatBuffer[] gradientBuffers(Leaves leaves) {
        FloatBuffer[] buffers = new FloatBuffer[layout.entries().size()];
        for (int e = 0; e < buffers.length; e++) {
            buffers[e] = layout.entry(e).kind().isLearnable() ? leaves.gradient(e) : null;
        }
        return buffers;
    }

    /** dJ / dm of a member's gates. */
    private float[] derivatives(int member, FloatBuffer[] buffers) {
        float[] flat = new float[layout.size()];
        for (int e = 0; e < buffers.length; e++) {
            if (buffers[e] != null) {
                int size = layout.entry(e).size();
                buffers[e].get(member * size, flat, layout.offset(e), size);
            }
        }
        int[] places = gates[member].places();
        float[] derivatives = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            derivatives[i] = flat[places[i]] * weights[member][places[i]];
        }
        return derivatives;
    }

    /** The same for an objective of the gradient. */
    private float[] derivatives(int member) {
        int[] places = gates[member].places();
        double[] open = new double[layout.size()];
        Arrays.fill(open, 1);
        for (int i = 0; i < places.length; i++) {
            open[places[i]] = gates[member].values()[i];
        }
        double[] dense = doubles(references.get(member).toArray());
        double[] flat = gradients
                .at(doubles(weights[member]), dense, open, batch(member))
                .derivatives();
        float[] derivatives = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            derivatives[i] = (float) flat[places[i]];
        }
        return derivatives;
    }

    /** The member's examples of this step. */
    private Examples batch(int member) {
        int size = (int) inputs.getShape().get(1);
        float[] features = new float[size * architecture.inputs()];
        SharedMemory.floats(inputs).get(member * features.length, features);
        int[] classes = new int[size];
        for (int b = 0; b < size; b++) {
            classes[b] = (int) SharedMemory.longs(labels).get(member * size + b);
        }
        return Examples.of(features, classes, List.of(architecture.inputs()), architecture.classes());
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    @Override
    public void finish() {
        for (int p = 0; p < gates.length; p++) {
            members.put(p, StateDict.of(layout, weights[p]));
            double[] flat = new double[layout.size()];
            int[] places = gates[p].places();
            for (int i = 0; i < places.length; i++) {
                flat[places[i]] = gates[p].logits()[i];
            }
            outcome.onEnd(p, flat);
        }
    }

    @Override
    public void close() {
        references.close();
    }
}
