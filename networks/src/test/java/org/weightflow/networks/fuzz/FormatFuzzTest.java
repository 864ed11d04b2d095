package org.weightflow.networks.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Seed;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.numpy.NpyBytes;
import org.weightflow.networks.numpy.NpyFile;
import org.weightflow.networks.numpy.NpzFile;
import org.weightflow.networks.safetensors.SafetensorsFile;
import org.weightflow.networks.safetensors.SafetensorsWriter;
import org.weightflow.networks.safetensors.ShardedSafetensors;
import org.weightflow.networks.torch.Fixtures;
import org.weightflow.networks.torch.TorchFile;

/** Every reader of a format that others write, under {@link MutationFuzzer}, which says how to run it for long. */
class FormatFuzzTest {
    private static final Path FAILURES = Path.of("target", "fuzz");
    private static final Seed SEED = new Seed(20260101);

    @TempDir
    Path folder;

    private static List<byte[]> words(String... words) {
        return Stream.of(words)
                .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    private void fuzz(String name, List<byte[]> inputs, List<byte[]> dictionary, Reader reader) throws IOException {
        Path file = folder.resolve(name);
        MutationFuzzer.Parser parser = input -> {
            // A new file each time: some file systems wait for the disk when an old one is written over.
            Files.deleteIfExists(file);
            reader.readAll(Files.write(file, input));
        };
        MutationFuzzer.Report report = new MutationFuzzer(name, inputs, dictionary, parser, FAILURES, SEED).run();
        // Otherwise the changes would all be too small or all too large to test anything.
        assertTrue(report.read() > report.tried() / 100, report::toString);
        assertTrue(report.read() < report.tried() * 9 / 10, report::toString);
        assertTrue(report.refusals() >= 8, report::toString);
    }

    @FunctionalInterface
    private interface Reader {
        void readAll(Path file) throws IOException;
    }

    private static void readAll(Checkpoint checkpoint) {
        for (Map.Entry<String, Tensor> each : checkpoint.tensors().entrySet()) {
            Tensor tensor = each.getValue();
            assertEquals(each.getKey(), tensor.name());
            ByteBuffer bytes = tensor.bytes();
            assertEquals(tensor.byteCount(), bytes.remaining());
            byte sum = 0;
            while (bytes.hasRemaining()) {
                sum += bytes.get();
            }
            try {
                assertEquals(tensor.byteCount() * 8 / tensor.dtype().bits(), tensor.toFloats().length, "" + sum);
            } catch (IllegalArgumentException opaque) {
                assertTrue(opaque.getMessage().endsWith("is not read as numbers"), opaque::getMessage);
            }
        }
    }

    @Test
    void safetensors() throws IOException {
        Path sound = folder.resolve("sound");
        List<Tensor> tensors = List.of(
                Tensor.ofFloats("fc1.weight", new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
                Tensor.ofBytes("mask", new byte[] {1, 2}, 2),
                Tensor.of("scale", Dtype.BF16, ByteBuffer.allocate(2)),
                Tensor.of("none", Dtype.I64, ByteBuffer.allocate(0), 0, 4));
        SafetensorsWriter.write(sound, tensors, Map.of("format", "pt"));
        fuzz(
                "safetensors",
                List.of(Files.readAllBytes(sound)),
                words(
                        "\"dtype\":\"F4\"",
                        "\"F64\"",
                        "\"shape\":[",
                        "\"data_offsets\":[0,0]",
                        "__metadata__",
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        "18446744073709551615",
                        "-1",
                        "1e3",
                        "\\ud800",
                        "null"),
                file -> readAll(SafetensorsFile.open(file).checkpoint()));
    }

    @Test
    void torch() throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        for (String name : List.of(
                "zip.pt",
                "legacy.pt",
                "protocol4.pt",
                "views-legacy.pt",
                "dtypes-legacy.pt",
                "training.pt",
                "parameters.pt",
                "zip64.pt")) {
            inputs.add(Files.readAllBytes(Fixtures.path(name)));
        }
        fuzz(
                "torch",
                inputs,
                words(
                        "PK\u0003\u0004",
                        "PK\u0001\u0002",
                        "PK\u0005\u0006",
                        "PK\u0006\u0006",
                        "PK\u0006\u0007",
                        "data.pkl",
                        "data/0",
                        "byteorder",
                        "../",
                        "cos\nsystem\n",
                        "ctorch\nFloatStorage\n",
                        "ctorch\nLongStorage\n",
                        "ctorch._utils\n_rebuild_tensor_v2\n",
                        "ctorch\nSize\n",
                        "ccollections\nOrderedDict\n",
                        ")R",
                        "\u0080\u0002",
                        "(",
                        "t",
                        "\u0085",
                        "\u0086",
                        "\u0087",
                        "Q",
                        "R",
                        "b",
                        "s",
                        "u",
                        "]",
                        "}",
                        "a",
                        "e",
                        "h\u0001",
                        "q\u0001",
                        "K\u0000",
                        "J\u00ff\u00ff\u00ff\u00ff",
                        "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
                        "X\u00ff\u00ff\u00ff\u007f",
                        "N."),
                file -> readAll(TorchFile.open(file)));
    }

    @Test
    void npy() throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        for (String name : List.of("f4.npy", "i8.npy", "axes.npy", "scalar.npy", "empty.npy", "version2.npy")) {
            inputs.add(Files.readAllBytes(NpyBytes.path(name)));
        }
        fuzz(
                "npy",
                inputs,
                words(
                        "'descr'",
                        "'shape'",
                        "'fortran_order'",
                        "'<f8'",
                        "'|u1'",
                        "'|O'",
                        "True",
                        "False",
                        "(",
                        ")",
                        ",",
                        "{",
                        "}",
                        ": ",
                        "(0,)",
                        "(999999999999999999,)",
                        "\n",
                        "\u0093NUMPY\u0003"),
                file -> {
                    NpyFile array = NpyFile.open(file);
                    for (long row = 0; row < Math.min(array.rows(), 1000); row++) {
                        assertEquals(array.rowSize(), array.floats(row).length);
                    }
                });
    }

    @Test
    void npz() throws IOException {
        fuzz(
                "npz",
                List.of(Files.readAllBytes(NpyBytes.path("arrays.npz"))),
                words(
                        "PK\u0003\u0004",
                        "PK\u0001\u0002",
                        "PK\u0005\u0006",
                        "a.npy",
                        "'<f8'",
                        "(0,)",
                        "True",
                        "\u00ff\u00ff"),
                file -> readAll(NpzFile.open(file)));
    }

    @Test
    void shardIndex() throws IOException {
        for (String name : List.of("a", "b")) {
            SafetensorsWriter.write(
                    folder.resolve(name + ".st"), List.of(Tensor.ofFloats(name, new float[] {1}, 1)), Map.of());
        }
        String sound = "{\"metadata\": {\"total_size\": 8}, \"weight_map\": {\"a\": \"a.st\", \"b\": \"b.st\"}}\n";
        String bare = "{\"weight_map\":{\"b\":\"b.st\"}}";
        fuzz(
                "shard-index",
                words(sound, bare),
                words(
                        "\"a\"",
                        "\"b\"",
                        ":",
                        ",",
                        "{",
                        "}",
                        "[",
                        "]",
                        "../",
                        "..",
                        "/",
                        "\\u0000",
                        "\"x\": \"a.st\"",
                        "null",
                        "\"weight_map\"",
                        "1e999",
                        "\"\""),
                file -> readAll(ShardedSafetensors.open(file)));
    }
}
