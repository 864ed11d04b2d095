package org.weightflow.networks.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.compressed.SparseFile;
import org.weightflow.networks.numpy.NpzFile;
import org.weightflow.networks.numpy.NpzMask;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsFile;

class MemberExportTest {
    private static final Architecture MLP = Architectures.parse("mlp-4-3-2");

    @TempDir
    Path temporary;

    private Path zoo;
    private Path out;

    @BeforeEach
    void nameTheFolders() {
        zoo = temporary.resolve("zoo");
        out = temporary.resolve("out");
    }

    /** A multi-layer perceptron, convolutions, and batch normalisation with its counters. */
    @ParameterizedTest(name = "{0}, sparse {1}")
    @CsvSource({
        "mlp-4-3-2,true",
        "mlp-4-3-2,false",
        "lenet-5-2-3-7-5-classes4,true",
        "lenet-5-2-3-7-5-classes4,false",
        "resnet-8-width2-conv-in1x8x8-classes3,true",
        "resnet-8-width2-conv-in1x8x8-classes3,false"
    })
    void noBitIsLost(String id, boolean sparse) throws IOException {
        Architecture architecture = Architectures.parse(id);
        Layout layout = architecture.layout();
        MemberFolder members = ExportFixture.zoo(zoo, architecture, sparse, 2);
        for (ExportFormat format : ExportFormat.values()) {
            if (!sparse && format == ExportFormat.COMPRESSED_TENSORS) {
                continue;
            }
            Path folder = out.resolve(format.name());
            new MemberExport(members, format).write(folder, List.of(0, 1));
            for (int i = 0; i < 2; i++) {
                StateDict weights = members.store().weights(i);
                Path member = folder.resolve("00000" + i);
                switch (format) {
                    case HUB -> assertTrue(weights.sameBits(SafetensorsFile.open(member.resolve("model.safetensors"))
                            .toStateDict(layout)));
                    case COMPRESSED_TENSORS -> {
                        var back = SparseFile.read(member.resolve("model.safetensors"), layout);
                        assertTrue(weights.sameBits(back.weights()));
                        assertEquals(ExportFixture.mask(layout, i), back.mask());
                    }
                    case NPZ -> assertTrue(weights.sameBits(
                            NpzFile.open(folder.resolve("00000" + i + ".npz")).toStateDict(layout)));
                }
                if (sparse) {
                    Mask back = format == ExportFormat.NPZ
                            ? NpzMask.read(folder.resolve("00000" + i + ".mask.npz"), layout)
                            : MaskFile.read(member.resolve("lottery_masks.safetensors"), layout);
                    assertEquals(ExportFixture.mask(layout, i), back);
                }
            }
        }
    }

    @Test
    void oneMemberOfARepositoryGoesStraightIntoTheFolder() throws IOException {
        MemberFolder sparse = ExportFixture.zoo(zoo, MLP, true, 3);
        new MemberExport(sparse, ExportFormat.HUB).write(out, List.of(1));
        assertEquals(
                Set.of(
                        ".lock",
                        "README.md",
                        "config.json",
                        "lottery.json",
                        "lottery_masks.safetensors",
                        "model.safetensors"),
                ExportFixture.contents(out).keySet());
        assertEquals(
                Map.of("format", "pt"),
                SafetensorsFile.open(out.resolve("model.safetensors")).metadata());

        Path arrays = temporary.resolve("arrays");
        new MemberExport(sparse, ExportFormat.NPZ).write(arrays, List.of(1));
        assertEquals(
                Set.of(".lock", "000001.npz", "000001.mask.npz"),
                ExportFixture.contents(arrays).keySet());

        Path dense = temporary.resolve("dense");
        new MemberExport(ExportFixture.zoo(temporary.resolve("b"), MLP, false, 1), ExportFormat.HUB)
                .write(dense, List.of(0));
        assertEquals(
                Set.of(".lock", "README.md", "config.json", "model.safetensors"),
                ExportFixture.contents(dense).keySet());
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptedExportIsFinishedToTheSameBytes(ExportFormat format) throws IOException {
        MemberFolder members = ExportFixture.zoo(zoo, MLP, true, 3);
        MemberExport export = new MemberExport(members, format);
        MemberExport.Report first = export.write(out, ExportFixture.all(members));
        int files = format == ExportFormat.NPZ ? 6 : 15;
        assertEquals(new MemberExport.Report(3, files, 0), first);
        Map<String, String> whole = ExportFixture.contents(out);

        // As a kill leaves it that comes while the second member is moved: its weights are there, the rest is staged or
        // missing.
        List<String> names =
                whole.keySet().stream().filter(name -> !name.equals(".lock")).toList();
        for (String name : names) {
            boolean moved = name.contains("000001") && (name.endsWith("model.safetensors") || name.endsWith("1.npz"));
            if (!name.contains("000000") && !moved) {
                Files.delete(out.resolve(name));
            }
        }
        Path staging = Files.createDirectory(out.resolve(Staging.NAME));
        Files.writeString(staging.resolve("model.safetensors"), "half");
        Files.writeString(staging.resolve(".README.md.123-0.part"), "half");

        MemberExport.Report second = export.write(out, ExportFixture.all(members));
        int present = files / 3 + 1;
        assertEquals(new MemberExport.Report(3, files - present, present), second);
        assertEquals(whole, ExportFixture.contents(out));
        assertFalse(Files.exists(staging));
        assertEquals(new MemberExport.Report(3, 0, files), export.write(out, ExportFixture.all(members)));
        assertEquals(whole, ExportFixture.contents(out));
    }

    @Test
    void aFileInTheWayIsNamedAndLeftAlone() throws IOException {
        MemberFolder members = ExportFixture.zoo(zoo, MLP, true, 2);
        Files.createDirectories(out);
        Path mine = out.resolve("config.json");
        Files.writeString(mine, "mine");
        MemberExport export = new MemberExport(members, ExportFormat.HUB);
        var e = assertThrows(IOException.class, () -> export.write(out, List.of(0)));
        assertEquals(mine + ": in the way, and not what this export writes; choose another folder", e.getMessage());
        assertEquals(Set.of(".lock", "config.json"), ExportFixture.contents(out).keySet());
        assertEquals("mine", Files.readString(mine));
        assertFalse(Files.exists(out.resolve(Staging.NAME)));

        // Another member in the same folder is in the way, too; a folder of a file's name likewise.
        Path other = temporary.resolve("other");
        export.write(other, List.of(0));
        assertThrows(IOException.class, () -> export.write(other, List.of(1)));
        Path third = temporary.resolve("third");
        Files.createDirectories(third.resolve("model.safetensors"));
        var folder = assertThrows(IOException.class, () -> export.write(third, List.of(1)));
        assertTrue(folder.getMessage().startsWith(third.resolve("model.safetensors") + ": in the way"));
        Path fourth = temporary.resolve("fourth");
        Files.createDirectories(fourth);
        Files.writeString(fourth.resolve("000001"), "mine");
        var file = assertThrows(IOException.class, () -> export.write(fourth, List.of(0, 1)));
        assertEquals(
                fourth.resolve("000001") + ": cannot be created: a file of that name is in the way", file.getMessage());
    }

    @Test
    void oneExportAtATimeWritesToAFolder() throws IOException {
        MemberExport export = new MemberExport(ExportFixture.zoo(zoo, MLP, true, 1), ExportFormat.NPZ);
        Files.createDirectories(out);
        try (ArtefactLock lock = ArtefactLock.acquire(out)) {
            lock.requireOpen();
            var e = assertThrows(IOException.class, () -> export.write(out, List.of(0)));
            assertTrue(e.getMessage().contains("in use by another writer"), e::getMessage);
        }
        export.write(out, List.of(0));
    }

    @Test
    void aDamagedMemberDoesNotLeave() throws IOException {
        MemberFolder members = ExportFixture.zoo(zoo, MLP, false, 2);
        Path file = zoo.resolve("members/000001.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        MemberExport export = new MemberExport(members, ExportFormat.HUB);
        var e = assertThrows(IOException.class, () -> export.write(out, List.of(1)));
        assertTrue(e.getMessage().startsWith(file + ": sha256 is "), e::getMessage);
        assertEquals(Set.of(".lock"), ExportFixture.contents(out).keySet());
    }

    @Test
    void refusesADenseMemberWhereOnlyAMaskMakesSense() throws IOException {
        MemberFolder members = ExportFixture.zoo(zoo, MLP, false, 1);
        MemberExport export = new MemberExport(members, ExportFormat.COMPRESSED_TENSORS);
        var e = assertThrows(IllegalArgumentException.class, () -> export.write(out, List.of(0)));
        assertEquals(
                zoo + ": member 0 is dense, but compressed-tensors is for sparse members; the format hub takes both",
                e.getMessage());
        assertFalse(Files.exists(out));
    }

    /** The zoo takes a pruned -0 for a zero, but the compressed form would make it +0. */
    @Test
    void refusesToLoseTheSignOfAPrunedZero() throws IOException {
        Layout layout = MLP.layout();
        float[] flat = ExportFixture.mask(layout, 0).toStateDict().toArray();
        int pruned = ExportFixture.mask(layout, 0).toBitSet().nextClearBit(0);
        flat[pruned] = -0f;
        MemberFolder members =
                ExportFixture.zoo(zoo, MLP, StateDict.of(layout, flat), Optional.of(ExportFixture.mask(layout, 0)));
        MemberExport export = new MemberExport(members, ExportFormat.COMPRESSED_TENSORS);
        var e = assertThrows(IllegalArgumentException.class, () -> export.write(out, List.of(0)));
        assertTrue(e.getMessage().startsWith(zoo + ": member 0: fc1: value -0.0 at "), e::getMessage);
        assertEquals(Set.of(".lock"), ExportFixture.contents(out).keySet());

        new MemberExport(members, ExportFormat.NPZ).write(out, List.of(0));
        assertTrue(members.store()
                .weights(0)
                .sameBits(NpzFile.open(out.resolve("000000.npz")).toStateDict(layout)));
    }

    @Test
    void doesNotWriteIntoTheZoo() throws IOException {
        MemberExport export = new MemberExport(ExportFixture.zoo(zoo, MLP, false, 1), ExportFormat.HUB);
        Map<String, String> before = ExportFixture.contents(zoo);
        var e = assertThrows(IOException.class, () -> export.write(zoo, List.of(0)));
        assertEquals(zoo + ": cannot be exported to: the members are there; choose another folder", e.getMessage());
        assertEquals(before, ExportFixture.contents(zoo));
    }
}
