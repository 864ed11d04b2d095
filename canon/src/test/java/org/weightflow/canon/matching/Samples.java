package org.weightflow.canon.matching;

import java.util.List;
import java.util.SplittableRandom;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;

/** Layouts and values that the tests of this package share. */
final class Samples {
    /** A convolutional network in miniature: axes of every rank, a norm with its running statistics, and a scalar. */
    static final Layout CONVOLUTIONS = Layout.of(List.of(
            new Layout.Entry("conv1.weight", List.of(5, 2, 3, 3), Layout.Kind.WEIGHT, true),
            new Layout.Entry("bn.weight", List.of(5), Layout.Kind.NORM, false),
            new Layout.Entry("bn.running_var", List.of(5), Layout.Kind.BUFFER, false),
            new Layout.Entry("bn.steps", List.of(), Layout.Kind.BUFFER, false),
            new Layout.Entry("conv2.weight", List.of(4, 5, 3, 1), Layout.Kind.WEIGHT, true),
            new Layout.Entry("head.weight", List.of(3, 4), Layout.Kind.WEIGHT, true)));

    static final Symmetry CONVOLUTIONS_SYMMETRY = Symmetry.on(CONVOLUTIONS)
            .axis("a", "conv1.weight", 0)
            .axis("a", "bn.weight", 0)
            .axis("a", "bn.running_var", 0)
            .axis("a", "conv2.weight", 1)
            .axis("b", "conv2.weight", 0)
            .axis("b", "head.weight", 1)
            .build();

    /** A residual stream: group r acts on both axes of {@code mix.weight}, so that the objective is quadratic in it. */
    static final Layout RESIDUAL = Layout.of(List.of(
            new Layout.Entry("in.weight", List.of(6, 3), Layout.Kind.WEIGHT, true),
            new Layout.Entry("mix.weight", List.of(6, 6), Layout.Kind.WEIGHT, true),
            new Layout.Entry("out.weight", List.of(2, 6), Layout.Kind.WEIGHT, true)));

    static final Symmetry RESIDUAL_SYMMETRY = Symmetry.on(RESIDUAL)
            .axis("r", "in.weight", 0)
            .axis("r", "mix.weight", 0)
            .axis("r", "mix.weight", 1)
            .axis("r", "out.weight", 1)
            .build();

    /** Shortcuts that pad: on the rows of {@code wide.weight} group s lies amid those of group t; and s flattened, three by three. */
    static final Layout PADDED = Layout.of(List.of(
            new Layout.Entry("narrow.weight", List.of(4, 3, 1), Layout.Kind.WEIGHT, true),
            new Layout.Entry("wide.weight", List.of(9, 4), Layout.Kind.WEIGHT, true),
            new Layout.Entry("wide.bias", List.of(9), Layout.Kind.BIAS, false),
            new Layout.Entry("flat.weight", List.of(2, 12), Layout.Kind.WEIGHT, true)));

    static final Symmetry PADDED_SYMMETRY = Symmetry.on(PADDED)
            .axis("s", "narrow.weight", 0)
            .block("s", "wide.weight", 0, 2, 1, 4)
            .block("s", "wide.bias", 0, 2, 1, 4)
            .axis("s", "flat.weight", 1, 3)
            .place("t", new Place("wide.weight", 0, 1, List.of(7, 0, 8, 1, 6)))
            .place("t", new Place("wide.bias", 0, 1, List.of(7, 0, 8, 1, 6)))
            .build();

    static final Layout ATTENTION = attention(5, 3, 2);

    static final Symmetry ATTENTION_SYMMETRY = attentionSymmetry(5, 3, 2);

    static final List<Sample> ALL = List.of(
            new Sample(CONVOLUTIONS, CONVOLUTIONS_SYMMETRY),
            new Sample(RESIDUAL, RESIDUAL_SYMMETRY),
            new Sample(PADDED, PADDED_SYMMETRY),
            new Sample(ATTENTION, ATTENTION_SYMMETRY));

    record Sample(Layout layout, Symmetry symmetry) {}

    private Samples() {}

    /**
     * An attention on a stream of d: q, k and v of all heads on the rows of one weight, a scalar for each head, and a table whose
     * columns are, head by head, one that lies in no inner group and those of q and k.
     */
    static Layout attention(int d, int heads, int width) {
        int inner = heads * width;
        return Layout.of(List.of(
                new Layout.Entry("in.weight", List.of(d, 4), Layout.Kind.WEIGHT, true),
                new Layout.Entry("qkv.weight", List.of(3 * inner, d), Layout.Kind.WEIGHT, true),
                new Layout.Entry("qkv.bias", List.of(3 * inner), Layout.Kind.BIAS, false),
                new Layout.Entry("out.weight", List.of(d, inner), Layout.Kind.WEIGHT, true),
                new Layout.Entry("gate", List.of(heads), Layout.Kind.NORM, false),
                new Layout.Entry("table", List.of(2, heads + inner), Layout.Kind.WEIGHT, false),
                new Layout.Entry("running_mean", List.of(inner), Layout.Kind.BUFFER, false),
                new Layout.Entry("steps", List.of(), Layout.Kind.BUFFER, false)));
    }

    static Symmetry attentionSymmetry(int d, int heads, int width) {
        int inner = heads * width;
        Symmetry.Builder symmetry = Symmetry.on(attention(d, heads, width));
        if (d > 1) {
            symmetry.axis("stream", "in.weight", 0)
                    .axis("stream", "qkv.weight", 1)
                    .axis("stream", "out.weight", 0);
        }
        for (int third = 0; third < 3; third++) {
            symmetry.block("heads", "qkv.weight", 0, third * inner, width, heads)
                    .block("heads", "qkv.bias", 0, third * inner, width, heads);
        }
        symmetry.axis("heads", "out.weight", 1, width)
                .axis("heads", "gate", 0)
                .axis("heads", "table", 1, width + 1)
                .axis("heads", "running_mean", 0, width);
        for (int h = 0; h < heads; h++) {
            String qk = "qk." + h;
            String vo = "vo." + h;
            for (int third = 0; third < 3; third++) {
                int start = third * inner + h * width;
                symmetry.block(third < 2 ? qk : vo, "qkv.weight", 0, start, 1, width)
                        .block(third < 2 ? qk : vo, "qkv.bias", 0, start, 1, width);
            }
            symmetry.block(qk, "table", 1, h * (width + 1) + 1, 1, width)
                    .inside(qk, "heads", h, "qk")
                    .block(vo, "out.weight", 1, h * width, 1, width)
                    .block(vo, "running_mean", 0, h * width, 1, width)
                    .inside(vo, "heads", h, "vo");
        }
        return symmetry.build();
    }

    /** One place of one group after the other, each value looked up on its own. */
    static StateDict oneByOne(Permutations permutations, StateDict weights, Symmetry symmetry) {
        Layout layout = weights.layout();
        float[] values = weights.toArray();
        for (Group group : symmetry.groups()) {
            int[] p = permutations.of(group.name());
            for (Place place : group.places()) {
                float[] before = values.clone();
                int e = layout.indexOf(place.entry());
                List<Integer> shape = layout.entry(e).shape();
                int stride = 1;
                for (int a = place.axis() + 1; a < shape.size(); a++) {
                    stride *= shape.get(a);
                }
                for (int k = 0; k < layout.entry(e).size(); k++) {
                    int at = k / stride % shape.get(place.axis());
                    for (int u = 0; u < p.length; u++) {
                        int within = at - place.starts().get(u);
                        if (within >= 0 && within < place.width()) {
                            int shift =
                                    place.starts().get(p[u]) - place.starts().get(u);
                            values[layout.offset(e) + k] = before[layout.offset(e) + k + shift * stride];
                        }
                    }
                }
            }
        }
        return StateDict.of(layout, values);
    }

    /** Standard normal values everywhere, biases and buffers included. */
    static StateDict normal(Layout layout, Seed seed) {
        SplittableRandom random = seed.random();
        float[] flat = new float[layout.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) random.nextGaussian();
        }
        return StateDict.of(layout, flat);
    }

    /** The sum of products of all entries but the buffers. */
    static double innerProduct(StateDict a, StateDict b) {
        double sum = 0;
        for (int e = 0; e < a.layout().entries().size(); e++) {
            Layout.Entry entry = a.layout().entry(e);
            for (int k = 0; entry.kind() != Layout.Kind.BUFFER && k < entry.size(); k++) {
                sum += (double) a.entry(e).get(k) * b.entry(e).get(k);
            }
        }
        return sum;
    }
}
