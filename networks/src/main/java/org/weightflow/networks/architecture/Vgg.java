package org.weightflow.networks.architecture;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.weightflow.networks.Check;
import org.weightflow.networks.architecture.Layers.Convolution;

/**
 * VGG of depth 11, 13, 16 or 19 for small images: torchvision's {@code features.I}, whose indices count activations and pools, then
 * the mean of each channel and one linear layer {@code classifier}, as is usual on CIFAR (torchvision's own classifier of three
 * layers of 4,096 units is for ImageNet). Five stages of padded 3x3 convolutions with one, two, four, eight and eight times
 * {@code width} channels, each stage followed by 2x2 maximum pooling.
 *
 * @param norm  whether normalisation follows each convolution; ids then say {@code -bn}
 * @param width channels of the first stage; 64 in the original
 * @param input channels, height, width
 * @see <a href="https://arxiv.org/abs/1409.1556">Simonyan and Zisserman (2015)</a>
 */
public record Vgg(int depth, Norm norm, int width, List<Integer> input, int classes) implements Network {
    /** What stands between a convolution and ReLU. */
    public enum Norm {
        NONE,
        BATCH
    }

    /** Convolutions of each stage, by depth. */
    private static final Map<Integer, List<Integer>> STAGES = Map.of(
            11, List.of(1, 1, 2, 2, 2),
            13, List.of(2, 2, 2, 2, 2),
            16, List.of(2, 2, 3, 3, 3),
            19, List.of(2, 2, 4, 4, 4));

    private static final int MOST_DOUBLINGS = 3;
    private static final int POOL = 2;
    /** Layers that the depth counts beside the convolutions: the original's classifier. */
    private static final int DENSE = 3;

    static final Family FAMILY = new Family(
            "vgg",
            List.of(
                    Option.number("depth", "", null),
                    Option.word("norm", Norm.NONE, Map.of("batch", "bn")),
                    Option.number("width", "width", 64),
                    Option.input(3, 32, 32),
                    Option.classes()),
            values -> new Vgg(
                    values.number("depth"),
                    values.constant("norm", Norm.class),
                    values.number("width"),
                    values.numbers("input"),
                    values.number("classes")),
            Vgg::guess);

    public Vgg {
        if (!STAGES.containsKey(depth)) {
            throw new IllegalArgumentException("depth " + depth + " is not 11, 13, 16 or 19");
        }
        Objects.requireNonNull(norm, "norm");
        Check.atLeast("width", width, 1);
        input = Images.checked(input);
        Check.atLeast("classes", classes, 1);
    }

    private static Optional<Recogniser.Guess> guess(Shapes shapes) {
        if (!shapes.has("features.0.weight")) {
            return Optional.empty();
        }
        long convolutions = shapes.names().stream()
                .filter(name ->
                        name.startsWith("features.") && shapes.shape(name).size() == 4)
                .count();
        int channels = shapes.extent("features.0.weight", 1);
        int extent = Math.max(32, Images.usualExtent(channels));
        return Recogniser.Guess.of(
                new Vgg(
                        Math.toIntExact(convolutions) + DENSE,
                        shapes.has("features.1.running_mean") ? Norm.BATCH : Norm.NONE,
                        shapes.extent("features.0.weight", 0),
                        List.of(channels, extent, extent),
                        shapes.extent("classifier.weight", 0)),
                Images.assumption(extent));
    }

    @Override
    public Family family() {
        return FAMILY;
    }

    @Override
    public Map<String, Object> options() {
        return Map.of("depth", depth, "norm", Option.word(norm), "width", width, "input", input, "classes", classes);
    }

    @Override
    public int inputs() {
        return Images.size(input);
    }

    @Override
    public <X> X define(Layers<X> net, X inputs) {
        X x = Images.of(net, inputs, input);
        int index = 0;
        for (int stage = 0; stage < STAGES.get(depth).size(); stage++) {
            Convolution shape =
                    Convolution.of(width << Math.min(stage, MOST_DOUBLINGS), 3).padding(1);
            for (int i = 0; i < STAGES.get(depth).get(stage); i++) {
                x = net.convolution("features." + index++, x, shape);
                x = norm == Norm.BATCH ? net.batchNorm("features." + index++, x) : x;
                x = net.relu(x);
                index++;
            }
            x = net.maxPool(x, POOL);
            index++;
        }
        return net.linear("classifier", net.globalAveragePool(x), classes);
    }
}
