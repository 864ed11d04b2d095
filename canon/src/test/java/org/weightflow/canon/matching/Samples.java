package org.weightflow.canon.matching;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

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

    static final Symmetry CONVOLUTIONS_SYMMETRY = Symmetry.of(CONVOLUTIONS, convolutionAxes());

    /** A residual stream: group r acts on both axes of {@code mix.weight}, so that the objective is quadratic in it. */
    static final Layout RESIDUAL = Layout.of(List.of(
            new Layout.Entry("in.weight", List.of(6, 3), Layout.Kind.WEIGHT, true),
            new Layout.Entry("mix.weight", List.of(6, 6), Layout.Kind.WEIGHT, true),
            new Layout.Entry("out.weight", List.of(2, 6), Layout.Kind.WEIGHT, true)));

    static final Symmetry RESIDUAL_SYMMETRY = Symmetry.of(
            RESIDUAL,
            Map.of("in.weight", List.of("r", ""), "mix.weight", List.of("r", "r"), "out.weight", List.of("", "r")));

    private Samples() {}

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

    private static Map<String, List<String>> convolutionAxes() {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        axes.put("conv1.weight", List.of("a", "", "", ""));
        axes.put("bn.weight", List.of("a"));
        axes.put("bn.running_var", List.of("a"));
        axes.put("conv2.weight", List.of("b", "a", "", ""));
        axes.put("head.weight", List.of("", "b"));
        return axes;
    }
}
