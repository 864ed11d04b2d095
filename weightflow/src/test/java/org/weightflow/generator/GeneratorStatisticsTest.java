package org.weightflow.generator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.canon.matching.Members;
import org.weightflow.generator.flow.CheckpointChoice;
import org.weightflow.generator.flow.FlowListener;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.prediction.NetworkAccuracy;

/** Networks with batch normalisation: what is learnt of them, and where their statistics come from. */
class GeneratorStatisticsTest {
    private static final List<StateDict> TRAINED = TestZoo.trained(TestZoo.NORMALISED, TestZoo.flowers(1), 20);
    private static final BatchNormEstimation STATISTICS = TestZoo.statistics(120);
    private static final Generator GENERATOR = fit(TestZoo.garbled(TRAINED), TestZoo.quick());
    private static final Seed SEED = new Seed(8);

    @TempDir
    private Path folder;

    @Test
    void theStateOfTheMembersTouchesNoSample() {
        Generator clean = fit(TRAINED, TestZoo.quick());
        assertTrue(GENERATOR.field().sameBits(clean.field()));
        assertArrayEquals(clean.trainingCodes(), GENERATOR.trainingCodes());
        assertArrayEquals(clean.heldOutCodes(), GENERATOR.heldOutCodes());
        assertEquals(clean.facts().heldOutReconstruction(), GENERATOR.facts().heldOutReconstruction());
        assertEquals(clean.facts().totalVariance(), GENERATOR.facts().totalVariance());
        List<StateDict> expected = sample(clean.withStatistics(STATISTICS), 3);
        List<StateDict> found = sample(GENERATOR.withStatistics(STATISTICS), 3);
        for (int i = 0; i < 3; i++) {
            assertTrue(expected.get(i).sameBits(found.get(i)));
        }
    }

    @Test
    void samplesWorkWithStatisticsOfTheirOwnOnly() {
        List<Sample> samples = GENERATOR
                .withStatistics(STATISTICS)
                .sample(32, SEED, SampleConfig.defaults())
                .toList();
        List<StateDict> complete = samples.stream().map(Sample::weights).toList();
        List<StateDict> decoded = samples.stream()
                .map(sample -> GENERATOR.space().decode(sample.code()))
                .toList();
        assertTrue(accuracy(complete) > 0.85, () -> "estimated: " + accuracy(complete));
        assertTrue(accuracy(decoded) < 0.6, () -> "the zoo's garbage: " + accuracy(decoded));
        LayoutPart learnable = LayoutPart.learnable(TestZoo.NORMALISED.layout());
        for (int i = 0; i < samples.size(); i++) {
            assertTrue(learnable.of(complete.get(i)).sameBits(learnable.of(decoded.get(i))));
        }
        // One batch of 120 images.
        assertEquals(1, complete.get(0).entry("bn1.num_batches_tracked").get(0));
    }

    @Test
    void aSampleDoesNotDependOnHowManyAreAskedFor() {
        Generator generator = GENERATOR.withStatistics(STATISTICS);
        List<StateDict> many = sample(generator, 70);
        assertTrue(many.get(0).sameBits(sample(generator, 1).get(0)));
        List<Sample> later =
                generator.sample(33, 66, SEED, SampleConfig.defaults()).toList();
        for (int i = 33; i < 66; i++) {
            assertTrue(many.get(i).sameBits(later.get(i - 33).weights()), "sample " + i);
        }
    }

    @Test
    void networksWithoutStatisticsAreNotHandedOut() {
        assertTrue(GENERATOR.lacksStatistics());
        var e = assertThrows(IllegalStateException.class, () -> GENERATOR.sample(1, SEED, SampleConfig.defaults()));
        assertEquals(
                "sampled networks mlp-4-8-3-bn lack the running statistics of their batch normalisation; "
                        + "give training images to the generator before it samples",
                e.getMessage());
        ZooSource zoo = ZooSource.of(TestZoo.NORMALISED, Members.of(TRAINED));
        var scored = assertThrows(
                IllegalArgumentException.class,
                () -> Generator.fit(zoo, TestZoo.quick(), SEED, networks -> 1, FlowListener.SILENT));
        assertTrue(scored.getMessage().contains("before samples are judged"), scored::getMessage);
    }

    @Test
    void checkpointsAreJudgedByNetworksWithStatistics() {
        List<Float> batches = new ArrayList<>();
        Generator generator = Generator.fit(
                ZooSource.of(TestZoo.NORMALISED, Members.of(TestZoo.garbled(TRAINED)))
                        .withStatistics(STATISTICS),
                TestZoo.quick().withChoice(CheckpointChoice.accuracy(0.9, 0)),
                new Seed(5),
                networks -> {
                    networks.forEach(network ->
                            batches.add(network.entry("bn1.num_batches_tracked").get(0)));
                    return accuracy(networks);
                },
                FlowListener.SILENT);
        assertEquals(List.of(1f), batches.stream().distinct().toList());
        assertFalse(generator.lacksStatistics());
        assertTrue(sample(generator, 1).get(0).sameBits(sample(generator, 2).get(0)));
    }

    @Test
    void learntStatisticsAreSampledLikeWeights() {
        Generator learnt = fit(TRAINED, TestZoo.quick().withLearnStatistics(true));
        assertFalse(learnt.lacksStatistics());
        assertEquals(
                16,
                learnt.space().coded().layout().size()
                        - GENERATOR.space().coded().layout().size());
        List<StateDict> samples = sample(learnt, 32);
        assertTrue(accuracy(samples) > 0.85, () -> "learnt: " + accuracy(samples));
        assertFalse(
                samples.get(0).entry("bn1.running_mean").equals(samples.get(1).entry("bn1.running_mean")));
        // 10 epochs of 10 batches each: the counter of every member.
        assertEquals(100, samples.get(0).entry("bn1.num_batches_tracked").get(0));
        assertEquals(
                1,
                sample(learnt.withStatistics(STATISTICS), 1)
                        .get(0)
                        .entry("bn1.num_batches_tracked")
                        .get(0));
    }

    @Test
    void learntVariancesAreNeverNegative() {
        Generator learnt = fit(TRAINED, TestZoo.quick().withLearnStatistics(true));
        int zeros = 0;
        for (Sample sample : learnt.sample(40, SEED, SampleConfig.defaults().withTemperature(30))
                .toList()) {
            for (int unit = 0; unit < 8; unit++) {
                float variance = sample.weights().entry("bn1.running_var").get(unit);
                assertTrue(variance >= 0);
                zeros += variance == 0 ? 1 : 0;
            }
        }
        assertTrue(zeros > 0, "none would have been negative");
    }

    @Test
    void aGeneratorOnDiskKnowsWhetherItsStatisticsAreLearnt() throws IOException {
        GENERATOR.save(folder.resolve("estimated"));
        Generator estimated = Generator.load(folder.resolve("estimated"));
        assertTrue(estimated.lacksStatistics());
        assertEquals(GENERATOR.checksum(), estimated.checksum());
        assertFalse(Files.readString(folder.resolve("estimated/generator.json")).contains("learnStatistics"));
        assertTrue(sample(estimated.withStatistics(STATISTICS), 1)
                .get(0)
                .sameBits(sample(GENERATOR.withStatistics(STATISTICS), 1).get(0)));
        Generator learnt = fit(TRAINED, TestZoo.quick().withLearnStatistics(true));
        learnt.save(folder.resolve("learnt"));
        Generator loaded = Generator.load(folder.resolve("learnt"));
        assertFalse(loaded.lacksStatistics());
        assertEquals(learnt.facts(), loaded.facts());
        assertTrue(sample(learnt, 1).get(0).sameBits(sample(loaded, 1).get(0)));
    }

    @Test
    void architecturesWithoutStatisticsNeedNone() {
        Generator plain = Generator.fit(TestZoo.dense(12, 1), TestZoo.quick(), new Seed(5));
        Generator given =
                plain.withStatistics(BatchNormEstimation.of(TestZoo.MLP, TestZoo.flowers(1), 50, new Seed(6)));
        assertTrue(given.statistics().isEmpty());
        assertTrue(sample(plain, 1).get(0).sameBits(sample(given, 1).get(0)));
        assertSame(STATISTICS, GENERATOR.withStatistics(STATISTICS).statistics().orElseThrow());
    }

    private static Generator fit(List<StateDict> members, GeneratorConfig config) {
        return Generator.fit(ZooSource.of(TestZoo.NORMALISED, Members.of(members)), config, new Seed(5));
    }

    private static List<StateDict> sample(Generator generator, int count) {
        return generator
                .sample(count, SEED, SampleConfig.defaults())
                .map(Sample::weights)
                .toList();
    }

    private static double accuracy(List<StateDict> networks) {
        return Arrays.stream(new NetworkAccuracy(TestZoo.NORMALISED, TestZoo.flowers(2)).of(networks))
                .average()
                .orElseThrow();
    }
}
