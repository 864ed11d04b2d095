package org.weightflow.generator.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.weightflow.generator.flow.kernel.Program;
import org.weightflow.generator.flow.kernel.TrainingTimes;
import org.weightflow.generator.flow.kernel.Units;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Parameters;
import org.weightflow.networks.StateDict;

/**
 * A transformer over the parts of a code, which are the layers of a network where these have a basis of their own.
 * <p>Part p becomes the token {@code h_p = embed.p([x_p, time, condition])}, whose bias tells the parts apart. Each block does
 * {@code h += proj(attend(qkv(norm1(h)))); h += fc2(drop(act(fc1(norm2(h)))))}, attention being between the tokens of one code;
 * {@code v_p = output.p(norm(h_p))}. fc1 has the hidden units of the configuration.
 * <p>All but the first and the last layer are shared by the parts, so that their number of weights does not grow with that of the
 * layers. A code of one part is one token, and the attention a linear layer.
 *
 * @see <a href="https://arxiv.org/abs/2002.04745">Xiong et al. (2020), layer normalisation before each part of a block</a>
 */
public final class TokenField extends FlowField {
    private static final String FINAL_NORM = "norm";

    TokenField(FieldShape shape, FlowConfig config, StateDict weights) {
        super(shape, config, new TimeFeatures(config.timeFeatures()), layout(shape, config), weights);
    }

    /** Names and shapes of the weights, the output layers last. */
    public static Layout layout(FieldShape shape, FlowConfig config) {
        int width = config.tokens().width();
        List<Layout.Entry> entries = new ArrayList<>();
        for (int p = 0; p < shape.parts().size(); p++) {
            addLinear(entries, embed(p), shape.parts().get(p) + beside(shape, config), width);
        }
        for (int b = 0; b < config.blocks(); b++) {
            addNorm(entries, block(b, "norm1"), width, config);
            addLinear(entries, block(b, "qkv"), width, 3 * width);
            addLinear(entries, block(b, "proj"), width, width);
            addNorm(entries, block(b, "norm2"), width, config);
            addLinear(entries, block(b, "fc1"), width, config.hidden());
            addLinear(entries, block(b, "fc2"), config.hidden(), width);
        }
        addNorm(entries, FINAL_NORM, width, config);
        for (int p = 0; p < shape.parts().size(); p++) {
            addLinear(entries, output(p), width, shape.parts().get(p));
        }
        return Layout.of(entries);
    }

    @Override
    NDArray forward(Parameters parameters, NDArray inputs) {
        List<Integer> parts = shape().parts();
        int width = config().tokens().width();
        long rows = inputs.getShape().get(0);
        NDArray beside = inputs.get(new NDIndex(":, " + dimensions() + ":"));
        NDList tokens = new NDList();
        for (int p = 0, from = 0; p < parts.size(); from += parts.get(p), p++) {
            NDArray part = inputs.get(new NDIndex(":, " + from + ":" + (from + parts.get(p))));
            tokens.add(linear(parameters, embed(p), part.getNDArrayInternal().concat(new NDList(beside), 1)));
        }
        NDArray h = NDArrays.stack(tokens, 1).reshape(rows * parts.size(), width);
        for (int b = 0; b < config().blocks(); b++) {
            NDArray qkv = linear(parameters, block(b, "qkv"), normalise(parameters, block(b, "norm1"), h));
            h = h.add(linear(parameters, block(b, "proj"), attend(qkv, rows)));
            NDArray inside = linear(parameters, block(b, "fc1"), normalise(parameters, block(b, "norm2"), h));
            h = h.add(linear(parameters, block(b, "fc2"), activate(inside)));
        }
        h = normalise(parameters, FINAL_NORM, h).reshape(rows, parts.size(), width);
        NDList velocities = new NDList();
        for (int p = 0; p < parts.size(); p++) {
            velocities.add(linear(parameters, output(p), h.get(new NDIndex(":, " + p))));
        }
        return NDArrays.concat(velocities, 1);
    }

    /** {@code [rows * tokens, 3 width] -> [rows * tokens, width]}. */
    private NDArray attend(NDArray qkv, long rows) {
        int tokens = shape().parts().size();
        int heads = config().tokens().heads();
        int width = config().tokens().width();
        NDArray split = qkv.reshape(rows, tokens, 3, heads, width / heads).transpose(2, 0, 3, 1, 4);
        float scale = (float) (1 / Math.sqrt(width / (double) heads));
        // An array of its own: autograd keeps a scalar operand after Java has freed it.
        NDArray queries = split.get(0).mul(qkv.getManager().full(new Shape(1), scale));
        NDArray weights = queries.matMul(split.get(1).transpose(0, 1, 3, 2)).softmax(-1);
        return weights.matMul(split.get(2)).transpose(0, 2, 1, 3).reshape(rows * tokens, width);
    }

    @Override
    Program program(int rows, TrainingTimes times) {
        List<Integer> parts = shape().parts();
        Program p = new Program(store(), rows, times);
        Units read = p.input(dimensions() + beside(shape(), config()));
        List<Units> tokens = new ArrayList<>();
        for (int part = 0, from = 0; part < parts.size(); from += parts.get(part), part++) {
            Units own = p.columns(read, from, parts.get(part));
            Units beside = p.columns(read, dimensions(), beside(shape(), config()));
            tokens.add(p.linear(embed(part), p.join(own, beside)));
        }
        Units h = p.stack(tokens);
        for (int b = 0; b < config().blocks(); b++) {
            p.skip(h);
            Units attended = p.attend(
                    p.linear(block(b, "qkv"), normalise(p, block(b, "norm1"), h)),
                    config().tokens().heads());
            h = p.add(h, p.linear(block(b, "proj"), attended));
            p.skip(h);
            Units inside = p.linear(block(b, "fc1"), normalise(p, block(b, "norm2"), h));
            inside = p.activate(config().nonlinearity().function(), inside, config().dropout());
            h = p.add(h, p.linear(block(b, "fc2"), inside));
        }
        h = normalise(p, FINAL_NORM, h);
        Units velocity = p.linear(output(0), p.token(h, 0));
        for (int part = 1; part < parts.size(); part++) {
            velocity = p.join(velocity, p.linear(output(part), p.token(h, part)));
        }
        return p.finish(velocity);
    }

    private Units normalise(Program p, String name, Units x) {
        return config().layerNorm() ? p.normalise(name, x) : x;
    }

    /** Values that each token reads beside its part. */
    private static int beside(FieldShape shape, FlowConfig config) {
        return config.timeFeatures() + shape.conditionInputs();
    }

    private static String embed(int part) {
        return "embed." + part;
    }

    private static String output(int part) {
        return OUTPUT + "." + part;
    }

    private static String block(int block, String layer) {
        return "blocks." + block + "." + layer;
    }
}
