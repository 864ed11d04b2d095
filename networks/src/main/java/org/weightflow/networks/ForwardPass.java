package org.weightflow.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * One pass of a population through its network: the parameters by name, the operations that layers are made of, and where
 * normalisation takes its statistics from.
 * <p>Features are {@code [B, n]} where all members share them, as inputs do in prediction, else {@code [P, B, n]}. Results attach to
 * the manager of the operand; run it inside a scope, since views of the parameters attach to theirs.
 */
public final class ForwardPass {
    /** Share of the new batch in running statistics, as {@code torch.nn.BatchNorm2d} has it. */
    private static final double TRAINING_MOMENTUM = 0.1;

    private final Parameters parameters;
    private final boolean batchStatistics;
    private final double momentum;
    /** Batches of the estimate so far; 0 outside estimates. */
    private final int estimated;

    private final AffineListener listener;
    private final AffineRule rule;

    private ForwardPass(
            Parameters parameters,
            boolean batchStatistics,
            double momentum,
            int estimated,
            AffineListener listener,
            AffineRule rule) {
        this.parameters = parameters;
        this.batchStatistics = batchStatistics;
        this.momentum = momentum;
        this.estimated = estimated;
        this.listener = listener;
        this.rule = rule;
    }

    private static ForwardPass of(Parameters parameters, boolean batchStatistics, double momentum, int estimated) {
        return new ForwardPass(parameters, batchStatistics, momentum, estimated, AffineListener.NONE, AffineRule.PLAIN);
    }

    /** Normalises by the running statistics, and changes nothing. */
    public static ForwardPass evaluation(Parameters parameters) {
        return of(parameters, false, 0, 0);
    }

    /** Normalises by the statistics of the batch, and changes nothing: neither the running ones nor the counters. */
    public static ForwardPass batchStatistics(Parameters parameters) {
        return of(parameters, true, 0, 0);
    }

    /** Normalises by the statistics of the batch, and moves the running ones a tenth of the way towards them. */
    public static ForwardPass training(Parameters parameters) {
        return of(parameters, true, TRAINING_MOMENTUM, 0);
    }

    /**
     * Normalises by the statistics of the batch, and averages them into the running ones.
     *
     * @param batches batches of this estimate up to and with this one; the first replaces what was there, the counters included
     */
    public static ForwardPass estimation(Parameters parameters, int batches) {
        return of(parameters, true, 1.0 / Check.atLeast("batches", batches, 1), batches);
    }

    /** The same pass, whose dense layers and convolutions are heard. */
    public ForwardPass heardBy(AffineListener affine) {
        return new ForwardPass(parameters, batchStatistics, momentum, estimated, affine, rule);
    }

    /** The same pass, whose dense layers and convolutions are computed in another way. */
    public ForwardPass by(AffineRule affine) {
        return new ForwardPass(parameters, batchStatistics, momentum, estimated, listener, affine);
    }

    /** The values of an entry, {@code [P, shape]}. */
    public NDArray parameter(String name) {
        return parameters.get(name);
    }

    /**
     * {@code y[p] = x[p] W[p]^T + b[p]} with {@code name.weight [P, out, in]} and {@code name.bias [P, out]}.
     *
     * @param x {@code [B, in]}, {@code [P, B, in]} or tokens {@code [P, B, T, in]}
     * @return {@code [P, B, out]} or {@code [P, B, T, out]}
     */
    public NDArray linear(String name, NDArray x) {
        AffineListener.Map map = AffineListener.Map.dense(name);
        listener.onInputs(map, x);
        NDArray outputs = rule.apply(map, x, parameter(name + ".weight"), parameter(name + ".bias"));
        listener.onOutputs(map, outputs);
        return outputs;
    }

    /**
     * Cross-correlation with {@code name.weight [P, out, in, k, k]}, plus {@code name.bias [P, out]}: the members are the groups of
     * one grouped convolution, and where they share the image their kernels are the outputs of one plain one.
     *
     * @param x    {@code [B, in, H, W]}, shared, or {@code [B, P * in, H, W]}
     * @param bias whether there is a bias
     * @return {@code [B, P * out, H', W']}
     */
    public NDArray convolution(String name, NDArray x, boolean bias, int stride, int padding) {
        AffineListener.Map map = AffineListener.Map.convolution(name, stride, padding);
        listener.onInputs(map, x);
        NDArray shift = bias ? parameter(name + ".bias") : null;
        NDArray outputs = rule.apply(map, x, parameter(name + ".weight"), shift);
        listener.onOutputs(map, outputs);
        return outputs;
    }

    /**
     * Normalises each channel of each member over the batch and its pixels, by the statistics that this pass is for, then scales
     * and shifts it; {@code name.running_mean} and {@code name.running_var} (the unbiased variance) move in place, and
     * {@code name.num_batches_tracked} counts.
     *
     * @param x {@code [B, P * C, H, W]} or {@code [P, B, C]}
     * @throws IllegalArgumentException if a batch of one value a channel is to be normalised by its own statistics
     */
    public NDArray batchNorm(String name, NDArray x, double epsilon) {
        Shape shape = x.getShape();
        if (shape.dimension() == 4) {
            return normalised(name, x, epsilon);
        }
        long members = shape.get(0);
        NDArray channels = x.transpose(1, 0, 2).reshape(shape.get(1), members * shape.get(2));
        return normalised(name, channels, epsilon)
                .reshape(shape.get(1), members, shape.get(2))
                .transpose(1, 0, 2);
    }

    private NDArray normalised(String name, NDArray x, double epsilon) {
        if (batchStatistics) {
            Shape shape = x.getShape();
            if (shape.size() == shape.get(1)) {
                throw new IllegalArgumentException(name + ": a batch of one value a channel has no variance; "
                        + "choose a batch size that leaves no single example over");
            }
            if (momentum > 0) {
                count(parameter(name + ".num_batches_tracked"));
            }
        }
        return x.getNDArrayInternal()
                .batchNorm(
                        x,
                        statistics(name + ".running_mean"),
                        statistics(name + ".running_var"),
                        parameter(name + ".weight").reshape(-1),
                        parameter(name + ".bias").reshape(-1),
                        -1,
                        (float) (1 - momentum),
                        (float) epsilon,
                        batchStatistics)
                .singletonOrThrow();
    }

    /**
     * A view of the members' own memory, which the engine updates in place; a copy where nothing may move, as even no share of an
     * infinite statistic would spoil the running one.
     */
    private NDArray statistics(String name) {
        NDArray running = parameter(name).reshape(-1);
        return batchStatistics && momentum == 0 ? running.duplicate() : running;
    }

    /** One batch more in training; in an estimate, the batches of the estimate. */
    private void count(NDArray counter) {
        if (estimated > 0) {
            counter.subi(counter).addi(estimated);
        } else {
            counter.addi(1);
        }
    }

    /**
     * Normalises the values of each example or token by their own mean and variance, then scales and shifts them by
     * {@code name.weight [P, n]} and {@code name.bias [P, n]}.
     *
     * @param x {@code [P, B, n]} or tokens {@code [P, B, T, n]}
     */
    public NDArray layerNorm(String name, NDArray x, double epsilon) {
        NDArray weight = parameter(name + ".weight");
        NDArray bias = parameter(name + ".bias");
        long members = weight.getShape().get(0);
        long width = weight.getShape().get(1);
        Shape last = new Shape(width);
        NDManager manager = x.getManager();
        DataType type = x.getDataType();
        NDArray standard = standardised(x, manager.ones(last, type), manager.zeros(last, type), epsilon);
        Shape rows = x.getShape().dimension() == 3 ? new Shape(members, 1, width) : new Shape(members, 1, 1, width);
        return standard.mul(weight.reshape(rows)).add(bias.reshape(rows));
    }

    private static NDArray standardised(NDArray x, NDArray weight, NDArray bias, double epsilon) {
        return x.getNDArrayInternal()
                .layerNorm(x, weight.getShape(), weight, bias, (float) epsilon)
                .singletonOrThrow();
    }

    /**
     * The heads of a self-attention: softmax(q k^T / sqrt d) v for each head, d features wide.
     *
     * @param qkv of each token all heads' q, then their k, then their v, {@code [P, B, T, 3 n]}
     * @return the heads' features side by side, {@code [P, B, T, n]}
     */
    public NDArray attention(NDArray qkv, int heads) {
        Shape shape = qkv.getShape();
        long width = shape.get(3) / 3;
        long each = width / heads;
        NDArray parts = qkv.reshape(shape.get(0), shape.get(1), shape.get(2), 3, heads, each)
                .transpose(3, 0, 1, 4, 2, 5);
        NDArray weights = parts.get(0)
                .mul(inverseRoot(each, qkv))
                .matMul(parts.get(1).transpose(0, 1, 2, 4, 3))
                .softmax(-1);
        return weights.matMul(parts.get(2))
                .transpose(0, 1, 3, 2, 4)
                .reshape(shape.get(0), shape.get(1), shape.get(2), width);
    }

    /** 1 / sqrt n as {@code like} has its values. A scalar operand would not outlive the recording; an array of the engine does. */
    private static NDArray inverseRoot(long n, NDArray like) {
        NDManager manager = like.getManager();
        NDArray root = manager.full(new Shape(), (float) n, DataType.FLOAT64).sqrt();
        return manager.ones(new Shape(), DataType.FLOAT64).div(root).toType(like.getDataType(), false);
    }
}
