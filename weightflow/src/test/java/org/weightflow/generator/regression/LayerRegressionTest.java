package org.weightflow.generator.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.TestZoo;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.prediction.PopulationPredictor;

class LayerRegressionTest {
    private static final Architecture NARROW = Architectures.parse("mlp-4-8-3");

    private static List<StateDict> members(Architecture architecture, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Initialisation.TORCH_DEFAULT.draw(architecture.layout(), new Seed(70).child(i)))
                .toList();
    }

    private static Examples images(Architecture architecture, int count) {
        SplittableRandom random = new Seed(71).random();
        float[] features = new float[count * architecture.inputs()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return Examples.of(features, new int[count], List.of(architecture.inputs()), architecture.classes());
    }

    private static LayerRegression regression(
            Architecture architecture, List<StateDict> members, Examples images, double ridge) {
        return LayerRegression.of(
                architecture,
                members.size(),
                members::get,
                images,
                new RegressionConfig(1000, 300, ridge),
                new Seed(72));
    }

    private static StateDict combination(List<StateDict> members, double... weights) {
        float[] flat = new float[members.get(0).toArray().length];
        for (int d = 0; d < flat.length; d++) {
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * members.get(i).toArray()[d];
            }
            flat[d] = (float) sum;
        }
        return StateDict.of(members.get(0).layout(), flat);
    }

    private static StateDict fit(LayerRegression regression, StateDict combined, Mask mask, double... weights) {
        return regression
                .fit(List.of(combined), List.of(weights), Arrays.asList(mask), false)
                .get(0);
    }

    private static float[] logits(Architecture architecture, StateDict network, Examples images) {
        float[][] result = new float[1][];
        new PopulationPredictor(architecture).predict(1, g -> network, images, (g, values) -> result[0] = values);
        return result[0];
    }

    private static double error(
            LayerRegression regression, StateDict network, List<StateDict> members, Examples images) {
        float[] own = logits(NARROW, network, images);
        double sum = 0;
        List<float[]> all =
                members.stream().map(each -> logits(NARROW, each, images)).toList();
        for (int i = 0; i < own.length; i++) {
            double mean = 0;
            for (float[] each : all) {
                mean += each[i] / (double) all.size();
            }
            sum += (own[i] - mean) * (own[i] - mean);
        }
        assertTrue(regression.images() > 0);
        return sum;
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp-4-8-6-3", "mlp-4-8-3-ln", "conv-2", "resnet-20-width2"})
    void aMemberComputesWhatItIsAndStays(String id) {
        Architecture architecture = Architectures.parse(id);
        List<StateDict> members = members(architecture, 3);
        LayerRegression regression = regression(architecture, members, images(architecture, 8), 0.01);
        StateDict fitted = fit(regression, members.get(1), null, 0, 1, 0);
        Layout layout = architecture.layout();
        float[] given = members.get(1).toArray();
        float[] found = fitted.toArray();
        for (int e = 0; e < layout.entries().size(); e++) {
            for (int d = layout.offset(e); d < layout.offset(e + 1); d++) {
                if (layout.entry(e).kind().isLearnable()) {
                    assertEquals(given[d], found[d], layout.entry(e).name() + " " + (d - layout.offset(e)));
                }
            }
        }
    }

    @Test
    void unitsEnoughForTheImagesComputeTheMeanOfTheLogits() {
        Architecture wide = Architectures.parse("mlp-4-64-3");
        List<StateDict> members = members(wide, 2);
        Examples images = images(wide, 20);
        LayerRegression regression = regression(wide, members, images, 1e-7);
        StateDict plain = combination(members, 0.3, 0.7);
        float[] fitted = logits(wide, fit(regression, plain, null, 0.3, 0.7), images);
        float[] before = logits(wide, plain, images);
        float[] first = logits(wide, members.get(0), images);
        float[] second = logits(wide, members.get(1), images);
        double away = 0;
        for (int i = 0; i < fitted.length; i++) {
            double target = 0.3 * first[i] + 0.7 * second[i];
            assertEquals(target, fitted[i], 2e-3, "logit " + i);
            away = Math.max(away, Math.abs(target - before[i]));
        }
        assertTrue(away > 0.02, "the plain combination was as good: " + away);
    }

    @Test
    void noOtherLastLayerIsNearer() {
        List<StateDict> members = members(NARROW, 2);
        Examples images = images(NARROW, 200);
        LayerRegression regression = regression(NARROW, members, images, 1e-6);
        StateDict fitted = fit(regression, combination(members, 0.5, 0.5), null, 0.5, 0.5);
        double least = error(regression, fitted, members, images);
        assertTrue(least > 1e-3, "nothing is left to be optimal about: " + least);
        SplittableRandom random = new Seed(73).random();
        Layout layout = NARROW.layout();
        for (int trial = 0; trial < 50; trial++) {
            float[] other = fitted.toArray();
            for (String name : List.of("fc2.weight", "fc2.bias")) {
                int e = layout.indexOf(name);
                for (int d = layout.offset(e); d < layout.offset(e + 1); d++) {
                    other[d] += (float) (0.01 * random.nextGaussian());
                }
            }
            assertTrue(error(regression, StateDict.of(layout, other), members, images) > least, "trial " + trial);
        }
    }

    @Test
    void theFirstLayerIsExactAndStays() {
        List<StateDict> members = members(NARROW, 2);
        LayerRegression regression = regression(NARROW, members, images(NARROW, 50), 0.01);
        StateDict plain = combination(members, 0.5, 0.5);
        StateDict fitted = fit(regression, plain, null, 0.5, 0.5);
        assertEquals(plain.entry("fc1.weight"), fitted.entry("fc1.weight"));
        assertTrue(!plain.entry("fc2.weight").equals(fitted.entry("fc2.weight")));
    }

    @Test
    void aStrongRidgeHoldsThePlainCombination() {
        List<StateDict> members = members(NARROW, 2);
        StateDict plain = combination(members, 0.5, 0.5);
        StateDict fitted = fit(regression(NARROW, members, images(NARROW, 50), 1e6), plain, null, 0.5, 0.5);
        for (int d = 0; d < plain.toArray().length; d++) {
            assertEquals(plain.toArray()[d], fitted.toArray()[d], 1e-5);
        }
    }

    @Test
    void maskedRowsAreFittedOnWhatTheyKeep() {
        Layout layout = NARROW.layout();
        BitSet bits = new BitSet();
        bits.set(0, layout.size());
        int e = layout.indexOf("fc2.weight");
        for (int pruned : new int[] {0, 5, 9, 12, 20}) {
            bits.clear(layout.offset(e) + pruned);
        }
        Mask mask = Mask.of(layout, bits);
        List<StateDict> members = members(NARROW, 2).stream().map(mask::apply).toList();
        Examples images = images(NARROW, 200);
        LayerRegression regression = regression(NARROW, members, images, 1e-6);
        StateDict plain = combination(members, 0.5, 0.5);
        StateDict fitted = fit(regression, plain, mask, 0.5, 0.5);
        double least = error(regression, fitted, members, images);
        assertTrue(least < error(regression, plain, members, images));
        SplittableRandom random = new Seed(74).random();
        for (int d = 0; d < layout.size(); d++) {
            assertTrue(mask.keeps(d) || fitted.toArray()[d] == 0, "value " + d);
        }
        for (int trial = 0; trial < 50; trial++) {
            float[] other = fitted.toArray();
            for (int d = layout.offset(e); d < layout.offset(e + 1); d++) {
                other[d] += mask.keeps(d) ? (float) (0.01 * random.nextGaussian()) : 0;
            }
            assertTrue(error(regression, StateDict.of(layout, other), members, images) > least, "trial " + trial);
        }
    }

    @Test
    void bothSolutionsAgreeWhereAlmostNothingIsPruned() {
        Layout layout = NARROW.layout();
        BitSet bits = new BitSet();
        bits.set(0, layout.size());
        List<StateDict> members = new ArrayList<>();
        int column = layout.offset(layout.indexOf("fc2.weight")) + 7;
        for (StateDict each : members(NARROW, 2)) {
            float[] flat = each.toArray();
            for (int row = 0; row < 4; row++) {
                flat[4 * 7 + row] = 0;
            }
            // Unit 7 is off in all members, so pruning what it feeds costs the rows nothing.
            flat[layout.offset(layout.indexOf("fc1.bias")) + 7] = -1;
            flat[column] = 0;
            members.add(StateDict.of(layout, flat));
        }
        bits.clear(column);
        Examples images = images(NARROW, 100);
        LayerRegression regression = regression(NARROW, members, images, 0.01);
        StateDict plain = combination(members, 0.5, 0.5);
        float[] dense = fit(regression, plain, null, 0.5, 0.5).toArray();
        float[] masked = fit(regression, plain, Mask.of(layout, bits), 0.5, 0.5).toArray();
        for (int d = 0; d < dense.length; d++) {
            assertEquals(dense[d], masked[d], 1e-4, "value " + d);
        }
    }

    @Test
    void combinationsOfTrainedNetworksComeNearerToTheirEnsemble() {
        Examples flowers = TestZoo.flowers(1);
        List<StateDict> members = TestZoo.trained(TestZoo.MLP, flowers, 4);
        LayerRegression regression =
                LayerRegression.of(TestZoo.MLP, 4, members::get, flowers, RegressionConfig.defaults(), new Seed(1));
        StateDict plain = combination(members, 0.25, 0.25, 0.25, 0.25);
        Examples unseen = TestZoo.flowers(2);
        double before = error(regression, plain, members, unseen);
        double after = error(regression, fit(regression, plain, null, 0.25, 0.25, 0.25, 0.25), members, unseen);
        assertTrue(after < 0.5 * before, before + " became " + after);
    }

    @Test
    void refusesWeightsOfOtherMembers() {
        List<StateDict> members = members(NARROW, 2);
        LayerRegression regression = regression(NARROW, members, images(NARROW, 5), 0.01);
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> fit(regression, members.get(0), null, 1));
        assertTrue(failure.getMessage().contains("1 weights"), failure.getMessage());
    }
}
