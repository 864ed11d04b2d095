package org.weightflow.generator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.canon.matching.Members;
import org.weightflow.canon.pca.GramSolver;
import org.weightflow.canon.pca.Retain;
import org.weightflow.generator.codes.BasisConfig;
import org.weightflow.generator.codes.BasisConfig.Kind;
import org.weightflow.generator.codes.BasisConfig.Scope;
import org.weightflow.generator.codes.CodeSpace;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooManifest;
import org.weightflow.networks.zoo.ZooWriter;

/** Bases that are stored, and bases that are combined from the zoo on disk: the same networks come out of them. */
class BasisTest {
    private static final Seed SEED = new Seed(8);
    /** A float32 rounding of the basis, of the mean and of the sum, of weights of order 1. */
    private static final float ROUNDING = 2e-6f;

    private static final int COUNT = 3;

    @TempDir
    private Path temporary;

    @Test
    void aStoredAndAnImpliedBasisSampleTheSameNetworks() throws IOException {
        for (ZooSource members : List.of(
                TestZoo.dense(12, 1),
                TestZoo.sparse(Collections.nCopies(10, new int[] {9, 5}), true, 2),
                TestZoo.sparse(Collections.nCopies(10, new int[] {9, 5}), false, 2))) {
            Zoo zoo = onDisk(members);
            for (Scope scope : Scope.values()) {
                requireSameSamples(zoo, scope, null, false);
            }
        }
    }

    @Test
    void theyDoSoForNetworksWithBatchNormalisation() throws IOException {
        List<StateDict> trained = TestZoo.trained(TestZoo.NORMALISED, TestZoo.flowers(1), 12);
        ZooSource members = ZooSource.of(TestZoo.NORMALISED, Members.of(trained));
        Zoo zoo = onDisk(members);
        for (Scope scope : Scope.values()) {
            requireSameSamples(zoo, scope, TestZoo.statistics(120), false);
            requireSameSamples(zoo, scope, null, true);
        }
    }

    /** Fits twice, saves, loads and writes ensembles; the implied ones go to their files a stretch at a time where they can. */
    private void requireSameSamples(Zoo zoo, Scope scope, BatchNormEstimation statistics, boolean learn)
            throws IOException {
        List<List<StateDict>> samples = new ArrayList<>();
        for (Kind kind : List.of(Kind.STORED, Kind.IMPLIED)) {
            Path folder = fresh("generator");
            GeneratorConfig config = TestZoo.quick()
                    .withLearnStatistics(learn)
                    .withBasis(BasisConfig.defaults().withScope(scope).withKind(kind));
            Generator fitted = Generator.fit(ZooSource.of(zoo), config, new Seed(5));
            fitted.save(folder);
            Generator loaded = Generator.load(folder);
            assertEquals(fitted.facts(), loaded.facts());
            assertEquals(kind == Kind.IMPLIED, loaded.readsDisk());
            assertEquals(kind == Kind.STORED, Files.exists(folder.resolve("basis.safetensors")));
            if (statistics != null) {
                fitted = fitted.withStatistics(statistics);
                loaded = loaded.withStatistics(statistics);
            }
            Ensemble written = Ensemble.write(fresh("ensemble"), loaded, COUNT, SEED, SampleConfig.defaults());
            List<Sample> expected =
                    fitted.sample(COUNT, SEED, SampleConfig.defaults()).toList();
            List<StateDict> found = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                assertTrue(expected.get(i).weights().sameBits(written.weights(i)), "sample " + i);
                assertEquals(Optional.ofNullable(expected.get(i).mask()), written.mask(i));
                found.add(written.weights(i));
            }
            samples.add(found);
        }
        for (int i = 0; i < COUNT; i++) {
            // Estimated statistics follow the weights; counters are equal.
            assertArrayEquals(
                    samples.get(0).get(i).toArray(),
                    samples.get(1).get(i).toArray(),
                    statistics == null && !learn ? ROUNDING : 50 * ROUNDING);
        }
    }

    @Test
    void anEnsembleThatIsStreamedGoesOnWhereItWasInterrupted() throws IOException {
        Zoo zoo = onDisk(TestZoo.sparse(Collections.nCopies(10, new int[] {9, 5}), true, 2));
        Generator generator = Generator.fit(ZooSource.of(zoo), implied(), new Seed(5));
        assertTrue(generator.readsDisk() && generator.canWrite(SampleConfig.defaults()));
        Path folder = fresh("ensemble");
        Ensemble.write(folder, generator, 34, SEED, SampleConfig.defaults());
        List<String> lines = Files.readAllLines(folder.resolve("members.jsonl"));
        assertTrue(Zoo.isAt(zoo.folder()));
        for (int i = 0; i < 34; i++) {
            String file = String.format("members/%06d.safetensors", i);
            assertTrue(lines.get(i).contains(Checksum.ofFile(folder.resolve(file))), "checksum of " + file);
        }
        Files.writeString(folder.resolve("members.jsonl"), String.join("\n", lines.subList(0, 3)) + "\n");
        Ensemble.write(folder, generator, 34, SEED, SampleConfig.defaults());
        assertEquals(lines, Files.readAllLines(folder.resolve("members.jsonl")));
    }

    @Test
    void theZooMayMoveWithItsGeneratorOrBePointedAt() throws IOException {
        Zoo zoo = onDisk(TestZoo.dense(12, 1));
        Path folder = fresh("generator");
        Generator.fit(ZooSource.of(zoo), implied(), new Seed(5)).save(folder);
        StateDict expected = first(Generator.load(folder));
        Path moved = Files.createDirectories(fresh("moved"));
        Files.move(zoo.folder(), moved.resolve(zoo.folder().getFileName()));
        IOException gone = assertThrows(IOException.class, () -> Generator.load(folder));
        assertEquals(
                folder.resolve("generator.json") + ": the basis is implied by the zoo " + zoo.folder()
                        + ", which is not there; say where it is, with --zoo on the command line",
                gone.getMessage());
        Path elsewhere = moved.resolve(zoo.folder().getFileName());
        assertTrue(expected.sameBits(first(Generator.load(folder, elsewhere))));
        Files.move(folder, moved.resolve(folder.getFileName()));
        assertTrue(expected.sameBits(first(Generator.load(moved.resolve(folder.getFileName())))));
        Zoo other = onDisk(TestZoo.dense(12, 3));
        IOException changed = assertThrows(
                IOException.class, () -> Generator.load(moved.resolve(folder.getFileName()), other.folder()));
        assertTrue(
                changed.getMessage().startsWith(other.folder() + ": the checksum of its members is ")
                        && changed.getMessage().endsWith("it was changed or is another"),
                changed::getMessage);
    }

    @Test
    void aStoredBasisNeedsNoZoo() throws IOException {
        Zoo zoo = onDisk(TestZoo.dense(12, 1));
        Path folder = fresh("generator");
        Generator.fit(ZooSource.of(zoo), TestZoo.quick(), new Seed(5)).save(folder);
        StateDict before = first(Generator.load(folder));
        Files.delete(zoo.folder().resolve("zoo.json"));
        assertTrue(before.sameBits(first(Generator.load(folder))));
        assertFalse(Files.readString(folder.resolve("generator.json")).contains("\"basis\""));
    }

    @Test
    void aSmallBasisIsStoredUnlessAskedOtherwise() throws IOException {
        assertFalse(Generator.fit(TestZoo.dense(12, 1), TestZoo.quick(), new Seed(5))
                .facts()
                .impliedByZoo());
        var e = assertThrows(
                IllegalArgumentException.class, () -> Generator.fit(TestZoo.dense(12, 1), implied(), new Seed(5)));
        assertTrue(e.getMessage().contains("needs a zoo on disk"), e::getMessage);
        Zoo zoo = onDisk(TestZoo.dense(12, 1));
        assertFalse(
                Generator.fit(ZooSource.of(zoo), TestZoo.quick(), new Seed(5)).readsDisk());
    }

    @Test
    void layersHaveComponentsOfTheirOwn() throws IOException {
        GeneratorConfig layers =
                TestZoo.quick().withBasis(BasisConfig.defaults().withScope(Scope.LAYER));
        Generator generator = Generator.fit(TestZoo.dense(12, 1), layers, new Seed(5));
        // 10 training members: 9 directions in each of the two layers
        assertEquals(List.of(9, 9), generator.facts().basis().dimensions());
        CodeSpace space = generator.space();
        for (int j = 0; j < 18; j++) {
            StateDict direction = StateDict.of(TestZoo.MLP.layout(), space.component(j));
            double square = 0;
            for (float value : direction.toArray()) {
                square += value * value;
            }
            assertEquals(1, square, 1e-5);
            assertArrayEquals(new float[8], values(direction, j < 9 ? "fc2.bias" : "fc1.bias", 8), "dimension " + j);
        }
        assertEquals(1, generator.facts().capturedVariance(), 1e-9);
        Path folder = fresh("generator");
        generator.save(folder);
        Generator loaded = Generator.load(folder);
        assertTrue(first(generator).sameBits(first(loaded)));
        for (int j = 0; j < 18; j++) {
            assertArrayEquals(space.component(j), loaded.space().component(j));
        }
    }

    @Test
    void aRandomisedFitSaysSo() {
        GeneratorConfig config = TestZoo.quick()
                .withRetain(Retain.count(3))
                .withBasis(BasisConfig.defaults().withSolver(GramSolver.RANDOMISED));
        Generator found = Generator.fit(TestZoo.dense(40, 1), config, new Seed(5));
        Generator exact = Generator.fit(TestZoo.dense(40, 1), TestZoo.quick().withRetain(Retain.count(3)), new Seed(5));
        assertEquals(GramSolver.RANDOMISED, found.facts().basis().solver());
        assertEquals(exact.facts().totalVariance(), found.facts().totalVariance(), 1e-9);
        assertEquals(exact.facts().capturedVariance(), found.facts().capturedVariance(), 0.01);
        assertEquals(exact.facts().heldOutReconstruction(), found.facts().heldOutReconstruction(), 0.05);
    }

    private static float[] values(StateDict network, String entry, int most) {
        float[] values = new float[most];
        network.entry(entry).get(values, 0, Math.min(most, network.entry(entry).remaining()));
        return values;
    }

    private static GeneratorConfig implied() {
        return TestZoo.quick().withBasis(BasisConfig.defaults().withKind(Kind.IMPLIED));
    }

    private static StateDict first(Generator generator) {
        return generator
                .sample(1, SEED, SampleConfig.defaults())
                .findFirst()
                .orElseThrow()
                .weights();
    }

    private int folders;

    private Path fresh(String name) {
        return temporary.resolve(name + folders++);
    }

    private Zoo onDisk(ZooSource members) throws IOException {
        Path folder = fresh("zoo");
        Architecture architecture = members.architecture();
        ZooManifest manifest = new ZooManifest(
                ZooManifest.SCHEMA,
                ZooManifest.Network.of(architecture),
                members.members().count(),
                new ZooManifest.Dataset("none", "0".repeat(64), 1, 1, 0, Map.of()),
                Map.of(),
                Provenance.here(1, Map.of(), "0".repeat(64)));
        try (ZooWriter writer = ZooWriter.open(folder, manifest)) {
            for (int i = 0; i < members.members().count(); i++) {
                writer.append(
                        new Seed(i),
                        members.members().weights(i),
                        members.members().mask(i),
                        Map.of(),
                        Optional.empty());
            }
        }
        return Zoo.open(folder);
    }
}
