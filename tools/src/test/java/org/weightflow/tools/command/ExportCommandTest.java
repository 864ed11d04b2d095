package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.safetensors.SafetensorsFile;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.Captured;

class ExportCommandTest {
    @TempDir
    Path temp;

    private String zoo;
    private Path out;

    @BeforeEach
    void collect() {
        zoo = temp.resolve("zoo").toString();
        out = temp.resolve("out");
        run(
                0,
                "collect",
                "--dataset",
                "iris",
                "--validation",
                "24",
                "--architecture",
                "mlp-4-3-3",
                "--members",
                "4",
                "--epochs",
                "1",
                "--batch-size",
                "32",
                "--threads",
                "1",
                "--out",
                zoo);
    }

    private static String run(int code, String... args) {
        Captured captured = new Captured();
        assertEquals(code, captured.run(args), () -> captured.out() + captured.err());
        return captured.out() + captured.err();
    }

    private String export(int code, String... options) {
        return run(
                code,
                Stream.concat(List.of("export", zoo, "--out", out.toString()).stream(), List.of(options).stream())
                        .toArray(String[]::new));
    }

    @Test
    void writesTheChosenMembersAndSaysWhatItDid() throws IOException {
        String said = export(0, "--format", "hub", "--members", "1,3");
        String last = said.strip().lines().reduce((first, second) -> second).orElseThrow();
        assertTrue(last.strip().matches(".*out +hub +2 +6 +0"), said);
        assertFalse(Files.exists(out.resolve("000000")));
        Zoo source = Zoo.open(Path.of(zoo));
        for (int id : new int[] {1, 3}) {
            assertTrue(source.weights(id)
                    .sameBits(SafetensorsFile.open(out.resolve("00000" + id + "/model.safetensors"))
                            .toStateDict(source.architecture().layout())));
        }
        String again = export(0, "--format", "hub", "--members", "1,3");
        assertTrue(again.strip().endsWith(" 6") && again.contains(" 0 "), again);
    }

    @Test
    void takesAllMembersUnlessToldOtherwise() {
        export(0, "--format", "npz");
        for (int id = 0; id < 4; id++) {
            assertTrue(Files.exists(out.resolve("00000" + id + ".npz")));
        }
    }

    @Test
    void exportsWhatAGeneratorSampled() throws IOException {
        Path config = temp.resolve("small.yaml");
        Files.writeString(config, "name: small\nfit: {flow: {hidden: 4, steps: 4, evaluationInterval: 2}}\n");
        String generator = temp.resolve("generator").toString();
        String ensemble = temp.resolve("ensemble").toString();
        run(0, "fit", zoo, "-c", config.toString(), "--threads", "1", "--out", generator);
        run(0, "sample", generator, "--count", "2", "--threads", "1", "--out", ensemble);
        run(0, "export", ensemble, "--format", "hub", "--members", "1", "--out", out.toString());
        String card = Files.readString(out.resolve("README.md"));
        assertTrue(card.contains("- weight-generation\n"), card);
        assertTrue(card.contains("datasets:\n- \"iris\"\n"), card);
        // The number of the draw is a metric of the member, but nothing that was measured.
        assertFalse(card.contains("model-index"), card);
        assertEquals(
                -1, Files.mismatch(Path.of(ensemble, "members/000001.safetensors"), out.resolve("model.safetensors")));
    }

    @Test
    void wrongUseIsOneSentenceAndWritesNothing() {
        assertTrue(export(2).startsWith("weightflow: missing required option: '--format"));
        assertTrue(export(2, "--format", "onnx").contains("'onnx' is not one of hub, compressed-tensors, npz"));
        assertTrue(export(2, "--format", "hub", "--members", "2-9")
                .startsWith("weightflow: there is no member 4; the last one is 3"));
        assertTrue(export(2, "--format", "hub", "--members", "some").contains("'some' is neither a member's id"));
        assertFalse(Files.exists(out));
        assertTrue(export(1, "--format", "compressed-tensors")
                .startsWith("weightflow: " + zoo + ": member 0 is dense, but"));
        assertEquals(
                "weightflow: " + temp + ": neither a zoo nor an ensemble\n",
                run(1, "export", temp.toString(), "--format", "hub", "--out", out.toString()));
    }
}
