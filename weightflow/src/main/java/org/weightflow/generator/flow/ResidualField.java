package org.weightflow.generator.flow;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.weightflow.generator.flow.kernel.Program;
import org.weightflow.generator.flow.kernel.TrainingTimes;
import org.weightflow.generator.flow.kernel.Units;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Parameters;
import org.weightflow.networks.StateDict;

/**
 * A residual multi-layer perceptron of the point, of sines and cosines of the time, and of the condition, if there is one.
 * <p>{@code h = input([x, time, condition]); h += fc2(drop(act(fc1(norm(h)))))} for each block; {@code v = output(act(norm(h)))}.
 */
public final class ResidualField extends FlowField {
    private static final String INPUT = "input";
    private static final String FINAL_NORM = "norm";

    ResidualField(FieldShape shape, FlowConfig config, StateDict weights) {
        super(shape, config, new TimeFeatures(config.timeFeatures()), layout(shape, config), weights);
    }

    /** Names and shapes of the weights, the output layer last. */
    public static Layout layout(FieldShape shape, FlowConfig config) {
        int hidden = config.hidden();
        List<Layout.Entry> entries = new ArrayList<>();
        addLinear(entries, INPUT, inputs(shape, config), hidden);
        for (int b = 0; b < config.blocks(); b++) {
            addNorm(entries, norm(b), hidden, config);
            addLinear(entries, inner(b), hidden, hidden);
            addLinear(entries, outer(b), hidden, hidden);
        }
        addNorm(entries, FINAL_NORM, hidden, config);
        addLinear(entries, OUTPUT, hidden, shape.dimensions());
        return Layout.of(entries);
    }

    @Override
    NDArray forward(Parameters parameters, NDArray inputs) {
        NDArray h = linear(parameters, INPUT, inputs);
        for (int b = 0; b < config().blocks(); b++) {
            NDArray inside = activate(linear(parameters, inner(b), normalise(parameters, norm(b), h)));
            h = h.add(linear(parameters, outer(b), inside));
        }
        return linear(parameters, OUTPUT, activate(normalise(parameters, FINAL_NORM, h)));
    }

    @Override
    Program program(int rows, TrainingTimes times) {
        Program p = new Program(store(), rows, times);
        Units h = p.linear(INPUT, p.input(inputs(shape(), config())));
        for (int b = 0; b < config().blocks(); b++) {
            p.skip(h);
            Units inside = p.linear(inner(b), normalise(p, norm(b), h));
            inside = p.activate(config().nonlinearity().function(), inside, config().dropout());
            h = p.add(h, p.linear(outer(b), inside));
        }
        h = p.activate(config().nonlinearity().function(), normalise(p, FINAL_NORM, h), 0);
        return p.finish(p.linear(OUTPUT, h));
    }

    private Units normalise(Program p, String name, Units x) {
        return config().layerNorm() ? p.normalise(name, x) : x;
    }

    private static int inputs(FieldShape shape, FlowConfig config) {
        return shape.dimensions() + config.timeFeatures() + shape.conditionInputs();
    }

    private static String inner(int block) {
        return "blocks." + block + ".fc1";
    }

    private static String outer(int block) {
        return "blocks." + block + ".fc2";
    }

    private static String norm(int block) {
        return "blocks." + block + ".norm";
    }
}
