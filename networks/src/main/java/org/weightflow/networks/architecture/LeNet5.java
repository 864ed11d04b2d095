package org.weightflow.networks.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weightflow.networks.Check;
import org.weightflow.networks.architecture.Layers.Convolution;

/**
 * LeNet-5 as it is trained today: two 5x5 convolutions {@code conv1, conv2}, each with ReLU and 2x2 maximum pooling, then fully
 * connected layers {@code fc1, fc2, ...} with ReLU between them. Its historic tanh and average pooling are not meant.
 * <p>Widths 20-50-500 are Caffe's (431,080 parameters on MNIST). Widths of four numbers are those of LeCun et al., 6-16-120-84
 * (61,706), which read 32x32 images: there {@code conv1} pads 28x28 ones by 2. No other convolution is padded.
 *
 * @param widths channels of the two convolutions, then units of the hidden layers
 * @param input  channels, height, width
 * @see <a href="https://doi.org/10.1109/5.726791">LeCun et al. (1998)</a>
 */
public record LeNet5(List<Integer> widths, List<Integer> input, int classes) implements Network {
    private static final int KERNEL = 5;
    private static final int POOL = 2;

    static final Family FAMILY = new Family(
            "lenet-5",
            List.of(Option.numbers("widths", List.of(20, 50, 500)), Option.input(1, 28, 28), Option.classes()),
            values -> new LeNet5(values.numbers("widths"), values.numbers("input"), values.number("classes")),
            LeNet5::guess);

    public LeNet5 {
        widths = List.copyOf(widths);
        input = Images.checked(input);
        if (widths.size() < 2) {
            throw new IllegalArgumentException("widths " + widths + " are fewer than the two of the convolutions");
        }
        widths.forEach(width -> Check.atLeast("width", width, 1));
        Check.atLeast("classes", classes, 1);
    }

    private static Optional<Recogniser.Guess> guess(Shapes shapes) {
        int dense = shapes.count("fc", 1, ".weight");
        if (!shapes.has("conv1.weight", "conv2.weight", "fc1.weight")
                || shapes.has("conv3.weight")
                || shapes.extent("conv1.weight", shapes.shape("conv1.weight").size() - 1) != KERNEL) {
            return Optional.empty();
        }
        List<Integer> widths =
                new ArrayList<>(List.of(shapes.extent("conv1.weight", 0), shapes.extent("conv2.weight", 0)));
        for (int l = 1; l < dense; l++) {
            widths.add(shapes.extent("fc" + l + ".weight", 0));
        }
        int channels = shapes.extent("conv1.weight", 1);
        int side = Shapes.side("fc1.weight", shapes.extent("fc1.weight", 1) / widths.get(1));
        boolean padded = widths.size() == 4 && channels == 1 && side == 5;
        int extent = padded ? 28 : POOL * (POOL * side + KERNEL - 1) + KERNEL - 1;
        return Recogniser.Guess.of(
                new LeNet5(widths, List.of(channels, extent, extent), shapes.extent("fc" + dense + ".weight", 0)),
                "images are " + extent + "x" + extent + (padded ? ", padded by 2" : "")
                        + ", the smallest usual square that gives this size of fc1");
    }

    @Override
    public Family family() {
        return FAMILY;
    }

    @Override
    public Map<String, Object> options() {
        return Map.of("widths", widths, "input", input, "classes", classes);
    }

    @Override
    public int inputs() {
        return Images.size(input);
    }

    @Override
    public <X> X define(Layers<X> net, X inputs) {
        X x = Images.of(net, inputs, input);
        Convolution first = Convolution.of(widths.get(0), KERNEL).padding(padding());
        x = net.maxPool(net.relu(net.convolution("conv1", x, first)), POOL);
        x = net.maxPool(net.relu(net.convolution("conv2", x, Convolution.of(widths.get(1), KERNEL))), POOL);
        x = net.flatten(x);
        for (int l = 2; l < widths.size(); l++) {
            x = net.relu(net.linear("fc" + (l - 1), x, widths.get(l)));
        }
        return net.linear("fc" + (widths.size() - 1), x, classes);
    }

    private int padding() {
        return widths.size() == 4 && input.get(1) == 28 ? 2 : 0;
    }
}
