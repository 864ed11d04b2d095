package org.weightflow.networks.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.compressed.SparseFile;
import org.weightflow.networks.numpy.NpzFile;
import org.weightflow.networks.prediction.NetworkAccuracy;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsWriter;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;

class ZooImportTest {
    private static final Mlp MLP = Mlp.of(4, 5, 3);
    private static final Layout LAYOUT = MLP.layout();
    private static final Provenance PROVENANCE = Provenance.here(1, Map.of(), null);

    @TempDir
    private Path folder;

    @Test
    void takesEveryReadableFormatWithoutLosingABit() throws IOException {
        StateDict odd = odd();
        SafetensorsWriter.write(source("seed10.safetensors"), odd, Map.of());
        NpzFile.write(source("seed2.npz"), tensors(odd, name -> name));
        SafetensorsWriter.write(source("seed3.safetensors"), tensors(odd, name -> "module." + name), Map.of());
        SafetensorsWriter.write(source("seed4.safetensors"), sequential(odd), Map.of());
        Files.writeString(source("notes.txt"), "no checkpoint");
        Heard heard = new Heard();
        Zoo zoo = importer(ImportConfig.defaults(), heard).run(zoo(), PROVENANCE);
        assertEquals(List.of(), heard.refused);
        assertEquals(MLP, zoo.architecture());
        assertEquals(
                List.of("seed2.npz", "seed3.safetensors", "seed4.safetensors", "seed10.safetensors"),
                zoo.members().stream().map(Member::parent).toList());
        for (int i = 0; i < 4; i++) {
            assertTrue(odd.sameBits(zoo.weights(i)), zoo.members().get(i).parent());
            assertEquals(Optional.empty(), zoo.mask(i));
        }
        assertTrue(Zoo.verify(zoo.folder()).isSound());
    }

    @Test
    void reportsWhatDoesNotFitOneByOneAndGoesOn() throws IOException {
        SafetensorsWriter.write(source("a.safetensors"), random(1), Map.of());
        Files.writeString(source("b.safetensors"), "not a header");
        SafetensorsWriter.write(
                source("c.safetensors"),
                Initialisation.NORMAL.draw(Mlp.of(4, 6, 3).layout(), new Seed(1)),
                Map.of());
        float[] broken = random(2).toArray();
        broken[7] = Float.NaN;
        SafetensorsWriter.write(source("d.safetensors"), StateDict.of(LAYOUT, broken), Map.of());
        SafetensorsWriter.write(source("e.safetensors"), random(3), Map.of());
        Heard heard = new Heard();
        Zoo zoo = importer(ImportConfig.defaults(), heard).run(zoo(), PROVENANCE);
        assertEquals(2, zoo.size());
        assertEquals(
                List.of("b.safetensors", "c.safetensors", "d.safetensors"),
                List.copyOf(heard.refused().keySet()));
        assertTrue(heard.refused().get("c.safetensors").contains("fc1.weight"), heard.refused()::toString);
        assertTrue(heard.refused().get("d.safetensors").contains("fc1.weight[7] is NaN"), heard.refused()::toString);

        var strict = assertThrows(
                IOException.class, () -> importer(ImportConfig.defaults().withStrict(true), new Heard())
                        .run(folder.resolve("strict"), PROVENANCE));
        assertTrue(strict.getMessage().contains("b.safetensors"), strict::getMessage);
        assertFalse(Files.exists(folder.resolve("strict").resolve("zoo.json")));
    }

    @Test
    void refusesToRound() throws IOException {
        SafetensorsWriter.write(source("a.safetensors"), random(1), Map.of());
        SafetensorsWriter.write(source("b.safetensors"), doubles(0.5), Map.of());
        SafetensorsWriter.write(source("c.safetensors"), doubles(0.1), Map.of());
        Heard heard = new Heard();
        Zoo zoo = importer(ImportConfig.defaults(), heard).run(zoo(), PROVENANCE);
        assertEquals(2, zoo.size());
        assertEquals(0.5f, zoo.weights(1).entry(0).get(0));
        assertTrue(heard.refused().get("c.safetensors").contains("rounded"), heard.refused()::toString);
    }

    @Test
    void takesMasksOnlyWhereTheyAreGiven() throws IOException {
        Mask mask = everySecond();
        StateDict sparse = mask.apply(random(4));
        SafetensorsWriter.write(source("a.safetensors"), sparse, Map.of());
        SafetensorsWriter.write(source("b.safetensors"), sparse, Map.of());
        MaskFile.write(source("b.mask.safetensors"), mask);
        SafetensorsWriter.write(source("c.safetensors"), prunedPairs(random(4), mask), Map.of());
        SparseFile.write(source("d.safetensors"), sparse, mask);
        Zoo zoo = importer(ImportConfig.defaults(), new Heard()).run(zoo(), PROVENANCE);
        assertEquals(4, zoo.size());
        assertEquals(Optional.empty(), zoo.mask(0));
        for (int i = 1; i < 4; i++) {
            assertEquals(Optional.of(mask), zoo.mask(i), zoo.members().get(i).parent());
            assertTrue(sparse.sameBits(zoo.weights(i)), zoo.members().get(i).parent());
        }
    }

    @Test
    void masksZerosOnRequest() throws IOException {
        Mask mask = everySecond();
        SafetensorsWriter.write(source("a.safetensors"), mask.apply(random(4)), Map.of());
        Heard heard = new Heard();
        Zoo zoo = importer(ImportConfig.defaults().withMaskZeros(true), heard).run(zoo(), PROVENANCE);
        assertEquals(Optional.of(mask), zoo.mask(0));
        assertTrue(heard.notes.get(0).contains("zeros are masked"), heard.notes::toString);
    }

    @Test
    void refusesAMaskThatPrunesWhatIsNotZero() throws IOException {
        SafetensorsWriter.write(source("a.safetensors"), random(4), Map.of());
        MaskFile.write(source("a.mask.safetensors"), everySecond());
        var e = assertThrows(IOException.class, () -> importer(ImportConfig.defaults(), new Heard())
                .run(zoo(), PROVENANCE));
        assertTrue(e.getMessage().contains("none of the 1 checkpoints fits"), e::getMessage);
    }

    @Test
    void measuresMembersAsTheLibraryDoes() throws IOException {
        for (int i = 0; i < 3; i++) {
            SafetensorsWriter.write(source(i + ".safetensors"), random(i), Map.of());
        }
        Task task = Task.load(new TaskConfig("iris", 30, Standardisation.Scope.PER_FEATURE), null, new Seed(1));
        Zoo zoo = new ZooImport(FolderSource.open(folder.resolve("source")), ImportConfig.defaults(), task, new Heard())
                .run(zoo(), PROVENANCE);
        double[] test = new NetworkAccuracy(MLP, task.test()).of(3, ZooImportTest::random);
        assertArrayEquals(
                test,
                zoo.members().stream()
                        .mapToDouble(member -> member.metrics().get(Member.TEST_ACCURACY))
                        .toArray());
        assertEquals("iris", zoo.manifest().dataset().name());
        assertEquals(task.test().count(), Task.load(zoo.manifest(), null).test().count());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void goesOnAfterAnInterruptionToTheSameBytes(int members) throws IOException {
        for (int i = 0; i < 3; i++) {
            SafetensorsWriter.write(source(i + ".safetensors"), random(i), Map.of());
        }
        Path whole = folder.resolve("whole");
        importer(ImportConfig.defaults(), new Heard()).run(whole, PROVENANCE);
        Heard interrupted = new Heard();
        interrupted.stopAt = members;
        assertThrows(IllegalStateException.class, () -> importer(ImportConfig.defaults(), interrupted)
                .run(zoo(), PROVENANCE));
        importer(ImportConfig.defaults(), new Heard()).run(zoo(), PROVENANCE);
        assertEquals(contents(whole), contents(zoo()));
    }

    @Test
    void namesTheReasonWhenNothingIsRecognised() throws IOException {
        SafetensorsWriter.write(source("a.safetensors"), List.of(Tensor.ofFloats("what", new float[3], 3)), Map.of());
        var e = assertThrows(IOException.class, () -> importer(ImportConfig.defaults(), new Heard())
                .run(zoo(), PROVENANCE));
        assertTrue(e.getMessage().contains("--architecture") && e.getMessage().contains("what"), e::getMessage);
        var empty =
                assertThrows(IOException.class, () -> FolderSource.open(Files.createDirectory(folder.resolve("none"))));
        assertTrue(empty.getMessage().contains("no checkpoint"), empty::getMessage);
    }

    @Test
    void keepsToAGivenArchitecture() throws IOException {
        SafetensorsWriter.write(source("a.safetensors"), random(1), Map.of());
        ImportConfig given = ImportConfig.defaults().withArchitecture(Architectures.parse("mlp-4-6-3"));
        Heard heard = new Heard();
        assertThrows(IOException.class, () -> importer(given, heard).run(zoo(), PROVENANCE));
        assertTrue(heard.refused().get("a.safetensors").contains("fc1.weight"), heard.refused()::toString);
    }

    private ZooImport importer(ImportConfig config, ImportListener listener) throws IOException {
        return new ZooImport(FolderSource.open(folder.resolve("source")), config, null, listener);
    }

    private Path zoo() {
        return folder.resolve("zoo");
    }

    private Path source(String name) throws IOException {
        return Files.createDirectories(folder.resolve("source")).resolve(name);
    }

    private static StateDict random(int seed) {
        return Initialisation.TORCH_DEFAULT.draw(LAYOUT, new Seed(seed));
    }

    /** Values that careless conversions lose. */
    private static StateDict odd() {
        float[] flat = random(9).toArray();
        flat[0] = -0f;
        flat[1] = Float.MIN_VALUE;
        flat[2] = Float.MAX_VALUE;
        flat[3] = -1e-40f;
        return StateDict.of(LAYOUT, flat);
    }

    private static Mask everySecond() {
        BitSet kept = new BitSet();
        for (int e = 0; e < LAYOUT.entries().size(); e++) {
            for (int i = LAYOUT.offset(e); i < LAYOUT.offset(e + 1); i++) {
                kept.set(i, !LAYOUT.entry(e).prunable() || i % 2 == 0);
            }
        }
        return Mask.of(LAYOUT, kept);
    }

    private interface Renaming {
        String of(String name);
    }

    private static List<Tensor> tensors(StateDict weights, Renaming names) {
        List<Tensor> tensors = new ArrayList<>();
        for (int e = 0; e < LAYOUT.entries().size(); e++) {
            Layout.Entry entry = LAYOUT.entry(e);
            float[] values = new float[entry.size()];
            weights.entry(e).get(values);
            tensors.add(Tensor.ofFloats(
                    names.of(entry.name()),
                    values,
                    entry.shape().stream().mapToLong(Integer::longValue).toArray()));
        }
        return tensors;
    }

    /** The names that nn.Sequential(Linear, ReLU, Linear) gives. */
    private static List<Tensor> sequential(StateDict weights) {
        return tensors(weights, name -> name.replace("fc1", "0").replace("fc2", "2"));
    }

    private static List<Tensor> doubles(double first) {
        List<Tensor> tensors = new ArrayList<>();
        for (Layout.Entry entry : LAYOUT.entries()) {
            ByteBuffer bytes = ByteBuffer.allocate(entry.size() * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putDouble(0, first);
            tensors.add(Tensor.of(
                    entry.name(),
                    Dtype.F64,
                    bytes,
                    entry.shape().stream().mapToLong(Integer::longValue).toArray()));
        }
        return tensors;
    }

    /** What torch.nn.utils.prune leaves of the weights: values as they were, and masks beside them. */
    private static List<Tensor> prunedPairs(StateDict weights, Mask mask) {
        List<Tensor> pairs = new ArrayList<>();
        List<Tensor> plain = tensors(weights, name -> name);
        for (int e = 0; e < plain.size(); e++) {
            Layout.Entry entry = LAYOUT.entry(e);
            Tensor tensor = plain.get(e);
            if (!entry.prunable()) {
                pairs.add(tensor);
                continue;
            }
            float[] factors = new float[entry.size()];
            for (int i = 0; i < factors.length; i++) {
                factors[i] = mask.keeps(LAYOUT.offset(e) + i) ? 1 : 0;
            }
            long[] shape = entry.shape().stream().mapToLong(Integer::longValue).toArray();
            pairs.add(Tensor.ofFloats(entry.name() + "_orig", tensor.toFloats(), shape));
            pairs.add(Tensor.ofFloats(entry.name() + "_mask", factors, shape));
        }
        return pairs;
    }

    private static Map<String, String> contents(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(
                        root.relativize(file).toString(),
                        java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    private static final class Heard implements ImportListener {
        private final List<String[]> refused = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private int stopAt = Integer.MAX_VALUE;

        Map<String, String> refused() {
            Map<String, String> reasons = new LinkedHashMap<>();
            refused.forEach(each -> reasons.put(each[0], each[1]));
            return reasons;
        }

        @Override
        public void onChecked(int done, int total) {}

        @Override
        public void onRefused(String checkpoint, String reason) {
            refused.add(new String[] {checkpoint, reason});
        }

        @Override
        public void onNote(String checkpoint, String note) {
            notes.add(note);
        }

        @Override
        public void onMember(String checkpoint, Member member, int total) {
            if (member.id() == stopAt) {
                throw new IllegalStateException("stopped");
            }
        }
    }
}
