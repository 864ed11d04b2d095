package org.weightflow.networks.architecture;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.weightflow.networks.Check;

/**
 * The residual network for CIFAR, of depth 6n + 2: a 3x3 convolution and three stages of n blocks with one, two and four times
 * {@code width} channels, stages two and three starting with stride 2; the mean of each channel; one linear layer.
 * <p>Names are those of the common PyTorch versions for CIFAR: {@code conv1, bn1, layerS.B.conv1, .bn1, .conv2, .bn2} and
 * {@code linear}. Where a stage begins, its shortcut takes every second pixel and either adds zero channels on both sides (He et
 * al.'s option A, no parameters; 269,722 in all at depth 20) or is a 1x1 convolution with normalisation, {@code shortcut.0} and
 * {@code .1} (as kuangliu's, DeepWeightFlow's and the lottery-ticket papers' networks have it).
 * <p>Group {@code stageS} is the residual stream of a stage. With option A it holds the channels that the stage adds; those of the
 * earlier stages go on through it.
 *
 * @param width channels of the first stage; the published one is 16, and "width k" in papers is 16 k
 * @param input channels, height, width
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al. (2016), section 4.2</a>
 */
public record ResNet(int depth, int width, Shortcut shortcut, List<Integer> input, int classes) implements Network {
    /** How a stage begins. */
    public enum Shortcut {
        /** Zero channels, no parameters. */
        PAD,
        /** A 1x1 convolution. */
        CONVOLUTION
    }

    private static final int STAGES = 3;

    static final Family FAMILY = new Family(
            "resnet",
            List.of(
                    Option.number("depth", "", null),
                    Option.number("width", "width", 16),
                    Option.word("shortcut", Shortcut.PAD, Map.of("convolution", "conv")),
                    Option.input(3, 32, 32),
                    Option.classes()),
            values -> new ResNet(
                    values.number("depth"),
                    values.number("width"),
                    values.constant("shortcut", Shortcut.class),
                    values.numbers("input"),
                    values.number("classes")),
            ResNet::guess);

    public ResNet {
        if (depth < 8 || depth % 6 != 2 || depth == 50) {
            throw new IllegalArgumentException(
                    "depth " + depth + " is not 6n + 2, such as 20, 32, 44, 56 or 110 (50 is another kind of network)");
        }
        Check.atLeast("width", width, 1);
        Objects.requireNonNull(shortcut, "shortcut");
        input = Images.checked(input);
        Check.atLeast("classes", classes, 1);
        if (shortcut == Shortcut.PAD && width % 2 != 0) {
            throw new IllegalArgumentException("width " + width + " is odd; zero channels come in pairs");
        }
    }

    private static Optional<Recogniser.Guess> guess(Shapes shapes) {
        int blocks = shapes.count("layer1.", 0, ".conv1.weight");
        if (blocks == 0 || !shapes.has("linear.weight")) {
            return Optional.empty();
        }
        int channels = shapes.extent("conv1.weight", 1);
        int extent = Images.usualExtent(channels);
        return Recogniser.Guess.of(
                new ResNet(
                        6 * blocks + 2,
                        shapes.extent("conv1.weight", 0),
                        shapes.has("layer2.0.shortcut.0.weight") ? Shortcut.CONVOLUTION : Shortcut.PAD,
                        List.of(channels, extent, extent),
                        shapes.extent("linear.weight", 0)),
                Images.assumption(extent));
    }

    @Override
    public Family family() {
        return FAMILY;
    }

    @Override
    public Map<String, Object> options() {
        return Map.of(
                "depth", depth, "width", width, "shortcut", Option.word(shortcut), "input", input, "classes", classes);
    }

    @Override
    public int inputs() {
        return Images.size(input);
    }

    @Override
    public <X> X define(Layers<X> net, X inputs) {
        X x = Images.of(net, inputs, input);
        x = net.relu(BasicBlock.convolution(net, "conv1", "bn1", x, BasicBlock.square(width, 1)));
        x = net.units("stage1", x);
        for (int stage = 1; stage <= STAGES; stage++) {
            int channels = width << (stage - 1);
            for (int block = 0; block < (depth - 2) / 6; block++) {
                String name = "layer" + stage + "." + block;
                boolean begins = stage > 1 && block == 0;
                X branch = BasicBlock.branch(net, name, x, channels, begins ? 2 : 1);
                X stream = begins ? net.units("stage" + stage, shortcut(net, name, x, channels)) : x;
                x = net.relu(net.add(stream, branch));
            }
        }
        return net.linear("linear", net.globalAveragePool(x), classes);
    }

    private <X> X shortcut(Layers<X> net, String block, X x, int channels) {
        return switch (shortcut) {
            case PAD -> net.subsample(x, channels);
            case CONVOLUTION -> BasicBlock.projection(net, block + ".shortcut", x, channels, 2);
        };
    }
}
