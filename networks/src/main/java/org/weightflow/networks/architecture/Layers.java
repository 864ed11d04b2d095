package org.weightflow.networks.architecture;

/**
 * What networks are made of. A {@link Network} says once, in these words, how its layers follow each other; {@link Trace} reads that
 * as a layout and a symmetry, {@link Execution} as a function, so that the three cannot disagree.
 *
 * @param <X> what flows between layers: images, features, or tokens
 */
interface Layers<X> {
    /** Momentum and epsilon of normalisation are PyTorch's, but for the epsilon of transformers. */
    double EPSILON = 1e-5;

    /**
     * The shape of a two-dimensional convolution with a square kernel.
     *
     * @param bias whether {@code name.bias} exists
     */
    record Convolution(int outputs, int kernel, int stride, int padding, boolean bias) {
        /** Stride 1, no padding, with a bias. */
        static Convolution of(int outputs, int kernel) {
            return new Convolution(outputs, kernel, 1, 0, true);
        }

        Convolution stride(int value) {
            return new Convolution(outputs, kernel, value, padding, bias);
        }

        Convolution padding(int value) {
            return new Convolution(outputs, kernel, stride, value, bias);
        }

        Convolution withoutBias() {
            return new Convolution(outputs, kernel, stride, padding, false);
        }

        /** Extent of the result along an axis of that extent. */
        int extent(int input) {
            return (input + 2 * padding - kernel) / stride + 1;
        }
    }

    /** Inputs of {@code channels * height * width} values as an image. */
    X image(X inputs, int channels, int height, int width);

    /** {@code name.weight [out, in]} and {@code name.bias [out]}; of tokens, each alone. */
    X linear(String name, X x, int outputs);

    /** {@code name.weight [out, in, kernel, kernel]} and perhaps {@code name.bias [out]}. */
    X convolution(String name, X x, Convolution shape);

    /** {@code name.weight, name.bias, name.running_mean, name.running_var, name.num_batches_tracked} over images or features. */
    X batchNorm(String name, X x);

    /** {@code name.weight} and {@code name.bias} over features or each token. */
    X layerNorm(String name, X x, double epsilon);

    X activation(Nonlinearity function, X x);

    /** The largest of each square of {@code size} by {@code size}; what is left over at the edge is dropped. */
    X maxPool(X x, int size);

    /** The mean of each channel, as features. */
    X globalAveragePool(X x);

    /** An image as features, channel by channel. */
    X flatten(X x);

    /** The sum of a branch and what it branched off from; their units move together. */
    X add(X stream, X branch);

    /** Every second pixel, and as many zero channels before as behind, so that there are {@code channels}. */
    X subsample(X x, int channels);

    /** An image as tokens, one a pixel, row by row. */
    X tokens(X image);

    /** A learned array {@code name [1, tokens, width]}, the same for every example. */
    X embedding(String name, int tokens, int width);

    /** The tokens of one before those of the other. */
    X concatenate(X first, X second);

    /** Self-attention: {@code name.qkv} and {@code name.proj} are linear layers, a head has consecutive features of each of q, k, v. */
    X attention(String name, X x, int heads);

    /** The features of the first token. */
    X firstToken(X x);

    /** Gives the units of {@code x} a name; else they bear that of the layer that made them. */
    X units(String group, X x);

    default X relu(X x) {
        return activation(Nonlinearity.RELU, x);
    }
}
