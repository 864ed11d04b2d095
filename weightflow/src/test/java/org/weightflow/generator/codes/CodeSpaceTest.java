package org.weightflow.generator.codes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.canon.pca.Retain;
import org.weightflow.generator.TestZoo;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

class CodeSpaceTest {
    private static final List<StateDict> ZOO = TestZoo.random(12, 1);
    private static final LayoutPart WEIGHTS = CodeSpace.coded(TestZoo.MLP.layout(), false);
    private static final CodeSpace.Fit ALL = CodeSpace.fit(ZOO, Retain.all(), WEIGHTS);
    /** float32 weights and basis of order 1. */
    private static final double ROUNDING = 1e-5;

    @Test
    void trainingMembersComeBackFromTheirCodes() {
        assertEquals(11, ALL.space().dimensions());
        for (int i = 0; i < ZOO.size(); i++) {
            assertArrayEquals(
                    ZOO.get(i).toArray(), ALL.space().decode(ALL.codes()[i]).toArray(), (float) ROUNDING);
            assertArrayEquals(ALL.codes()[i], ALL.space().encode(ZOO.get(i)), ROUNDING);
            assertEquals(1, ALL.space().reconstructedShare(ZOO.get(i)), ROUNDING);
        }
        assertEquals(1, ALL.capturedVariance(), 1e-12);
    }

    @Test
    void codesHaveMeanZeroAndVarianceOne() {
        for (int j = 0; j < 11; j++) {
            double sum = 0;
            double squares = 0;
            for (double[] code : ALL.codes()) {
                sum += code[j];
                squares += code[j] * code[j];
            }
            assertEquals(0, sum, 1e-9);
            assertEquals(1, squares / 11, 1e-9, "divisor N - 1");
        }
    }

    @Test
    void codesUndoneAreDistancesInWeights() {
        double weights = 0;
        float[] a = ZOO.get(2).toArray();
        float[] b = ZOO.get(7).toArray();
        for (int d = 0; d < a.length; d++) {
            weights += Math.pow(a[d] - b[d], 2);
        }
        double codes = 0;
        for (int j = 0; j < 11; j++) {
            codes += Math.pow(
                    (ALL.codes()[2][j] - ALL.codes()[7][j]) * ALL.space().scale()[j], 2);
        }
        assertEquals(weights, codes, ROUNDING * weights);
    }

    @Test
    void fewerComponentsKeepTheLargest() {
        CodeSpace.Fit three = CodeSpace.fit(ZOO, Retain.count(3), WEIGHTS);
        assertEquals(3, three.space().dimensions());
        assertArrayEquals(
                new double[] {ALL.eigenvalues()[0], ALL.eigenvalues()[1], ALL.eigenvalues()[2]},
                three.eigenvalues(),
                1e-9);
        double share = (ALL.eigenvalues()[0] + ALL.eigenvalues()[1] + ALL.eigenvalues()[2]) / ALL.totalVariance();
        assertEquals(share, three.capturedVariance(), 1e-9);
        CodeSpace.Fit most = CodeSpace.fit(ZOO, Retain.variance(0.8), WEIGHTS);
        assertTrue(most.capturedVariance() >= 0.8 && most.space().dimensions() < 11);
    }

    @Test
    void directionsWithoutSpreadAreDropped() {
        List<StateDict> twice = new ArrayList<>(ZOO.subList(0, 4));
        twice.addAll(ZOO.subList(0, 4));
        CodeSpace.Fit fit = CodeSpace.fit(twice, Retain.all(), WEIGHTS);
        assertEquals(3, fit.space().dimensions());
        assertEquals(3, fit.codes()[0].length);
    }

    @Test
    void aNetworkOutsideTheBasisKeepsOnlyItsShare() {
        StateDict other = TestZoo.random(1, 99).get(0);
        double share = ALL.space().reconstructedShare(other);
        assertTrue(share > 0 && share < 0.6, () -> "11 of 67 directions cannot hold " + share);
        // What the basis lost is the distance to the network that comes back.
        float[] mean = ALL.space().mean();
        float[] back = ALL.space().decode(ALL.space().encode(other)).toArray();
        float[] flat = other.toArray();
        double lost = 0;
        double all = 0;
        for (int d = 0; d < flat.length; d++) {
            lost += Math.pow(flat[d] - back[d], 2);
            all += Math.pow(flat[d] - mean[d], 2);
        }
        assertEquals(1 - lost / all, share, ROUNDING);
    }

    @Test
    void theBasisCanBeTakenApartAndPutTogether() {
        CodeSpace space = ALL.space();
        float[][] components = new float[11][];
        for (int j = 0; j < 11; j++) {
            components[j] = space.component(j);
        }
        CodeSpace again = CodeSpace.of(WEIGHTS, space.mean(), components, space.scale());
        assertTrue(space.decode(ALL.codes()[3]).sameBits(again.decode(ALL.codes()[3])));
        components[4] = new float[5];
        assertThrows(
                IllegalArgumentException.class, () -> CodeSpace.of(WEIGHTS, space.mean(), components, space.scale()));
    }

    @Test
    void stateHasNoPartInCodes() {
        Layout layout = TestZoo.NORMALISED.layout();
        LayoutPart learnable = CodeSpace.coded(layout, false);
        assertEquals(layout.learnableSize(), learnable.layout().size());
        List<StateDict> zoo = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            zoo.add(Initialisation.NORMAL.draw(layout, new Seed(i)));
        }
        List<StateDict> garbled = TestZoo.garbled(zoo);
        CodeSpace.Fit clean = CodeSpace.fit(zoo, Retain.all(), learnable);
        CodeSpace.Fit found = CodeSpace.fit(garbled, Retain.all(), learnable);
        assertArrayEquals(clean.codes(), found.codes());
        assertArrayEquals(clean.eigenvalues(), found.eigenvalues());
        assertEquals(clean.totalVariance(), found.totalVariance());
        assertArrayEquals(clean.space().encode(zoo.get(2)), found.space().encode(garbled.get(2)));
        assertEquals(1, found.space().reconstructedShare(garbled.get(2)), ROUNDING);
        // What is not coded is the members' mean in every network that is decoded, counters as whole numbers.
        StateDict decoded = found.space().decode(found.codes()[2]);
        assertArrayEquals(
                learnable.of(zoo.get(2)).toArray(), learnable.of(decoded).toArray(), (float) ROUNDING);
        for (String entry : List.of("bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked")) {
            double mean = garbled.stream()
                    .mapToDouble(member -> member.entry(entry).get(0))
                    .average()
                    .orElseThrow();
            assertEquals(
                    entry.contains("num") ? Math.rint(mean) : mean,
                    decoded.entry(entry).get(0),
                    ROUNDING * 50);
        }
    }

    @Test
    void learntStatisticsComeBackFromCodesButCountersDoNot() {
        Layout layout = TestZoo.NORMALISED.layout();
        LayoutPart coded = CodeSpace.coded(layout, true);
        assertEquals(layout.size() - 1, coded.layout().size());
        List<StateDict> zoo = TestZoo.garbled(Collections.nCopies(6, Initialisation.NORMAL.draw(layout, new Seed(1))));
        CodeSpace.Fit fit = CodeSpace.fit(zoo, Retain.all(), coded);
        for (int i = 0; i < 6; i++) {
            StateDict decoded = fit.space().decode(fit.codes()[i]);
            assertArrayEquals(coded.of(zoo.get(i)).toArray(), coded.of(decoded).toArray(), (float) ROUNDING * 50);
        }
    }

    @Test
    void valuesThatAreNotFiniteAreNamed() {
        double[] far = new double[11];
        far[0] = 1e60;
        var e = assertThrows(ArithmeticException.class, () -> ALL.space().decode(far));
        assertTrue(e.getMessage().contains("fc1.weight: value 0"), e::getMessage);
    }

    @Test
    void equalMembersAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> CodeSpace.fit(List.of(ZOO.get(0), ZOO.get(0)), Retain.all(), WEIGHTS));
        assertThrows(IllegalArgumentException.class, () -> CodeSpace.fit(ZOO.subList(0, 1), Retain.all(), WEIGHTS));
    }
}
