package org.weightflow.bayes.artefact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.safetensors.SafetensorsFile;
import org.weightflow.networks.safetensors.SafetensorsWriter;

class PosteriorFolderTest {
    private static final Mlp MLP = PosteriorFixture.MLP;
    private static final String MEAN = "members/000001.mean.safetensors";
    private static final String STD = "members/000001.std.safetensors";
    private static final String MASK = "members/000001.mask.safetensors";
    private static final PosteriorOrigin ORIGIN = PosteriorFixture.origin(MLP);

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = temporary.resolve("posterior");
    }

    @Test
    void whatIsWrittenIsReadBitByBit() throws IOException {
        List<Posterior> posteriors = List.of(
                PosteriorFixture.posterior(MLP.layout(), 0.5, new Seed(1)),
                PosteriorFixture.posterior(MLP.layout(), 1, new Seed(2)));
        assertFalse(PosteriorFolder.isAt(folder));
        PosteriorFolder.write(folder, ORIGIN, posteriors);
        assertTrue(PosteriorFolder.isAt(folder));
        PosteriorFolder found = PosteriorFolder.open(folder);
        assertEquals(2, found.size());
        assertEquals(ORIGIN, found.origin());
        for (int p = 0; p < 2; p++) {
            assertTrue(posteriors.get(p).mean().sameBits(found.get(p).mean()));
            assertTrue(posteriors.get(p).deviation().sameBits(found.get(p).deviation()));
            assertEquals(posteriors.get(p).mask(), found.get(p).mask());
        }
        // What is dense has no mask.
        assertTrue(Files.exists(folder.resolve("members/000000.mask.safetensors")));
        assertFalse(Files.exists(folder.resolve(MASK)));
    }

    @Test
    void meansHaveTheNamesOfANetworkAndDeviationsThoseOfItsWeights() throws IOException {
        PosteriorFolder.write(folder, ORIGIN, PosteriorFixture.sparse(2));
        assertEquals(
                Set.of("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"),
                SafetensorsFile.open(folder.resolve(MEAN)).tensors().keySet());
        assertEquals(
                Set.of("fc1.weight", "fc2.weight"),
                SafetensorsFile.open(folder.resolve(STD)).tensors().keySet());
    }

    @Test
    void statisticsAndCountersOfTheMeanAreKept() throws IOException {
        Mlp normalised = PosteriorFixture.NORMALISED;
        Posterior posterior = PosteriorFixture.posterior(normalised.layout(), 0.5, new Seed(1));
        PosteriorFolder found = PosteriorFolder.write(folder, PosteriorFixture.origin(normalised), List.of(posterior));
        assertTrue(posterior.mean().sameBits(found.get(0).mean()));
    }

    @Test
    void pointsHaveNoDeviations() throws IOException {
        Posterior point = Posterior.point(PosteriorFixture.sparse(1).get(0).mean(), Mask.dense(MLP.layout()));
        PosteriorFolder found = PosteriorFolder.write(folder, ORIGIN, List.of(point));
        assertEquals(0, found.get(0).uncertain());
        assertTrue(SafetensorsFile.open(folder.resolve("members/000000.std.safetensors"))
                .tensors()
                .isEmpty());
    }

    @Test
    void anInterruptedCallGoesOnToTheSameBytes() throws IOException {
        List<Posterior> posteriors = PosteriorFixture.sparse(3);
        PosteriorFolder.write(folder, ORIGIN, posteriors);
        Map<String, String> whole = PosteriorFixture.checksums(folder);
        String checksum = PosteriorFolder.open(folder).checksum();
        // As a kill leaves it: no manifest, one file missing, one of an older attempt, one temporary.
        Files.delete(folder.resolve("posterior.json"));
        Files.delete(folder.resolve("posterior.json.sha256"));
        Files.delete(folder.resolve(STD));
        Files.writeString(folder.resolve(MEAN), "torn");
        Files.writeString(folder.resolve("members/.000002.mask.safetensors.1-0.part"), "torn");
        assertFalse(PosteriorFolder.isAt(folder));
        PosteriorFolder.write(folder, ORIGIN, posteriors);
        assertEquals(whole, PosteriorFixture.checksums(folder));
        assertEquals(checksum, PosteriorFolder.open(folder).checksum());
        PosteriorFolder.write(folder, ORIGIN, posteriors);
        assertEquals(whole, PosteriorFixture.checksums(folder));
    }

    @Test
    void otherPosteriorsInTheFolderAreLeftAlone() throws IOException {
        PosteriorFolder.write(folder, ORIGIN, PosteriorFixture.sparse(2));
        Map<String, String> before = PosteriorFixture.checksums(folder);
        List<Posterior> others =
                List.of(PosteriorFixture.sparse(1).get(0), PosteriorFixture.posterior(MLP.layout(), 0.5, new Seed(9)));
        IOException e = assertThrows(IOException.class, () -> PosteriorFolder.write(folder, ORIGIN, others));
        assertTrue(e.getMessage().startsWith(folder.resolve("posterior.json") + ": members is "), e::getMessage);
        assertEquals(before, PosteriorFixture.checksums(folder));
    }

    @Test
    void posteriorsOfAnotherArchitectureAreNamedAndNothingIsWritten() {
        Posterior other = PosteriorFixture.posterior(Mlp.of(4, 5, 3).layout(), 0.5, new Seed(1));
        var e = assertThrows(
                IllegalArgumentException.class, () -> PosteriorFolder.write(folder, ORIGIN, List.of(other)));
        assertTrue(e.getMessage().contains("fc1.weight") && e.getMessage().contains("member 0"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> PosteriorFolder.write(folder, ORIGIN, List.of()));
        assertFalse(Files.exists(folder));
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        PosteriorFolder found = PosteriorFolder.write(folder, ORIGIN, PosteriorFixture.sparse(2));
        for (String file : List.of(MEAN, STD, MASK)) {
            byte[] bytes = Files.readAllBytes(folder.resolve(file));
            byte[] damaged = bytes.clone();
            damaged[damaged.length - 1] ^= 1;
            Files.write(folder.resolve(file), damaged);
            assertRefused(found, file, "sha256 is ");
            Files.delete(folder.resolve(file));
            assertRefused(found, file, "no such file");
            Files.write(folder.resolve(file), bytes);
        }
        found.get(1);
    }

    @Test
    void valuesThatBreakARuleAreNamed() throws IOException {
        Posterior good = PosteriorFixture.sparse(2).get(1);
        Layout layout = MLP.layout();
        int kept = good.mask().toBitSet().nextSetBit(0);
        int pruned = good.mask().toBitSet().nextClearBit(0);
        String weight = "fc1.weight[";
        assertForged(STD, with(good.deviation(), kept, -0.25f), weight + kept + "] is -0.25, but a standard deviation");
        assertForged(STD, with(good.deviation(), kept, Float.NaN), weight + kept + "] is NaN, which is not a finite");
        assertForged(STD, with(good.deviation(), pruned, 1), weight + pruned + "] is 1.0 but its mask prunes it");
        assertForged(MEAN, with(good.mean(), pruned, 2), weight + pruned + "] is 2.0 but its mask prunes it");
        int bias = layout.offset(layout.indexOf("fc1.bias")) + 3;
        assertForged(
                MEAN,
                with(good.mean(), bias, Float.POSITIVE_INFINITY),
                "fc1.bias[3] is Infinity, which is not a finite");
    }

    @Test
    void entriesThatAreMissingOrTooMuchAreNamed() throws IOException {
        PosteriorFolder.write(folder, ORIGIN, PosteriorFixture.sparse(2));
        forge(STD, List.of(Tensor.ofFloats("fc1.weight", new float[24], 6, 4)));
        assertRefused(PosteriorFolder.open(folder), STD, "missing fc2.weight");
        forge(MEAN, List.of(Tensor.ofFloats("fc1.weight", new float[24], 6, 4)));
        assertRefused(PosteriorFolder.open(folder), MEAN, "missing fc1.bias, fc2.weight, fc2.bias");
    }

    @Test
    void aManifestThatBreaksARuleIsNamed() throws IOException {
        PosteriorFolder.write(folder, ORIGIN, PosteriorFixture.sparse(2));
        assertManifestRefused("\"schema\": 1", "\"schema\": 2", "schema 2 is not 1");
        assertManifestRefused("\"seed\": 7", "\"seeds\": 7", "origin.seed: the field is missing");
        assertManifestRefused(
                "[\"fc1.weight\", \"fc2.weight\"]",
                "[\"fc1.weight\", \"fc9.weight\"]",
                "fc9.weight] are not entries of");
        assertManifestRefused("[\"fc1.weight\", \"fc2.weight\"]", "[null]", "an element that is null");
        assertManifestRefused("\"meanSha256\": \"", "\"meanSha256\": \"x", "is not 64 hexadecimal digits");
        assertManifestRefused("\"name\": \"mlp\"", "\"name\": \"nlp\"", "nlp");
        IOException none = assertThrows(IOException.class, () -> PosteriorFolder.open(temporary));
        assertEquals(
                temporary.resolve("posterior.json") + ": cannot be read: no such file or folder", none.getMessage());
    }

    @Test
    void aManifestThatWasEditedDoesNotFitItsChecksum() throws IOException {
        PosteriorFolder.write(folder, ORIGIN, PosteriorFixture.sparse(2));
        Path manifest = folder.resolve("posterior.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"seed\": 7", "\"seed\": 8"));
        IOException e = assertThrows(IOException.class, () -> PosteriorFolder.open(folder));
        assertTrue(e.getMessage().contains("one of the two files is damaged"), e::getMessage);
    }

    private static StateDict with(StateDict values, int index, float value) {
        float[] flat = values.toArray();
        flat[index] = value;
        return StateDict.of(values.layout(), flat);
    }

    /** Puts other values into a file of member 1, and a manifest that says so. */
    private void assertForged(String file, StateDict values, String fault) throws IOException {
        Path fresh = temporary.resolve("forged-" + Checksum.ofText(fault).substring(0, 8));
        folder = fresh;
        PosteriorFolder.write(folder, ORIGIN, PosteriorFixture.sparse(2));
        Set<String> names = SafetensorsFile.open(folder.resolve(file)).tensors().keySet();
        forge(
                file,
                names.stream()
                        .map(name ->
                                Tensor.ofEntry(MLP.layout().entry(MLP.layout().indexOf(name)), values.entry(name)))
                        .toList());
        assertRefused(PosteriorFolder.open(folder), file, fault);
    }

    private void forge(String file, List<Tensor> tensors) throws IOException {
        Path target = folder.resolve(file);
        String before = Checksum.ofFile(target);
        SafetensorsWriter.write(target, tensors, Map.of("format", "pt"));
        Path manifest = folder.resolve("posterior.json");
        String text = Files.readString(manifest);
        assertTrue(text.contains(before), text);
        Files.writeString(manifest, text.replace(before, Checksum.ofFile(target)));
        Files.deleteIfExists(folder.resolve("posterior.json.sha256"));
    }

    private void assertRefused(PosteriorFolder found, String file, String fault) {
        IOException e = assertThrows(IOException.class, () -> found.get(1));
        assertTrue(e.getMessage().startsWith(folder.resolve(file) + ": "), e::getMessage);
        assertTrue(e.getMessage().contains(fault), e::getMessage);
        assertEquals(1, Arrays.stream(e.getMessage().split("\n", -1)).count());
    }

    private void assertManifestRefused(String part, String other, String fault) throws IOException {
        Path manifest = folder.resolve("posterior.json");
        Files.deleteIfExists(folder.resolve("posterior.json.sha256"));
        String whole = Files.readString(manifest);
        assertTrue(whole.contains(part), whole);
        Files.writeString(manifest, whole.replace(part, other));
        IOException e = assertThrows(IOException.class, () -> PosteriorFolder.open(folder));
        assertTrue(e.getMessage().startsWith(manifest + ": ") && e.getMessage().contains(fault), e::getMessage);
        Files.writeString(manifest, whole);
    }
}
