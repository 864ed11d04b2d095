package org.weightflow.generator.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.List;
import org.weightflow.generator.flow.kernel.Program;
import org.weightflow.generator.flow.kernel.SmoothFunction;
import org.weightflow.generator.flow.kernel.TrainingTimes;
import org.weightflow.generator.flow.kernel.Units;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Parameters;
import org.weightflow.networks.StateDict;

/**
 * DeepWeightFlow's network: a multi-layer perceptron with fewer units in the middle, of the point and of a learnt embedding of the
 * time.
 * <p>{@code e = time.fc2(act(time.fc1(t)))} with as many units as the configuration has time features;
 * {@code h = drop(act(norm(fc1([x, e, condition])))); h = drop(act(norm(fc2(h)))); h = act(norm(fc3(h))); v = output(h)}, fc2 to half of the
 * hidden units. The number of blocks has no meaning.
 *
 * @see <a href="https://github.com/NNeuralDynamics/DeepWeightFlow">the authors' code, WeightSpaceFlowModel</a>
 */
public final class BottleneckField extends FlowField {
    private static final String TIME_IN = "time.fc1";
    private static final String TIME_OUT = "time.fc2";
    private static final List<String> LINEAR = List.of("fc1", "fc2", "fc3");
    private static final List<String> NORM = List.of("norm1", "norm2", "norm3");

    BottleneckField(FieldShape shape, FlowConfig config, StateDict weights) {
        super(shape, config, TimeInputs.RAW, layout(shape, config), weights);
    }

    /** Names and shapes of the weights, the output layer last. */
    public static Layout layout(FieldShape shape, FlowConfig config) {
        int[] widths = {
            shape.dimensions() + config.timeFeatures() + shape.conditionInputs(),
            config.hidden(),
            config.hidden() / 2,
            config.hidden(),
        };
        List<Layout.Entry> entries = new ArrayList<>();
        addLinear(entries, TIME_IN, 1, config.timeFeatures());
        addLinear(entries, TIME_OUT, config.timeFeatures(), config.timeFeatures());
        for (int l = 0; l < LINEAR.size(); l++) {
            addLinear(entries, LINEAR.get(l), widths[l], widths[l + 1]);
            addNorm(entries, NORM.get(l), widths[l + 1], config);
        }
        addLinear(entries, OUTPUT, config.hidden(), shape.dimensions());
        return Layout.of(entries);
    }

    @Override
    NDArray forward(Parameters parameters, NDArray inputs) {
        NDArray point = inputs.get(new NDIndex(":, :" + dimensions()));
        NDArray time = inputs.get(new NDIndex(":, " + dimensions() + ":" + (dimensions() + 1)));
        NDArray embedded = linear(parameters, TIME_OUT, activate(linear(parameters, TIME_IN, time)));
        NDList joined = new NDList(embedded);
        if (shape().conditions() > 0) {
            joined.add(inputs.get(new NDIndex(":, " + (dimensions() + 1) + ":")));
        }
        NDArray h = point.getNDArrayInternal().concat(joined, 1);
        for (int l = 0; l < LINEAR.size(); l++) {
            h = activate(normalise(parameters, NORM.get(l), linear(parameters, LINEAR.get(l), h)));
        }
        return linear(parameters, OUTPUT, h);
    }

    @Override
    Program program(int rows, TrainingTimes times) {
        SmoothFunction function = config().nonlinearity().function();
        Program p = new Program(store(), rows, times);
        int conditions = shape().conditionInputs();
        Units read = p.input(dimensions() + 1 + conditions);
        Units time = p.activate(function, p.linear(TIME_IN, p.columns(read, dimensions(), 1)), 0);
        Units h = p.join(p.columns(read, 0, dimensions()), p.linear(TIME_OUT, time));
        h = conditions == 0 ? h : p.join(h, p.columns(read, dimensions() + 1, conditions));
        for (int l = 0; l < LINEAR.size(); l++) {
            h = p.linear(LINEAR.get(l), h);
            h = config().layerNorm() ? p.normalise(NORM.get(l), h) : h;
            h = p.activate(function, h, l < 2 ? config().dropout() : 0);
        }
        return p.finish(p.linear(OUTPUT, h));
    }
}
