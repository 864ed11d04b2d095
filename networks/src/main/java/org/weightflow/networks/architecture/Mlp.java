package org.weightflow.networks.architecture;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Symmetry;

/**
 * A fully connected network with ReLU between its layers: {@code x -> fc1 -> relu -> ... -> fcL}.
 * <p>Layer l has {@code fcl.weight [out, in]} (prunable) and {@code fcl.bias [out]}, as {@code torch.nn.Linear} has them. The units
 * of each hidden layer may be permuted: group {@code hl} acts on the rows of layer l, its bias, and the columns of layer l + 1.
 *
 * @param widths inputs, hidden units of each layer, classes; at least two numbers
 */
public record Mlp(List<Integer> widths) implements Architecture {
    static final String NAME = "mlp";

    public Mlp {
        widths = List.copyOf(widths);
        if (widths.size() < 2) {
            throw new IllegalArgumentException("widths " + widths + " are fewer than inputs and classes");
        }
        widths.forEach(width -> Check.atLeast("width", width, 1));
    }

    public static Mlp of(Integer... widths) {
        return new Mlp(List.of(widths));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("widths", widths);
    }

    @Override
    public String id() {
        return NAME + "-" + widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }

    @Override
    public Layout layout() {
        List<Layout.Entry> entries = new ArrayList<>();
        for (int l = 1; l < widths.size(); l++) {
            entries.add(
                    new Layout.Entry(weight(l), List.of(widths.get(l), widths.get(l - 1)), Layout.Kind.WEIGHT, true));
            entries.add(new Layout.Entry(bias(l), List.of(widths.get(l)), Layout.Kind.BIAS, false));
        }
        return Layout.of(entries);
    }

    @Override
    public Symmetry symmetry() {
        Symmetry.Builder symmetry = Symmetry.on(layout());
        for (int l = 1; l < layers(); l++) {
            symmetry.axis("h" + l, weight(l), 0).axis("h" + l, bias(l), 0).axis("h" + l, weight(l + 1), 1);
            int units = widths.get(l);
            symmetry.scaleUp("h" + l, Symmetry.Builder.block(weight(l), 0, 0, 1, units))
                    .scaleUp("h" + l, Symmetry.Builder.block(bias(l), 0, 0, 1, units))
                    .scaleDown("h" + l, Symmetry.Builder.block(weight(l + 1), 1, 0, 1, units));
        }
        return symmetry.build();
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
    public NDArray forward(ForwardPass pass, NDArray inputs) {
        NDArray x = inputs;
        for (int l = 1; l <= layers(); l++) {
            x = pass.linear("fc" + l, x);
            x = l < layers() ? Activation.relu(x) : x;
        }
        return x;
    }

    private int layers() {
        return widths.size() - 1;
    }

    private static String weight(int layer) {
        return "fc" + layer + ".weight";
    }

    private static String bias(int layer) {
        return "fc" + layer + ".bias";
    }
}
