package org.weightflow.networks.architecture;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.weightflow.networks.Check;
import org.weightflow.networks.architecture.Layers.Convolution;

/**
 * The network of the Small CNN Zoo: three 3x3 convolutions {@code conv1..conv3} of stride 2 without padding, each with its
 * activation, the mean of each channel, and {@code fc}; 4,970 parameters at width 16 on images of one channel, of any size.
 * <p>The original is Keras code with the default padding, which is none, and activation ReLU or tanh.
 *
 * @param width channels of each convolution
 * @param input channels, height, width
 * @see <a href="https://arxiv.org/abs/2002.11448">Unterthiner et al. (2020)</a>
 */
public record SmallCnn(int width, Nonlinearity activation, List<Integer> input, int classes) implements Network {
    private static final int CONVOLUTIONS = 3;
    private static final int KERNEL = 3;
    private static final int STRIDE = 2;

    static final Family FAMILY = new Family(
            "small-cnn",
            List.of(
                    Option.number("width", "width", 16),
                    Option.activation(Nonlinearity.RELU),
                    Option.input(1, 28, 28),
                    Option.classes()),
            values -> new SmallCnn(
                    values.number("width"),
                    values.constant("activation", Nonlinearity.class),
                    values.numbers("input"),
                    values.number("classes")),
            SmallCnn::guess);

    public SmallCnn {
        Check.atLeast("width", width, 1);
        Objects.requireNonNull(activation, "activation");
        input = Images.checked(input);
        Check.atLeast("classes", classes, 1);
    }

    private static Optional<Recogniser.Guess> guess(Shapes shapes) {
        if (!shapes.has("conv1.weight", "conv2.weight", "conv3.weight", "fc.weight")) {
            return Optional.empty();
        }
        int channels = shapes.extent("conv1.weight", 1);
        int extent = Images.usualExtent(channels);
        return Recogniser.Guess.of(
                new SmallCnn(
                        shapes.extent("conv1.weight", 0),
                        Nonlinearity.RELU,
                        List.of(channels, extent, extent),
                        shapes.extent("fc.weight", 0)),
                Images.assumption(extent),
                "the activation is ReLU");
    }

    @Override
    public Family family() {
        return FAMILY;
    }

    @Override
    public Map<String, Object> options() {
        return Map.of("width", width, "activation", Option.word(activation), "input", input, "classes", classes);
    }

    @Override
    public int inputs() {
        return Images.size(input);
    }

    @Override
    public <X> X define(Layers<X> net, X inputs) {
        X x = Images.of(net, inputs, input);
        for (int l = 1; l <= CONVOLUTIONS; l++) {
            x = net.convolution("conv" + l, x, Convolution.of(width, KERNEL).stride(STRIDE));
            x = net.activation(activation, x);
        }
        return net.linear("fc", net.globalAveragePool(x), classes);
    }
}
