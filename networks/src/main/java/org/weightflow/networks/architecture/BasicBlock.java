package org.weightflow.networks.architecture;

import org.weightflow.networks.architecture.Layers.Convolution;

/** What the residual networks share: a normalised convolution, and the branch of a block of two of them. */
final class BasicBlock {
    private BasicBlock() {}

    /** Without a bias, which the normalisation would take away again. */
    static <X> X convolution(Layers<X> net, String convolution, String norm, X x, Convolution shape) {
        return net.batchNorm(norm, net.convolution(convolution, x, shape.withoutBias()));
    }

    /** 3x3, padded so that only the stride shrinks the image. */
    static Convolution square(int channels, int stride) {
        return Convolution.of(channels, 3).padding(1).stride(stride);
    }

    /** {@code conv1 -> bn1 -> relu -> conv2 -> bn2}, all under {@code name}. */
    static <X> X branch(Layers<X> net, String name, X x, int channels, int stride) {
        X inner = convolution(net, name + ".conv1", name + ".bn1", x, square(channels, stride));
        return convolution(net, name + ".conv2", name + ".bn2", net.relu(inner), square(channels, 1));
    }

    /** A shortcut that changes the shape: a 1x1 convolution {@code name.0} and its normalisation {@code name.1}. */
    static <X> X projection(Layers<X> net, String name, X x, int channels, int stride) {
        Convolution shape = Convolution.of(channels, 1).stride(stride);
        return convolution(net, name + ".0", name + ".1", x, shape);
    }
}
