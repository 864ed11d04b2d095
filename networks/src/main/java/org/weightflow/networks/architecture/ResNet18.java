package org.weightflow.networks.architecture;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weightflow.networks.Check;

/**
 * ResNet-18 as torchvision names it, with the stem for small images: {@code conv1} is 3x3 with stride 1, and nothing is pooled after
 * it. Four stages of two blocks with one, two, four and eight times {@code width} channels; where stages two to four begin,
 * {@code downsample.0} and {@code .1} are the shortcut; {@code fc} ends it. 11,173,962 parameters for CIFAR-10.
 * <p>Group {@code stageS} is the residual stream of a stage.
 *
 * @param width channels of the first stage; 64 in the original
 * @param input channels, height, width
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al. (2016)</a>
 */
public record ResNet18(int width, List<Integer> input, int classes) implements Network {
    private static final int STAGES = 4;
    private static final int BLOCKS = 2;

    static final Family FAMILY = new Family(
            "resnet-18",
            List.of(Option.number("width", "width", 64), Option.input(3, 32, 32), Option.classes()),
            values -> new ResNet18(values.number("width"), values.numbers("input"), values.number("classes")),
            ResNet18::guess);

    public ResNet18 {
        Check.atLeast("width", width, 1);
        input = Images.checked(input);
        Check.atLeast("classes", classes, 1);
    }

    private static Optional<Recogniser.Guess> guess(Shapes shapes) {
        if (!shapes.has("conv1.weight", "layer4.0.conv1.weight", "fc.weight")) {
            return Optional.empty();
        }
        int channels = shapes.extent("conv1.weight", 1);
        int extent = Images.usualExtent(channels);
        return Recogniser.Guess.of(
                new ResNet18(
                        shapes.extent("conv1.weight", 0),
                        List.of(channels, extent, extent),
                        shapes.extent("fc.weight", 0)),
                Images.assumption(extent),
                "nothing is pooled after conv1");
    }

    @Override
    public Family family() {
        return FAMILY;
    }

    @Override
    public Map<String, Object> options() {
        return Map.of("width", width, "input", input, "classes", classes);
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
            for (int block = 0; block < BLOCKS; block++) {
                String name = "layer" + stage + "." + block;
                boolean begins = stage > 1 && block == 0;
                X branch = BasicBlock.branch(net, name, x, channels, begins ? 2 : 1);
                X stream = begins
                        ? net.units("stage" + stage, BasicBlock.projection(net, name + ".downsample", x, channels, 2))
                        : x;
                x = net.relu(net.add(stream, branch));
            }
        }
        return net.linear("fc", net.globalAveragePool(x), classes);
    }
}
