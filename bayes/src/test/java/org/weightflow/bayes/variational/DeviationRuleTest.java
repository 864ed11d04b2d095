package org.weightflow.bayes.variational;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;

class DeviationRuleTest {
    private static Layout layout(String id) {
        return Architectures.parse(id).layout();
    }

    private static StateDict network(Layout layout) {
        return Initialisation.KAIMING_UNIFORM.draw(layout, new Seed(1));
    }

    /** 0.01 / sqrt(fan-in), whose fans are 1 * 5 * 5, 20 * 5 * 5, 50 * 4 * 4 and 500. */
    @ParameterizedTest
    @CsvSource({"conv1, 25", "conv2, 500", "fc1, 800", "fc2, 500"})
    void kaimingDividesByTheRootOfTheFanIn(String layer, int fanIn) {
        Layout layout = layout("lenet-5");
        float[] deviations = DeviationRule.defaults()
                .about(network(layout), Mask.dense(layout))
                .deviation()
                .toArray();
        int entry = layout.indexOf(layer + ".weight");
        for (int i = layout.offset(entry); i < layout.offset(entry + 1); i++) {
            assertEquals(0.01 / Math.sqrt(fanIn), deviations[i], 1e-9);
        }
    }

    @Test
    void constantIsTheSameForAllWeights() {
        Layout layout = Mlp.of(3, 2).layout();
        Posterior posterior =
                new DeviationRule(DeviationRule.Kind.CONSTANT, 0.05).about(network(layout), Mask.dense(layout));
        assertTrue(posterior
                .deviation()
                .sameBits(StateDict.of(layout, new float[] {0.05f, 0.05f, 0.05f, 0.05f, 0.05f, 0.05f, 0, 0})));
    }

    @Test
    void mopedTakesAShareOfEachWeightAndNeverNothing() {
        Layout layout = Mlp.of(3, 2).layout();
        StateDict trained = StateDict.of(layout, new float[] {2, -0.5f, 0, 1e-7f, 10, -1e-3f, 4, 5});
        Posterior posterior = new DeviationRule(DeviationRule.Kind.MOPED, 0.1).about(trained, Mask.dense(layout));
        double[] expected = {0.2, 0.05, 1e-6, 1e-6, 1, 1e-4, 0, 0};
        for (int i = 0; i < 8; i++) {
            assertEquals(expected[i], posterior.deviation().toArray()[i], 1e-7 * expected[i]);
        }
        assertTrue(posterior.mean().sameBits(trained));
    }

    /** Biases, normalisation with its statistics, tokens and positions have no deviation; all matrices and kernels have one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp-6-5-4-3-bn",
                "mlp-6-5-4-3-ln",
                "lenet-5-2-3-7-5-classes4",
                "resnet-8-width2-in3x8x8",
                "vgg-11-bn-width1",
                "vit-width8-depth1-heads2-mlp2-in3x8x8"
            })
    void onlyWeightsOfDenseLayersAndConvolutionsAreGaussian(String id) {
        Layout layout = layout(id);
        float[] deviations = new DeviationRule(DeviationRule.Kind.CONSTANT, 0.5)
                .about(network(layout), Mask.dense(layout))
                .deviation()
                .toArray();
        Set<String> points = new TreeSet<>();
        for (int e = 0; e < layout.entries().size(); e++) {
            Layout.Entry entry = layout.entry(e);
            boolean matrix = entry.shape().size() > 1 && entry.name().endsWith(".weight");
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                assertEquals(matrix ? 0.5f : 0f, deviations[i], entry.name());
            }
            if (!matrix) {
                points.add(entry.name());
            }
        }
        assertEquals(id.startsWith("vit"), points.contains("cls_token") && points.contains("pos_embed"));
        assertTrue(points.stream().anyMatch(name -> name.endsWith(".bias")), points::toString);
    }

    @ParameterizedTest
    @EnumSource
    void prunedWeightsGetNone(DeviationRule.Kind kind) {
        Layout layout = Mlp.of(3, 2).layout();
        BitSet kept = Mask.dense(layout).toBitSet();
        kept.clear(1);
        kept.clear(4);
        Mask mask = Mask.of(layout, kept);
        StateDict network = network(layout);
        Posterior posterior = new DeviationRule(kind, 0.3).about(network, mask);
        assertEquals(mask, posterior.mask());
        assertTrue(posterior.mean().sameBits(mask.apply(network)));
        float[] deviations = posterior.deviation().toArray();
        for (int i = 0; i < 6; i++) {
            assertEquals(kept.get(i), deviations[i] > 0, "value " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesScalesThatAreNotPositive(double scale) {
        var e = assertThrows(
                IllegalArgumentException.class, () -> new DeviationRule(DeviationRule.Kind.CONSTANT, scale));
        assertTrue(e.getMessage().contains("scale"), e::getMessage);
    }
}
