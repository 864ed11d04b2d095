package org.weightflow.networks.architecture;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weightflow.networks.Check;
import org.weightflow.networks.architecture.Layers.Convolution;

/**
 * Conv-2, Conv-4 and Conv-6 of the lottery-ticket paper, scaled-down VGGs: pairs of padded 3x3 convolutions {@code conv1, conv2, ...}
 * with one, two and four times {@code width} channels, each pair followed by 2x2 maximum pooling; then {@code fc1} and
 * {@code fc2} of four times {@code width} units, and {@code fc3}. ReLU everywhere.
 *
 * @param depth convolutions: 2, 4 or 6
 * @param width channels of the first pair; 64 in the paper
 * @param input channels, height, width
 * @see <a href="https://arxiv.org/abs/1803.03635">Frankle and Carbin (2019), figure 2</a>
 */
public record ConvN(int depth, int width, List<Integer> input, int classes) implements Network {
    private static final int POOL = 2;

    static final Family FAMILY = new Family(
            "conv",
            List.of(
                    Option.number("depth", "", null),
                    Option.number("width", "width", 64),
                    Option.input(3, 32, 32),
                    Option.classes()),
            values -> new ConvN(
                    values.number("depth"), values.number("width"), values.numbers("input"), values.number("classes")),
            ConvN::guess);

    public ConvN {
        if (depth != 2 && depth != 4 && depth != 6) {
            throw new IllegalArgumentException("depth " + depth + " is not 2, 4 or 6");
        }
        Check.atLeast("width", width, 1);
        input = Images.checked(input);
        Check.atLeast("classes", classes, 1);
    }

    private static Optional<Recogniser.Guess> guess(Shapes shapes) {
        int depth = shapes.count("conv", 1, ".weight");
        if (depth == 0 || !shapes.has("fc1.weight", "fc3.weight")) {
            return Optional.empty();
        }
        int channels = shapes.extent("conv1.weight", 1);
        int side = Shapes.side(
                "fc1.weight", shapes.extent("fc1.weight", 1) / shapes.extent("conv" + depth + ".weight", 0));
        int extent = side << (depth / 2);
        return Recogniser.Guess.of(
                new ConvN(
                        depth,
                        shapes.extent("conv1.weight", 0),
                        List.of(channels, extent, extent),
                        shapes.extent("fc3.weight", 0)),
                "images are " + extent + "x" + extent + ", the smallest square that gives this size of fc1");
    }

    @Override
    public Family family() {
        return FAMILY;
    }

    @Override
    public Map<String, Object> options() {
        return Map.of("depth", depth, "width", width, "input", input, "classes", classes);
    }

    @Override
    public int inputs() {
        return Images.size(input);
    }

    @Override
    public <X> X define(Layers<X> net, X inputs) {
        X x = Images.of(net, inputs, input);
        for (int l = 1; l <= depth; l++) {
            int channels = width << ((l - 1) / 2);
            x = net.relu(
                    net.convolution("conv" + l, x, Convolution.of(channels, 3).padding(1)));
            x = l % 2 == 0 ? net.maxPool(x, POOL) : x;
        }
        x = net.relu(net.linear("fc1", net.flatten(x), 4 * width));
        x = net.relu(net.linear("fc2", x, 4 * width));
        return net.linear("fc3", x, classes);
    }
}
