package org.weightflow.generator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.canon.matching.Members;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.regression.LayerRegression;
import org.weightflow.generator.regression.RegressionConfig;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/** Anchors, noise outside the hull, and fitted layers. */
class SamplingTest {
    private static final List<StateDict> MEMBERS = TestZoo.random(20, 1);
    private static final Generator GENERATOR =
            Generator.fit(ZooSource.of(TestZoo.MLP, Members.of(MEMBERS)), TestZoo.quick(), new Seed(5));
    private static final Seed SEED = new Seed(8);

    @Test
    void memberWeightsReproduceTheCode() {
        double[][] codes = GENERATOR.trainingCodes();
        MemberWeights members = new MemberWeights(codes);
        double[] code = GENERATOR
                .sample(1, SEED, SampleConfig.defaults())
                .findFirst()
                .orElseThrow()
                .code();
        double[] weights = members.of(code);
        assertEquals(1, Arrays.stream(weights).sum(), 1e-9);
        double[] back = new double[code.length];
        for (int i = 0; i < weights.length; i++) {
            for (int d = 0; d < back.length; d++) {
                back[d] += weights[i] * codes[i][d];
            }
        }
        assertArrayEquals(code, back, 1e-8);
        assertEquals(1, members.of(codes[3])[3], 1e-6);
    }

    @Test
    void anAnchorOfOneCopiesMembersAndLessLiesBetween() {
        double[][] codes = GENERATOR.trainingCodes();
        List<Sample> plain = GENERATOR.sample(40, SEED, SampleConfig.defaults()).toList();
        List<Sample> copies = GENERATOR
                .sample(40, SEED, SampleConfig.defaults().withAnchor(1))
                .toList();
        List<Sample> between = GENERATOR
                .sample(40, SEED, SampleConfig.defaults().withAnchor(0.25))
                .toList();
        long different = 0;
        for (int i = 0; i < 40; i++) {
            double[] copy = copies.get(i).code();
            assertTrue(Arrays.stream(codes).anyMatch(code -> Arrays.equals(code, copy)), "sample " + i);
            different += Arrays.equals(copy, copies.get(0).code()) ? 0 : 1;
            for (int d = 0; d < copy.length; d++) {
                assertEquals(
                        0.75 * plain.get(i).code()[d] + 0.25 * copy[d],
                        between.get(i).code()[d],
                        1e-12);
            }
        }
        assertTrue(different > 20, "samples have one anchor in common");
    }

    @Test
    void noiseOutsideTheHullHasTheMembersSpread() {
        SampleConfig config = SampleConfig.defaults().withHull(0.36);
        List<Sample> inside =
                GENERATOR.sample(400, SEED, SampleConfig.defaults()).toList();
        List<Sample> samples = GENERATOR.sample(400, SEED, config).toList();
        float[] deviations = GENERATOR.space().deviations();
        int size = deviations.length;
        double[] squares = new double[size];
        for (int i = 0; i < 400; i++) {
            double[] code = samples.get(i).code();
            for (int d = 0; d < code.length; d++) {
                assertEquals(0.6 * inside.get(i).code()[d], code[d], 1e-12);
            }
            float[] centre = GENERATOR.space().decode(code).toArray();
            for (int v = 0; v < size; v++) {
                double outside = samples.get(i).weights().toArray()[v] - centre[v];
                squares[v] += outside * outside / 400;
            }
        }
        double ratio = 0;
        for (int v = 0; v < size; v++) {
            ratio += deviations[v] == 0 ? 0.64 / size : squares[v] / (deviations[v] * deviations[v]) / size;
        }
        assertEquals(0.64, ratio, 0.02);
    }

    @Test
    void deviationsAreThoseOfTheMembers() {
        float[] deviations = GENERATOR.space().deviations();
        List<Integer> heldOut = GENERATOR.facts().heldOutMembers();
        for (int v = 0; v < deviations.length; v++) {
            double sum = 0;
            double squares = 0;
            int n = 0;
            for (int m = 0; m < MEMBERS.size(); m++) {
                if (!heldOut.contains(m)) {
                    double value = MEMBERS.get(m).toArray()[v];
                    sum += value;
                    squares += value * value;
                    n++;
                }
            }
            assertEquals(
                    Math.sqrt(Math.max(0, (squares - sum * sum / n) / (n - 1))), deviations[v], 1e-5, "value " + v);
        }
    }

    @Test
    void fittedLayersNeedImages() {
        SampleConfig config = SampleConfig.defaults().withRegression(RegressionConfig.defaults());
        IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> GENERATOR.sample(1, SEED, config).toList());
        assertTrue(failure.getMessage().contains("training images"), failure.getMessage());
        assertFalse(GENERATOR.canWrite(config));
        assertTrue(GENERATOR.canWrite(SampleConfig.defaults()));
    }

    @Test
    void layersAreFittedToTheMembersThatTheCodeCombines() {
        Examples flowers = TestZoo.flowers(1);
        RegressionConfig regression = new RegressionConfig(100, 90, 0.01);
        List<Sample> plain = GENERATOR.sample(40, SEED, SampleConfig.defaults()).toList();
        List<Sample> fitted = GENERATOR
                .withCalibration(flowers)
                .sample(40, SEED, SampleConfig.defaults().withRegression(regression))
                .toList();
        double[][] codes = GENERATOR.trainingCodes();
        LayerRegression own = LayerRegression.of(
                TestZoo.MLP,
                codes.length,
                member -> GENERATOR.space().decode(codes[member]),
                flowers,
                regression,
                new Seed(5).child("regression"));
        MemberWeights members = new MemberWeights(codes);
        List<StateDict> expected = own.fit(
                plain.stream().map(Sample::weights).toList(),
                plain.stream().map(Sample::code).map(members::of).toList(),
                Collections.nCopies(40, null),
                true);
        for (int i = 0; i < 40; i++) {
            assertTrue(expected.get(i).sameBits(fitted.get(i).weights()), "sample " + i);
            assertFalse(plain.get(i).weights().sameBits(fitted.get(i).weights()), "sample " + i);
        }
    }
}
