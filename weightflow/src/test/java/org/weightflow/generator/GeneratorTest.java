package org.weightflow.generator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.canon.matching.Members;
import org.weightflow.generator.flow.CheckpointChoice;
import org.weightflow.generator.flow.CurveRow;
import org.weightflow.generator.flow.FlowListener;
import org.weightflow.generator.ode.OdeSolver;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

class GeneratorTest {
    private static final Generator DENSE = Generator.fit(TestZoo.dense(20, 1), TestZoo.quick(), new Seed(5));
    private static final Seed SEED = new Seed(8);

    @Test
    void anUntrainedFlowSamplesTheGaussianOfTheCodes() {
        GeneratorConfig untrained = TestZoo.quick()
                .withFlow(TestZoo.quick().flow().toBuilder().steps(0).build());
        Generator generator = Generator.fit(TestZoo.dense(20, 1), untrained, new Seed(5));
        Sample sample = generator
                .sample(41, SEED, SampleConfig.defaults())
                .skip(40)
                .findFirst()
                .orElseThrow();
        SplittableRandom noise = SEED.child("sample").child(40).random();
        double[] expected = new double[generator.space().dimensions()];
        for (int d = 0; d < expected.length; d++) {
            expected[d] = noise.nextGaussian();
        }
        assertArrayEquals(expected, sample.code());
        assertTrue(generator.space().decode(expected).sameBits(sample.weights()));
        assertNull(sample.mask());
    }

    @ParameterizedTest
    @ValueSource(strings = {"euler-10", "rk4-5", "dormand-prince-1e-4"})
    void aSampleDoesNotDependOnHowManyAreAskedFor(String solver) {
        SampleConfig config = SampleConfig.defaults().withSolver(OdeSolver.parse(solver));
        List<Sample> many = DENSE.sample(70, SEED, config).toList();
        assertTrue(many.get(0)
                .weights()
                .sameBits(
                        DENSE.sample(1, SEED, config).findFirst().orElseThrow().weights()));
        List<Sample> later = DENSE.sample(33, 70, SEED, config).toList();
        for (int i = 33; i < 70; i++) {
            assertTrue(many.get(i).weights().sameBits(later.get(i - 33).weights()), "sample " + i);
        }
        assertEquals(70, many.stream().map(s -> s.code()[0]).distinct().count());
        assertFalse(many.get(0)
                .weights()
                .sameBits(DENSE.sample(1, new Seed(9), config)
                        .findFirst()
                        .orElseThrow()
                        .weights()));
    }

    @Test
    void samplesOfDifferentGroupsComeFromTheirOwnSeeds() {
        SampleConfig config = SampleConfig.defaults().withSolver(OdeSolver.parse("euler-2"));
        List<Sample> many = DENSE.sample(250, 262, SEED, config).toList();
        for (int i = 254; i < 258; i++) {
            assertTrue(many.get(i - 250)
                    .weights()
                    .sameBits(DENSE.sample(i, i + 1, SEED, config)
                            .findFirst()
                            .orElseThrow()
                            .weights()));
        }
        assertEquals(12, many.stream().map(s -> s.code()[0]).distinct().count());
    }

    @Test
    void samplesCanBeAskedForInParallel() {
        SampleConfig config = SampleConfig.defaults().withSolver(OdeSolver.parse("euler-2"));
        List<Sample> serial = DENSE.sample(70, SEED, config).toList();
        List<Sample> parallel = DENSE.sample(70, SEED, config).parallel().toList();
        for (int i = 0; i < 70; i++) {
            assertTrue(serial.get(i).weights().sameBits(parallel.get(i).weights()));
        }
    }

    @Test
    void temperatureZeroGivesOneNetworkOverAndOver() {
        SampleConfig cold = SampleConfig.defaults().withTemperature(0);
        List<Sample> samples = DENSE.sample(40, SEED, cold).toList();
        for (Sample sample : samples) {
            assertTrue(samples.get(0).weights().sameBits(sample.weights()));
        }
        assertTrue(spread(SampleConfig.defaults())
                > 2 * spread(SampleConfig.defaults().withTemperature(0.3)));
    }

    @Test
    void theSameSeedGivesTheSameGenerator() {
        Generator again = Generator.fit(TestZoo.dense(20, 1), TestZoo.quick(), new Seed(5));
        assertEquals(DENSE.facts(), again.facts());
        assertEquals(DENSE.checksum(), again.checksum());
        assertTrue(DENSE.field().sameBits(again.field()));
        Generator other = Generator.fit(TestZoo.dense(20, 1), TestZoo.quick(), new Seed(6));
        assertFalse(DENSE.field().sameBits(other.field()));
    }

    @Test
    void heldOutMembersTouchNeitherBasisNorFlow() {
        List<Integer> heldOut = DENSE.facts().heldOutMembers();
        assertEquals(4, heldOut.size());
        List<StateDict> swapped = new ArrayList<>(TestZoo.random(20, 1));
        List<StateDict> strangers = TestZoo.random(20, 77);
        heldOut.forEach(m -> swapped.set(m, strangers.get(m)));
        Generator other = Generator.fit(ZooSource.of(TestZoo.MLP, Members.of(swapped)), TestZoo.quick(), new Seed(5));
        assertTrue(DENSE.field().sameBits(other.field()));
        assertArrayEquals(DENSE.space().mean(), other.space().mean());
        assertArrayEquals(DENSE.space().component(3), other.space().component(3));
        assertFalse(DENSE.facts().heldOutReconstruction().equals(other.facts().heldOutReconstruction()));
        double held = DENSE.facts().heldOutReconstruction();
        assertTrue(held > 0 && held < 0.6, () -> "15 of 67 directions hold " + held);
    }

    @Test
    void heldOutMasksTouchNoSample() {
        // Member 0 alone keeps other counts; fits that hold it out never draw them.
        List<int[]> kept = new ArrayList<>(java.util.Collections.nCopies(10, new int[] {9, 5}));
        kept.set(0, new int[] {31, 23});
        boolean held = false;
        for (int s = 0; s < 8; s++) {
            Generator generator = Generator.fit(TestZoo.sparse(kept, false, 2), TestZoo.quick(), new Seed(s));
            boolean out = generator.facts().heldOutMembers().contains(0);
            held |= out;
            assertEquals(out ? 1 : 8, generator.facts().keptCounts().size());
        }
        assertTrue(held);
    }

    @Test
    void sparseZoosGiveExactlyTheCountsOfAMember() {
        List<int[]> kept = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            kept.add(i % 2 == 0 ? new int[] {9, 5} : new int[] {12, 4});
        }
        Generator generator = Generator.fit(TestZoo.sparse(kept, false, 2), TestZoo.quick(), new Seed(3));
        Layout layout = TestZoo.MLP.layout();
        Set<List<Integer>> met = new HashSet<>();
        for (Sample sample : generator.sample(20, SEED, SampleConfig.defaults()).toList()) {
            met.add(List.of(sample.mask().kept(0), sample.mask().kept(2)));
            float[] flat = sample.weights().toArray();
            for (int i = 0; i < layout.size(); i++) {
                if (!sample.mask().keeps(i)) {
                    assertEquals(0, Float.floatToRawIntBits(flat[i]), "a pruned value is exactly +0");
                }
            }
        }
        assertEquals(Set.of(List.of(9, 5), List.of(12, 4)), met);
    }

    @Test
    void siblingsGiveTheirOwnMask() {
        ZooSource zoo = TestZoo.sparse(java.util.Collections.nCopies(10, new int[] {9, 5}), true, 2);
        Mask shared = zoo.members().mask(0).orElseThrow();
        Generator generator = Generator.fit(zoo, TestZoo.quick(), new Seed(3));
        assertTrue(generator.facts().sharedMask());
        generator.sample(5, SEED, SampleConfig.defaults()).forEach(sample -> assertEquals(shared, sample.mask()));
    }

    @Test
    void theScorerSeesMaskedNetworksAndSteersTheChoice() {
        List<int[]> kept = java.util.Collections.nCopies(10, new int[] {9, 5});
        List<Integer> zeros = new ArrayList<>();
        Generator generator = Generator.fit(
                TestZoo.sparse(kept, false, 2),
                TestZoo.quick().withChoice(CheckpointChoice.accuracy(0.9, 0)),
                new Seed(3),
                networks -> {
                    float[] flat = networks.get(0).toArray();
                    zeros.add((int) IntStream.range(0, flat.length)
                            .filter(i -> flat[i] == 0)
                            .count());
                    return zeros.size() == 2 ? 0.95 : 0.5;
                },
                FlowListener.SILENT);
        // 42 pruned values, and 11 biases that no member ever moved.
        assertEquals(List.of(53, 53, 53, 53), zeros);
        assertEquals(10, generator.facts().chosenStep());
        assertEquals("accuracy-0.0", generator.facts().choice());
        assertTrue(generator.facts().reason().startsWith("the most novel"), generator.facts()::reason);
    }

    @Test
    void theListenerHearsEveryRowOfTheCurve() {
        List<CurveRow> heard = new ArrayList<>();
        Generator generator =
                Generator.fit(TestZoo.dense(20, 1), TestZoo.quick(), new Seed(5), null, (row, steps) -> heard.add(row));
        assertEquals(generator.curve(), heard);
        assertEquals(List.of(0, 10, 20, 30), heard.stream().map(CurveRow::step).toList());
    }

    @Test
    void eachMemberIsAskedForOnce() {
        List<StateDict> networks = TestZoo.random(10, 1);
        int[] asked = new int[10];
        Members counting = Members.of(10, i -> {
            asked[i]++;
            return networks.get(i);
        });
        Generator.fit(ZooSource.of(TestZoo.MLP, counting), TestZoo.quick(), new Seed(5));
        assertArrayEquals(new int[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, asked);
    }

    @Test
    void tooFewMembersAreRefused() {
        var e = assertThrows(
                IllegalArgumentException.class, () -> Generator.fit(TestZoo.dense(2, 1), TestZoo.quick(), new Seed(5)));
        assertTrue(e.getMessage().contains("training"), e::getMessage);
    }

    private static double spread(SampleConfig config) {
        return DENSE.sample(40, SEED, config)
                .mapToDouble(sample -> Math.abs(sample.code()[0]))
                .average()
                .orElseThrow();
    }
}
