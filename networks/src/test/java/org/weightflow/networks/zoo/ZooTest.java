package org.weightflow.networks.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsWriter;

class ZooTest {
    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = temp.resolve("zoo");
    }

    private Path weights(int id) {
        return folder.resolve("members").resolve("00000" + id + ".safetensors");
    }

    private Path mask(int id) {
        return folder.resolve("members").resolve("00000" + id + ".mask.safetensors");
    }

    private Path list() {
        return folder.resolve("members.jsonl");
    }

    @Test
    void givesBackWhatWasCollected() throws IOException {
        Fixture.collect(folder, true);
        Zoo zoo = Zoo.open(folder);
        assertEquals(folder, zoo.folder());
        assertEquals(Fixture.manifest(), zoo.manifest());
        assertEquals(Fixture.MLP, zoo.architecture());
        assertEquals(3, zoo.size());
        assertTrue(zoo.isSparse());
        for (int id = 0; id < 3; id++) {
            assertTrue(zoo.weights(id).sameBits(Fixture.sparse(id)));
            assertEquals(Optional.of(Fixture.mask(id)), zoo.mask(id));
            Member member = zoo.members().get(id);
            assertEquals(Fixture.seed(id).value(), member.seed());
            assertEquals(Checksum.ofFile(weights(id)), member.sha256());
            assertEquals(Checksum.ofFile(mask(id)), member.maskSha256());
            assertEquals(Fixture.mask(id).keptPrunable(), member.kept());
            assertEquals(18, member.prunable());
            assertEquals(Map.of("accuracy", 0.9 + id / 100.0, "nll", 0.25), member.metrics());
        }
        assertEquals("level-1", zoo.members().get(2).parent());
        assertEquals(new ZooReport(3, List.of(), List.of()), zoo.verify());
    }

    @Test
    void hasNoMaskFilesWhereMembersAreDense() throws IOException {
        Fixture.collect(folder, false);
        Zoo zoo = Zoo.open(folder);
        assertFalse(zoo.isSparse());
        assertEquals(Optional.empty(), zoo.mask(1));
        assertEquals(18, zoo.members().get(1).kept());
        assertFalse(Files.exists(mask(1)));
        assertTrue(zoo.verify().isSound());
    }

    @Test
    void saysHowToGoOnWhereMembersAreMissing() throws IOException {
        try (ZooWriter writer = ZooWriter.open(folder, Fixture.manifest())) {
            Fixture.append(writer, true);
            Files.writeString(list(), Files.readString(list()) + "{\"torn");
            var e = assertThrows(IOException.class, () -> Zoo.open(folder));
            assertEquals(folder + ": 1 of 3 members; run the same command again to go on", e.getMessage());
        }
    }

    @Test
    void refusesAFolderThatIsNoZoo() throws IOException {
        var e = assertThrows(IOException.class, () -> Zoo.open(folder));
        assertEquals(folder.resolve("zoo.json") + ": cannot be read: no such file or folder", e.getMessage());
        assertEquals(List.of(e.getMessage()), Zoo.verify(folder).faults());
    }

    @Test
    void refusesAManifestThatItDoesNotUnderstand() throws IOException {
        Fixture.collect(folder, false);
        assertRefused("\"schema\": 1", "\"schema\": 2", "schema 2 is not 1");
        assertRefused("\"name\": \"mlp\"", "\"name\": \"cnn\"", "architecture 'cnn' is not known");
        assertRefused("[4, 3, 2]", "[4, 2147483647, 2147483647, 2]", "fc1.weight: shape");
        assertRefused("\"epochs\"", "\"epochs\": 1, \"epochs\"", "Duplicate field 'epochs'");
        assertRefused("\"members\": 3", "\"members\": 2", "3 members listed, but 2 planned");
        assertRefused("\"members\": 3", "\"members\": 3, \"colour\": 1", "colour: the field is not known");
    }

    private void assertRefused(String part, String replacement, String message) throws IOException {
        Path file = folder.resolve("zoo.json");
        String whole = Files.readString(file);
        assertTrue(whole.contains(part), whole);
        Files.writeString(file, whole.replace(part, replacement));
        Files.writeString(folder.resolve("zoo.json.sha256"), Checksum.ofFile(file) + "  zoo.json\n");
        var e = assertThrows(IOException.class, () -> Zoo.open(folder));
        assertTrue(e.getMessage().startsWith(folder.toString()), e::getMessage);
        assertTrue(e.getMessage().contains(message), e::getMessage);
        assertFalse(Zoo.verify(folder).isSound());
        Files.writeString(file, whole);
        Files.writeString(folder.resolve("zoo.json.sha256"), Checksum.ofFile(file) + "  zoo.json\n");
    }

    /** The manifest is the format: other programs read it. */
    @Test
    void keepsTheFormOfItsManifest() throws IOException {
        Fixture.collect(folder, false);
        assertEquals(
                """
                {
                  "architecture": {
                    "config": {
                      "widths": [4, 3, 2]
                    },
                    "name": "mlp"
                  },
                  "dataset": {
                    "checksum": "%s",
                    "name": "iris",
                    "splitSeed": 7,
                    "standardisation": {
                      "deviation": 2,
                      "mean": 0.5
                    },
                    "train": 120,
                    "validation": 30
                  },
                  "members": 3,
                  "provenance": {
                    "arch": "arch",
                    "dataChecksum": null,
                    "engines": {},
                    "java": "17",
                    "os": "os",
                    "threads": 2,
                    "vm": "vm",
                    "weightflow": "0.1.0"
                  },
                  "recipe": {
                    "epochs": 20,
                    "rate": 0.01
                  },
                  "schema": 1
                }
                """
                        .formatted("ab".repeat(32)),
                Files.readString(folder.resolve("zoo.json")));
    }

    @Test
    void ignoresFilesBesideItsOwn() throws IOException {
        Fixture.collect(folder, true);
        Files.writeString(folder.resolve("reference.json"), "{}");
        Files.writeString(folder.resolve("members").resolve("000001.permutation.safetensors"), "x");
        assertEquals(List.of(), Zoo.open(folder).verify().faults());
    }

    // What follows plants one fault after the other.

    @Test
    void noticesSwappedFiles() throws IOException {
        Fixture.collect(folder, true);
        Files.move(weights(0), folder.resolve("x"));
        Files.move(weights(1), weights(0));
        Files.move(folder.resolve("x"), weights(1));
        List<String> faults = Zoo.verify(folder).faults();
        assertTrue(faults.get(0).startsWith(weights(0) + ": sha256 is "), faults::toString);
        assertTrue(faults.stream().anyMatch(fault -> fault.startsWith(weights(1) + ": sha256 is ")), faults::toString);
    }

    @Test
    void noticesMissingAndUnnamedFiles() throws IOException {
        Fixture.collect(folder, true);
        Files.delete(weights(0));
        Files.move(mask(1), weights(7), StandardCopyOption.ATOMIC_MOVE);
        assertEquals(
                List.of(
                        weights(0) + ": missing",
                        mask(1) + ": missing",
                        weights(7) + ": no line of members.jsonl names this file"),
                Zoo.verify(folder).faults());
    }

    /** The line's checksum is made to fit, so that only the values can give the fault away. */
    @Test
    void noticesValuesThatNoMemberMayHave() throws IOException {
        Fixture.collect(folder, true);
        float[] flat = Fixture.sparse(1).toArray();
        int pruned = Fixture.mask(1).toBitSet().nextClearBit(0);
        flat[pruned] = 0.25f;
        flat[13] = Float.NaN;
        String before = Checksum.ofFile(weights(1));
        SafetensorsWriter.write(weights(1), StateDict.of(Fixture.LAYOUT, flat), Map.of("format", "pt"));
        edit(before, Checksum.ofFile(weights(1)));
        assertEquals(
                List.of(
                        weights(1) + ": fc1.bias[1] is NaN, which is not a finite number",
                        weights(1) + ": fc1.weight[" + pruned + "] is 0.25 but its mask prunes it to zero"),
                Zoo.open(folder).verify().faults());
    }

    @Test
    void noticesAMaskOfAnotherCount() throws IOException {
        Fixture.collect(folder, true);
        BitSet kept = Fixture.mask(1).toBitSet();
        kept.set(kept.nextClearBit(0));
        String before = Checksum.ofFile(mask(1));
        MaskFile.write(mask(1), Mask.of(Fixture.LAYOUT, kept));
        edit(before, Checksum.ofFile(mask(1)));
        int count = Fixture.mask(1).keptPrunable();
        assertEquals(
                List.of(mask(1) + ": " + (count + 1) + " values kept, but line 2 of members.jsonl says " + count),
                Zoo.verify(folder).faults());
    }

    @Test
    void noticesAFileOfAnotherArchitecture() throws IOException {
        Fixture.collect(folder, true);
        String before = Checksum.ofFile(weights(1));
        Files.write(weights(1), "\2\0\0\0\0\0\0\0{}".getBytes(StandardCharsets.ISO_8859_1));
        edit(before, Checksum.ofFile(weights(1)));
        assertEquals(
                List.of(weights(1)
                        + ": expected 4 entries, found 0; missing fc1.weight, fc1.bias, fc2.weight, fc2.bias"),
                Zoo.verify(folder).faults());
    }

    @Test
    void noticesAnEditedLine() throws IOException {
        Fixture.collect(folder, true);
        String whole = Files.readString(list());
        String sum = Checksum.ofFile(mask(2));
        assertFault("line 2: check ", whole.replace("\"id\":1", "\"id\":4"), false);
        assertFault("line 2: id: the field is missing", whole.replace("\"id\":1", "\"ie\":1"));
        assertFault("line 2 is not in the writer's canonical form", whole.replace("\"id\":1", "\"id\": 1"));
        assertFault("line 1 is not in the writer's canonical form", whole.replaceFirst("0.25", "0.250"));
        assertFault("line 1: parent", whole.replaceFirst("\"parent\":null,", ""));
        assertFault(mask(2) + ": sha256 is " + sum, whole.replace(sum, Checksum.ofFile(mask(1))));
        assertFault("line 1: prunable 19 is not 18", whole.replaceFirst("\"prunable\":18", "\"prunable\":19"));
        assertFault("line 1: ", whole.replaceFirst("\\{", "["));
        assertFault("line 4: id 2 is not 3", whole + whole.substring(whole.lastIndexOf("{\"check")));
        assertFault("4 members listed, 3 planned", whole + "{\"id\":3}\n");
        assertFault("line 4 is torn", whole + "{\"id\":3}");
        assertFault("2 members listed, 3 planned", whole.substring(0, whole.lastIndexOf("{\"check")));
    }

    private void assertFault(String expected, String list) throws IOException {
        assertFault(expected, list, true);
    }

    /** @param signed whether the checks of the lines are made to fit */
    private void assertFault(String expected, String list, boolean signed) throws IOException {
        String whole = Files.readString(list());
        Files.writeString(list(), signed ? Fixture.signed(list) : list);
        List<String> faults = Zoo.verify(folder).faults();
        assertTrue(faults.stream().anyMatch(fault -> fault.contains(expected)), faults::toString);
        assertTrue(faults.stream().noneMatch(fault -> fault.contains("\n")), faults::toString);
        Files.writeString(list(), whole);
    }

    private void edit(String part, String replacement) throws IOException {
        String whole = Files.readString(list());
        int at = whole.indexOf(part);
        assertTrue(at >= 0, part);
        Files.writeString(
                list(), Fixture.signed(whole.substring(0, at) + replacement + whole.substring(at + part.length())));
    }

    @Test
    void doesNotStopAtTheFirstFault() throws IOException {
        Fixture.collect(folder, true);
        Files.delete(weights(0));
        byte[] bytes = Files.readAllBytes(mask(1));
        Files.write(mask(1), Arrays.copyOf(bytes, bytes.length - 1));
        edit(
                "\"seed\":" + Fixture.seed(2).value(),
                "\"seed\": " + Fixture.seed(2).value());
        Files.createFile(weights(8));
        List<String> faults = Zoo.verify(folder).faults();
        assertEquals(5, faults.size(), faults::toString);
        assertTrue(faults.get(0).startsWith(weights(0) + ": missing"));
        assertTrue(faults.get(1).startsWith(mask(1) + ": sha256"));
        assertTrue(faults.get(2).startsWith(mask(1) + ": the entries cover"));
        assertTrue(faults.get(3).contains("line 3 is not in the writer's canonical form"));
        assertTrue(faults.get(4).startsWith(weights(8) + ": no line"));
    }
}
