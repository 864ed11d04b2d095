package org.weightflow.networks.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.weightflow.networks.Check;

/**
 * A fully connected network with ReLU between its layers: {@code x -> fc1 -> [norm] -> relu -> ... -> fcL}.
 * <p>Layer l has {@code fcl.weight [out, in]} (prunable) and {@code fcl.bias [out]}, as {@code torch.nn.Linear} has them;
 * {@code lnl} or {@code bnl} normalises it. The units of hidden layer l are the group {@code hl}.
 *
 * @param widths inputs, hidden units of each layer, classes; at least two numbers
 */
public record Mlp(List<Integer> widths, Norm norm) implements Network {
    /** What stands between a hidden layer and ReLU. */
    public enum Norm {
        NONE,
        LAYER,
        BATCH
    }

    static final Family FAMILY = new Family(
            "mlp",
            List.of(
                    Option.numbers("widths", null),
                    Option.word("norm", Norm.NONE, Map.of("layer", "ln", "batch", "bn"))),
            values -> new Mlp(values.numbers("widths"), values.constant("norm", Norm.class)),
            Mlp::guess);

    public Mlp {
        widths = List.copyOf(widths);
        Objects.requireNonNull(norm, "norm");
        if (widths.size() < 2) {
            throw new IllegalArgumentException("widths " + widths + " are fewer than inputs and classes");
        }
        widths.forEach(width -> Check.atLeast("width", width, 1));
    }

    /** Without normalisation. */
    public Mlp(List<Integer> widths) {
        this(widths, Norm.NONE);
    }

    /** Without normalisation. */
    public static Mlp of(Integer... widths) {
        return new Mlp(List.of(widths));
    }

    private static Optional<Recogniser.Guess> guess(Shapes shapes) {
        int layers = shapes.count("fc", 1, ".weight");
        if (layers == 0 || shapes.has("conv1.weight")) {
            return Optional.empty();
        }
        List<Integer> widths = new ArrayList<>(List.of(shapes.extent("fc1.weight", 1)));
        for (int l = 1; l <= layers; l++) {
            widths.add(shapes.extent("fc" + l + ".weight", 0));
        }
        Norm norm = shapes.has("bn1.weight") ? Norm.BATCH : shapes.has("ln1.weight") ? Norm.LAYER : Norm.NONE;
        return Recogniser.Guess.of(new Mlp(widths, norm));
    }

    @Override
    public Family family() {
        return FAMILY;
    }

    @Override
    public Map<String, Object> options() {
        return Map.of("widths", widths, "norm", Option.word(norm));
    }

    @Override
    public int inputs() {
        return widths.get(0);
    }

    @Override
    public int classes() {
        return widths.get(layers());
    }

    @Override
    public <X> X define(Layers<X> net, X inputs) {
        X x = inputs;
        for (int l = 1; l < layers(); l++) {
            x = net.units("h" + l, net.linear("fc" + l, x, widths.get(l)));
            x = net.relu(normalised(net, x, l));
        }
        return net.linear("fc" + layers(), x, classes());
    }

    private <X> X normalised(Layers<X> net, X x, int layer) {
        return switch (norm) {
            case NONE -> x;
            case LAYER -> net.layerNorm("ln" + layer, x, Layers.EPSILON);
            case BATCH -> net.batchNorm("bn" + layer, x);
        };
    }

    private int layers() {
        return widths.size() - 1;
    }
}
