package org.weightflow.networks.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;

/** Reads what PyTorch wrote; the expected values are those of {@code make_fixtures.py}. */
class TorchFileTest {
    private static final List<String> LINEAR = List.of("0.weight", "0.bias", "2.weight", "2.bias");

    @TempDir
    Path folder;

    private static Checkpoint open(String name) throws IOException {
        return TorchFile.open(Fixtures.path(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zip.pt",
                "zip64.pt",
                "legacy.pt",
                "protocol4.pt",
                "protocol5.pt",
                "legacy-protocol4.pt",
                "training.pt",
                "parameters.pt",
                "parameters-legacy.pt"
            })
    void readsAStateDictInItsOrder(String name) throws IOException {
        Checkpoint checkpoint = open(name);
        assertEquals(LINEAR, List.copyOf(checkpoint.tensors().keySet()));
        assertEquals(List.of(2L, 3L), checkpoint.tensor("0.weight").shape());
        assertEquals(List.of(2L), checkpoint.tensor("2.bias").shape());
        assertEquals(Dtype.F32, checkpoint.tensor("0.bias").dtype());
        assertArrayEquals(Fixtures.values(6), checkpoint.tensor("0.weight").toFloats());
        assertArrayEquals(Fixtures.values(2), checkpoint.tensor("0.bias").toFloats());
        assertArrayEquals(Fixtures.values(4), checkpoint.tensor("2.weight").toFloats());
        assertArrayEquals(Fixtures.values(2), checkpoint.tensor("2.bias").toFloats());
    }

    @Test
    void readsFilesWithoutAnEnding() throws IOException {
        Path file = Files.copy(Fixtures.path("zip.pt"), folder.resolve("checkpoints"));
        assertEquals(file, TorchFile.open(file).path());
        assertEquals(LINEAR, List.copyOf(TorchFile.open(file).tensors().keySet()));
    }

    @Test
    void keepsTheNamesOfAWrappedModel() throws IOException {
        assertEquals(
                LINEAR.stream().map(name -> "module." + name).toList(),
                List.copyOf(open("data-parallel.pt").tensors().keySet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dtypes.pt", "dtypes-legacy.pt"})
    void readsEveryDtype(String name) throws IOException {
        Checkpoint checkpoint = open(name);
        Map<String, Dtype> dtypes = Map.of(
                "float64", Dtype.F64,
                "float32", Dtype.F32,
                "float16", Dtype.F16,
                "bfloat16", Dtype.BF16,
                "int64", Dtype.I64,
                "int32", Dtype.I32,
                "int16", Dtype.I16,
                "int8", Dtype.I8,
                "uint8", Dtype.U8,
                "bool", Dtype.BOOL);
        assertEquals(dtypes.size() + 2, checkpoint.tensors().size());
        for (Map.Entry<String, Dtype> each : dtypes.entrySet()) {
            assertEquals(each.getValue(), checkpoint.tensor(each.getKey()).dtype());
            boolean truth = each.getValue() == Dtype.BOOL;
            assertArrayEquals(
                    new float[] {0, 1, truth ? 1 : 2, truth ? 1 : 100},
                    checkpoint.tensor(each.getKey()).toFloats(),
                    each.getKey());
        }
        assertEquals(List.of(), checkpoint.tensor("scalar").shape());
        assertArrayEquals(new float[] {2.5f}, checkpoint.tensor("scalar").toFloats());
        assertEquals(List.of(2L, 0L, 3L), checkpoint.tensor("empty").shape());
        assertArrayEquals(new float[0], checkpoint.tensor("empty").toFloats());
    }

    /** {@code print(views[name].flatten().tolist())} */
    @ParameterizedTest
    @ValueSource(strings = {"views.pt", "views-legacy.pt"})
    void ordersViewsOfSharedStoragesRowMajor(String name) throws IOException {
        Checkpoint views = open(name);
        assertEquals(List.of(4L, 3L), views.tensor("transposed").shape());
        assertValues(views, "whole", -1, -0.5f, 0, 0.5f, 1, 1.5f, 2, 2.5f, 3, 3.5f, 4, 4.5f);
        assertValues(views, "transposed", -1, 1, 3, -0.5f, 1.5f, 3.5f, 0, 2, 4, 0.5f, 2.5f, 4.5f);
        assertValues(views, "column", -0.5f, 1.5f, 3.5f);
        assertValues(views, "corner", 2, 2.5f, 4, 4.5f);
        assertValues(views, "every_second", -1, 0, 1, 2, 3, 4);
        assertValues(views, "last_row", 3, 3.5f, 4, 4.5f);
        assertValues(views, "tied", -1, -0.5f, 0, 0.5f, 1, 1.5f, 2, 2.5f, 3, 3.5f, 4, 4.5f);
        assertEquals(List.of(2L, 3L, 2L, 2L), views.tensor("channels_last").shape());
        assertValues(views, "channels_last", Fixtures.values(24));
        assertEquals(List.of(4L, 2L, 3L), views.tensor("permuted").shape());
        float[] permuted = new float[24];
        for (int i = 0; i < 24; i++) {
            // Element (k, i, j) of [4, 2, 3] is element (i, j, k) of [2, 3, 4].
            permuted[i] = Fixtures.values(24)[i % 6 * 4 + i / 6];
        }
        assertValues(views, "permuted", permuted);
    }

    private static void assertValues(Checkpoint checkpoint, String name, float... expected) throws IOException {
        assertArrayEquals(expected, checkpoint.tensor(name).toFloats(), name);
    }

    @Test
    void givesAStateDict() throws IOException {
        Layout mlp = Mlp.of(3, 2, 2).layout();
        Layout saved = Layout.of(mlp.entries().stream()
                .map(entry -> new Layout.Entry(
                        entry.name().replace("fc1", "0").replace("fc2", "2"),
                        entry.shape(),
                        entry.kind(),
                        entry.prunable()))
                .toList());
        StateDict weights = open("zip.pt").toStateDict(saved);
        assertEquals(1.5f, weights.entry("0.weight").get(5));
        var e = assertThrows(
                CheckpointFormatException.class, () -> open("zip.pt").toStateDict(mlp));
        assertTrue(e.getMessage().contains("missing fc1.weight"), e::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        attack.pt           | data.pkl, byte
        attack.pt           | opcode GLOBAL: posix.system is not a name that checkpoints are made of
        attack-legacy.pt    | the value, byte
        attack-legacy.pt    | opcode GLOBAL: posix.system is not a name that checkpoints are made of
        attack-protocol4.pt | opcode STACK_GLOBAL: posix.system is not a name that checkpoints are made of
        module.pt           | torch.nn.modules.container.Sequential is not a name
        sparse.pt           | torch._utils._rebuild_sparse_tensor is not a name
        complex.pt          | torch.ComplexFloatStorage is not a name
        expanded.pt         | weight: shape [64] with strides [0] puts 64 elements into 1 places
        negated.pt          | opcode REDUCE: the tensor has marks of a conjugated or negated view
        script.pt           | a TorchScript program, which is code; save the state_dict of the module instead
        several.pt          | the file holds several state dicts: model, net
        one-tensor.pt       | the file holds one tensor, not a state dict
        deflated.pt         | zip/data.pkl: the entry is compressed (method 8); only stored ones are read
        big-endian.pt       | byteorder is 'big'; only little is read
        make_fixtures.py    | neither a zip archive nor a pickle, so not a PyTorch checkpoint
        """)
    void refusesWhatIsNoStateDict(String name, String message) {
        var e = assertThrows(CheckpointFormatException.class, () -> open(name));
        assertTrue(e.getMessage().startsWith(Fixtures.path(name) + ": "), e::getMessage);
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    @Test
    void runsNothing() {
        assertThrows(CheckpointFormatException.class, () -> open("attack.pt"));
        assertTrue(Files.notExists(Path.of("weightflow-was-here")));
    }

    @Test
    void namesAFileThatCannotBeRead() {
        Path lost = folder.resolve("lost.pt");
        assertEquals(
                lost + ": cannot be read: no such file or folder",
                assertThrows(IOException.class, () -> TorchFile.open(lost)).getMessage());
        var e = assertThrows(CheckpointFormatException.class, () -> TorchFile.open(folder));
        assertEquals(folder + ": a folder, not a file", e.getMessage());
    }

    @Test
    void refusesEmptyFilesAndTarArchives() throws IOException {
        Path file = Files.write(folder.resolve("a.pt"), new byte[0]);
        assertMessage("neither a zip archive nor a pickle", file);
        byte[] tar = new byte[1024];
        System.arraycopy(new byte[] {'u', 's', 't', 'a', 'r'}, 0, tar, 257, 5);
        assertMessage("a tar archive of PyTorch before 0.2", Files.write(file, tar));
    }

    private static void assertMessage(String part, Path file) {
        var e = assertThrows(CheckpointFormatException.class, () -> TorchFile.open(file));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }
}
