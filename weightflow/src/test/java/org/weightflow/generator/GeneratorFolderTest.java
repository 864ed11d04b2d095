package org.weightflow.generator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.generator.codes.BasisConfig;
import org.weightflow.generator.flow.FieldKind;
import org.weightflow.generator.flow.FlowConfig;
import org.weightflow.generator.flow.matching.SourceConfig;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.safetensors.SafetensorsFile;

class GeneratorFolderTest {
    private static final Generator DENSE = Generator.fit(TestZoo.dense(12, 1), TestZoo.quick(), new Seed(5));
    private static final Generator SIBLINGS = Generator.fit(
            TestZoo.sparse(Collections.nCopies(10, new int[] {9, 5}), true, 2), TestZoo.quick(), new Seed(5));
    private static final Generator COUNTS = Generator.fit(
            TestZoo.sparse(Collections.nCopies(10, new int[] {9, 5}), false, 2), TestZoo.quick(), new Seed(5));

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = temporary.resolve("generator");
    }

    @Test
    void aLoadedGeneratorSamplesBitwiseTheSame() throws IOException {
        for (Generator generator : List.of(DENSE, SIBLINGS, COUNTS)) {
            generator.save(folder);
            Generator loaded = Generator.load(folder);
            List<Sample> expected = sample(generator);
            List<Sample> found = sample(loaded);
            for (int i = 0; i < expected.size(); i++) {
                assertTrue(expected.get(i).weights().sameBits(found.get(i).weights()));
                assertEquals(expected.get(i).mask(), found.get(i).mask());
            }
            assertEquals(generator.facts(), loaded.facts());
            assertEquals(generator.checksum(), loaded.checksum());
            assertEquals(generator.curve(), loaded.curve());
            assertArrayEquals(generator.trainingCodes(), loaded.trainingCodes());
            assertArrayEquals(generator.heldOutCodes(), loaded.heldOutCodes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSourceOfALoadedGeneratorIsTheSame(SourceConfig.Kind kind) throws IOException {
        FlowConfig flow = TestZoo.quick().flow().toBuilder()
                .source(SourceConfig.standard().withKind(kind).withDeviation(0.5))
                .build();
        Generator generator =
                Generator.fit(TestZoo.dense(12, 1), TestZoo.quick().withFlow(flow), new Seed(5));
        generator.save(folder);
        assertEquals(kind == SourceConfig.Kind.INITIALISATION, Files.exists(folder.resolve("source.safetensors")));
        Generator loaded = Generator.load(folder);
        assertEquals(generator.facts(), loaded.facts());
        List<Sample> expected = sample(generator);
        List<Sample> found = sample(loaded);
        for (int i = 0; i < expected.size(); i++) {
            assertTrue(expected.get(i).weights().sameBits(found.get(i).weights()));
        }
        DENSE.save(folder);
        assertTrue(Files.notExists(folder.resolve("source.safetensors")));
    }

    @Test
    void aFieldOfTokensIsSavedWithTheLayersOfItsBasis() throws IOException {
        FlowConfig flow =
                TestZoo.quick().flow().toBuilder().field(FieldKind.TOKENS).build();
        GeneratorConfig config =
                TestZoo.quick().withFlow(flow).withBasis(BasisConfig.defaults().withScope(BasisConfig.Scope.LAYER));
        Generator generator = Generator.fit(TestZoo.dense(12, 1), config, new Seed(5));
        assertTrue(generator.facts().fieldShape().parts().size() > 1);
        generator.save(folder);
        List<Sample> expected = sample(generator);
        List<Sample> found = sample(Generator.load(folder));
        for (int i = 0; i < expected.size(); i++) {
            assertTrue(expected.get(i).weights().sameBits(found.get(i).weights()));
        }
    }

    @Test
    void theSameGeneratorGivesTheSameBytes() throws IOException {
        DENSE.save(folder);
        Map<String, String> first = checksums(folder);
        Path other = temporary.resolve("other");
        Generator.load(folder).save(other);
        assertEquals(first, checksums(other));
        SIBLINGS.save(folder);
        assertTrue(Files.exists(folder.resolve("mask.safetensors")));
        DENSE.save(folder);
        assertEquals(first, checksums(folder));
    }

    @Test
    void theFilesHoldWhatTheirNamesSay() throws IOException {
        DENSE.save(folder);
        int k = DENSE.space().dimensions();
        SafetensorsFile basis = SafetensorsFile.open(folder.resolve("basis.safetensors"));
        assertEquals(k + 2, basis.tensors().size());
        assertArrayEquals(DENSE.space().mean(), basis.tensor("mean").toFloats());
        SafetensorsFile codes = SafetensorsFile.open(folder.resolve("codes.safetensors"));
        assertEquals(List.of(10L, (long) k), codes.tensor("training").shape());
        assertEquals(List.of(2L, (long) k), codes.tensor("held_out").shape());
        assertEquals(1 + 4, Files.readAllLines(folder.resolve("curves.csv")).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"basis.safetensors", "codes.safetensors", "flow.safetensors", "curves.csv"})
    void aDamagedFileIsNamed(String name) throws IOException {
        DENSE.save(folder);
        byte[] bytes = Files.readAllBytes(folder.resolve(name));
        bytes[bytes.length - 2] ^= 1;
        Files.write(folder.resolve(name), bytes);
        IOException e = assertThrows(IOException.class, () -> Generator.load(folder));
        assertTrue(e.getMessage().startsWith(folder.resolve(name) + ": the checksum is"), e::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"basis.safetensors", "generator.json"})
    void aMissingFileIsNamed(String name) throws IOException {
        DENSE.save(folder);
        Files.delete(folder.resolve(name));
        IOException e = assertThrows(IOException.class, () -> Generator.load(folder));
        assertEquals(folder.resolve(name) + ": cannot be read: no such file or folder", e.getMessage());
    }

    /** The checksum is put right, so that only the value can give it away. */
    @ParameterizedTest
    @ValueSource(strings = {"basis.safetensors", "codes.safetensors", "flow.safetensors"})
    void aValueThatIsNoNumberIsNamed(String name) throws IOException {
        DENSE.save(folder);
        Path file = folder.resolve(name);
        String before = Checksum.ofFile(file);
        byte[] bytes = Files.readAllBytes(file);
        // The exponent of the last value, single or double, all ones: infinite or not a number.
        bytes[bytes.length - 1] = 0x7f;
        bytes[bytes.length - 2] = (byte) 0xf0;
        bytes[bytes.length - 2] |= (byte) (name.startsWith("codes") ? 0 : 0x80);
        Files.write(file, bytes);
        Path manifest = folder.resolve("generator.json");
        Files.writeString(manifest, Files.readString(manifest).replace(before, Checksum.ofFile(file)));
        IOException e = assertThrows(IOException.class, () -> Generator.load(folder));
        assertTrue(e.getMessage().startsWith(file + ": value "), e::getMessage);
        assertTrue(e.getMessage().endsWith("which is not a finite number"), e::getMessage);
    }

    @Test
    void aForeignFlowIsNamedWithItsEntry() throws IOException {
        // A whole file of another generator, with its checksum put in: what does not fit is its shape.
        DENSE.save(folder);
        Path other = temporary.resolve("other");
        GeneratorConfig wide = TestZoo.quick()
                .withFlow(TestZoo.quick().flow().toBuilder().hidden(17).build());
        Generator.fit(TestZoo.dense(12, 1), wide, new Seed(5)).save(other);
        replace("flow.safetensors", other);
        IOException e = assertThrows(IOException.class, () -> Generator.load(folder));
        assertTrue(e.getMessage().startsWith(folder.resolve("flow.safetensors") + ": "), e::getMessage);
        assertTrue(e.getMessage().contains("input.weight: shape [17, "), e::getMessage);
    }

    @Test
    void aForeignBasisIsNamedWithItsEntry() throws IOException {
        DENSE.save(folder);
        Path other = temporary.resolve("other");
        Generator.fit(TestZoo.dense(8, 1), TestZoo.quick(), new Seed(5)).save(other);
        replace("basis.safetensors", other);
        IOException e = assertThrows(IOException.class, () -> Generator.load(folder));
        assertTrue(e.getMessage().startsWith(folder.resolve("basis.safetensors") + ": components.5"), e::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"dimensions\": 9; \"dimensions\": 2000000000; 9 eigenvalues for 2000000000 dimensions",
                "\"chosenStep\": 30; \"chosenStep\": 31; curves.csv: no row is of step 31",
                "\"curves.csv\"; \"../secret\"; are not those of a generator",
                "\"keptCounts\": []; \"keptCounts\": [[3, 99]]; keptCounts: 99 values of fc2.weight, which has 24"
            })
    void factsThatDoNotFitAreRefused(String before, String after, String message) throws IOException {
        DENSE.save(folder);
        Path json = folder.resolve("generator.json");
        String text = Files.readString(json);
        assertTrue(text.contains(before), text);
        Files.writeString(json, text.replace(before, after));
        IOException e = assertThrows(IOException.class, () -> Generator.load(folder));
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    @Test
    void anUnknownSchemaIsRefused() throws IOException {
        DENSE.save(folder);
        Path json = folder.resolve("generator.json");
        Files.writeString(json, Files.readString(json).replace("\"schema\": 1", "\"schema\": 2"));
        IOException e = assertThrows(IOException.class, () -> Generator.load(folder));
        assertTrue(e.getMessage().contains("schema 2 is not 1"), e::getMessage);
    }

    /** Puts a file of another generator in the place of this one's and mends the record of its checksum. */
    private void replace(String name, Path other) throws IOException {
        Path file = folder.resolve(name);
        String before = Checksum.ofFile(file);
        Files.copy(other.resolve(name), file, StandardCopyOption.REPLACE_EXISTING);
        Path json = folder.resolve("generator.json");
        Files.writeString(json, Files.readString(json).replace(before, Checksum.ofFile(file)));
    }

    private static List<Sample> sample(Generator generator) {
        return generator.sample(5, new Seed(1), SampleConfig.defaults()).toList();
    }

    private static Map<String, String> checksums(Path folder) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.put(file.getFileName().toString(), Checksum.ofFile(file));
            }
        }
        return found;
    }
}
