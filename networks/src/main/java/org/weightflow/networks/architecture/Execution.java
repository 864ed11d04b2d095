package org.weightflow.networks.architecture;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.function.Consumer;
import org.weightflow.networks.ForwardPass;

/**
 * Computes the function of a population.
 * <p>Features are {@code [P, B, n]} and tokens {@code [P, B, T, n]}; the images of all members lie side by side as channels,
 * {@code [B, P * C, H, W]}, so that a layer of the population is one grouped convolution. What the members share, as they do the
 * inputs of a prediction, lacks the P.
 */
final class Execution implements Layers<NDArray> {
    private static final Shape NO_PADDING = new Shape(0, 0);

    private final ForwardPass pass;
    /** Hears the arrays of the hidden signals, in the order in which {@link Trace} names them. */
    private final Consumer<NDArray> signals;
    /** Known from the first layer on. */
    private long members;

    Execution(ForwardPass pass) {
        this(pass, values -> {});
    }

    Execution(ForwardPass pass, Consumer<NDArray> signals) {
        this.pass = pass;
        this.signals = signals;
    }

    private NDArray heard(NDArray signal) {
        signals.accept(signal);
        return signal;
    }

    @Override
    public NDArray image(NDArray inputs, int channels, int height, int width) {
        Shape shape = inputs.getShape();
        if (shape.dimension() == 2) {
            return channelsLast(inputs.reshape(shape.get(0), channels, height, width));
        }
        long each = shape.get(0);
        long batch = shape.get(1);
        return channelsLast(inputs.reshape(each, batch, channels, height, width)
                .transpose(1, 0, 2, 3, 4)
                .reshape(batch, each * channels, height, width));
    }

    /**
     * The same image with its channels side by side in memory: the engine keeps that order from layer to layer, and both its
     * convolutions and its pooling are then about twice as fast, as nothing has to be reordered.
     */
    private static NDArray channelsLast(NDArray image) {
        Shape shape = image.getShape();
        long batch = shape.get(0);
        long channels = shape.get(1);
        long height = shape.get(2);
        long width = shape.get(3);
        // The order of a single channel is a matter of strides alone, and only this way do they say so.
        NDArray last = channels == 1
                ? image.reshape(batch, height, width, 1)
                : image.transpose(0, 2, 3, 1).reshape(batch * height * width, channels);
        return last.reshape(batch, height, width, channels).transpose(0, 3, 1, 2);
    }

    @Override
    public NDArray linear(String name, NDArray x, int outputs) {
        return pass.linear(name, x);
    }

    @Override
    public NDArray convolution(String name, NDArray x, Convolution shape) {
        members = pass.parameter(name + ".weight").getShape().get(0);
        return pass.convolution(name, x, shape.bias(), shape.stride(), shape.padding());
    }

    @Override
    public NDArray batchNorm(String name, NDArray x) {
        return pass.batchNorm(name, x, EPSILON);
    }

    @Override
    public NDArray layerNorm(String name, NDArray x, double epsilon) {
        return pass.layerNorm(name, x, epsilon);
    }

    @Override
    public NDArray activation(Nonlinearity function, NDArray x) {
        return heard(function.apply(x));
    }

    @Override
    public NDArray maxPool(NDArray x, int size) {
        Shape square = new Shape(size, size);
        return x.getNDArrayInternal().maxPool(square, square, NO_PADDING, false);
    }

    @Override
    public NDArray globalAveragePool(NDArray x) {
        NDArray means = x.getNDArrayInternal().globalAvgPool();
        return byMember(means, means.getShape().get(1) / members);
    }

    @Override
    public NDArray flatten(NDArray x) {
        Shape shape = x.getShape();
        return byMember(x, shape.get(1) / members * shape.get(2) * shape.get(3));
    }

    /** Values {@code [B, P * ...]} as {@code [P, B, size]}. */
    private NDArray byMember(NDArray x, long size) {
        return x.reshape(x.getShape().get(0), members, size).transpose(1, 0, 2);
    }

    @Override
    public NDArray add(NDArray stream, NDArray branch) {
        return heard(stream.add(branch));
    }

    @Override
    public NDArray subsample(NDArray x, int channels) {
        Shape shape = x.getShape();
        long batch = shape.get(0);
        long each = shape.get(1) / members;
        NDArray pixels = x.get(":, :, ::2, ::2");
        long height = pixels.getShape().get(2);
        long width = pixels.getShape().get(3);
        Shape padding = new Shape(batch, members, (channels - each) / 2, height, width);
        NDArray zeros = x.getManager().zeros(padding, x.getDataType());
        NDArray middle = pixels.reshape(batch, members, each, height, width);
        return NDArrays.concat(new NDList(zeros, middle, zeros), 2).reshape(batch, members * channels, height, width);
    }

    @Override
    public NDArray tokens(NDArray image) {
        Shape shape = image.getShape();
        return image.reshape(shape.get(0), members, shape.get(1) / members, shape.get(2) * shape.get(3))
                .transpose(1, 0, 3, 2);
    }

    @Override
    public NDArray embedding(String name, int tokens, int width) {
        return pass.parameter(name);
    }

    @Override
    public NDArray concatenate(NDArray first, NDArray second) {
        Shape shape = second.getShape();
        long tokens = first.getShape().get(2);
        NDArray repeated = first.broadcast(shape.get(0), shape.get(1), tokens, shape.get(3));
        return repeated.concat(second, 2);
    }

    @Override
    public NDArray attention(String name, NDArray x, int heads) {
        NDArray qkv = heard(pass.linear(name + ".qkv", x));
        return pass.linear(name + ".proj", heard(pass.attention(qkv, heads)));
    }

    @Override
    public NDArray firstToken(NDArray x) {
        return x.get(":, :, 0");
    }

    @Override
    public NDArray units(String group, NDArray x) {
        return x;
    }
}
