package org.weightflow.networks.architecture;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.weightflow.networks.Check;
import org.weightflow.networks.architecture.Layers.Convolution;

/**
 * The small network of the Model Zoos dataset, {@code module_list.I} with I = 0, 3, 6, 9, 11: convolutions of 8 channels 5x5, 6
 * channels 5x5 and 4 channels 2x2, the first two with 2x2 maximum pooling before their activation; then 20 units and the classes.
 * <p>2,464 parameters on 28x28 images of one channel, 2,864 of three. The indices are those of networks without dropout. The zoos
 * differ in their activation, which a checkpoint does not tell; tanh is that of the zoos of one fixed setting.
 *
 * @param input channels, height, width
 * @see <a href="https://arxiv.org/abs/2209.14764">Schuerholt et al. (2022)</a>
 */
public record CnnS(Nonlinearity activation, List<Integer> input, int classes) implements Network {
    private static final int POOL = 2;
    private static final int HIDDEN = 20;

    static final Family FAMILY = new Family(
            "cnn-s",
            List.of(Option.activation(Nonlinearity.TANH), Option.input(1, 28, 28), Option.classes()),
            values -> new CnnS(
                    values.constant("activation", Nonlinearity.class),
                    values.numbers("input"),
                    values.number("classes")),
            CnnS::guess);

    public CnnS {
        Objects.requireNonNull(activation, "activation");
        input = Images.checked(input);
        Check.atLeast("classes", classes, 1);
    }

    private static Optional<Recogniser.Guess> guess(Shapes shapes) {
        if (!shapes.has("module_list.0.weight", "module_list.11.weight")) {
            return Optional.empty();
        }
        int channels = shapes.extent("module_list.0.weight", 1);
        return Recogniser.Guess.of(
                new CnnS(Nonlinearity.TANH, List.of(channels, 28, 28), shapes.extent("module_list.11.weight", 0)),
                Images.assumption(28),
                "the activation is tanh");
    }

    @Override
    public Family family() {
        return FAMILY;
    }

    @Override
    public Map<String, Object> options() {
        return Map.of("activation", Option.word(activation), "input", input, "classes", classes);
    }

    @Override
    public int inputs() {
        return Images.size(input);
    }

    @Override
    public <X> X define(Layers<X> net, X inputs) {
        X x = Images.of(net, inputs, input);
        x = net.maxPool(net.convolution("module_list.0", x, Convolution.of(8, 5)), POOL);
        x = net.activation(activation, x);
        x = net.maxPool(net.convolution("module_list.3", x, Convolution.of(6, 5)), POOL);
        x = net.activation(activation, x);
        x = net.activation(activation, net.convolution("module_list.6", x, Convolution.of(4, 2)));
        x = net.activation(activation, net.linear("module_list.9", net.flatten(x), HIDDEN));
        return net.linear("module_list.11", x, classes);
    }
}
