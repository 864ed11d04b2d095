package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.artefact.PosteriorFolder;
import org.weightflow.bayes.artefact.PosteriorOrigin;
import org.weightflow.datasets.Standardisation;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.zoo.ZooManifest;
import org.weightflow.tools.Captured;

class SampleCommandTest {
    private static final Mlp MLP = Mlp.of(4, 5, 3);

    @TempDir
    Path temp;

    private Path posterior(Architecture architecture, int members) throws IOException {
        Layout layout = architecture.layout();
        Task iris = Task.load(new TaskConfig("iris", 24, Standardisation.Scope.PER_FEATURE), null, new Seed(1));
        BitSet kept = new BitSet();
        kept.set(0, layout.size());
        kept.clear(3, 9);
        float[] deviations = new float[layout.size()];
        Arrays.fill(deviations, 0, 20, 0.1f);
        List<Posterior> posteriors = new ArrayList<>();
        for (int p = 0; p < members; p++) {
            StateDict mean = Initialisation.KAIMING_UNIFORM.draw(layout, new Seed(p));
            posteriors.add(Posterior.masked(mean, StateDict.of(layout, deviations), Mask.of(layout, kept)));
        }
        Path folder = temp.resolve("posterior");
        PosteriorFolder.write(
                folder,
                new PosteriorOrigin(
                        ZooManifest.Network.of(architecture),
                        iris.facts(),
                        Map.of("method", "magnitude"),
                        1,
                        Provenance.here(1, Map.of(), iris.dataset().sha256())),
                posteriors);
        return folder;
    }

    private static String run(int code, String... args) {
        Captured captured = new Captured();
        assertEquals(code, captured.run(args), () -> captured.out() + captured.err());
        return captured.out() + captured.err();
    }

    private String sample(int code, Path source, Path out, String... options) {
        List<String> words =
                new ArrayList<>(List.of("sample", source.toString(), "--out", out.toString(), "--threads", "1"));
        words.addAll(List.of(options));
        return run(code, words.toArray(String[]::new));
    }

    @Test
    void drawsNetworksFromAPosteriorForEveryReaderOfEnsembles() throws IOException {
        Path source = posterior(MLP, 3);
        Path first = temp.resolve("first");
        String said = sample(0, source, first, "--count", "7", "--seed", "5");
        assertTrue(said.contains("mlp-4-5-3") && said.contains("7"), said);
        Ensemble ensemble = Ensemble.open(first);
        assertEquals(7, ensemble.size());
        PosteriorFolder posteriors = PosteriorFolder.open(source);
        Seed seed = new Seed(5).child("sample");
        for (int i = 0; i < 7; i++) {
            assertTrue(posteriors.get(i % 3).draw(seed.child(i)).sameBits(ensemble.weights(i)));
            for (int pruned = 3; pruned < 9; pruned++) {
                assertEquals(0, Float.floatToRawIntBits(ensemble.weights(i).toArray()[pruned]));
            }
        }
        Path second = temp.resolve("second");
        sample(0, source, second, "--count", "7", "--seed", "5");
        assertEquals(checksums(first), checksums(second));
        Path exported = temp.resolve("exported");
        run(0, "export", first.toString(), "--format", "hub", "--members", "4", "--out", exported.toString());
        assertEquals(
                -1, Files.mismatch(first.resolve("members/000004.safetensors"), exported.resolve("model.safetensors")));
    }

    @Test
    void statisticsAreThoseOfTheMeanNetworksUnlessImagesAreGiven() throws IOException {
        Path source = posterior(new Mlp(List.of(4, 8, 3), Mlp.Norm.BATCH), 2);
        Path plain = temp.resolve("plain");
        Path estimated = temp.resolve("estimated");
        sample(0, source, plain, "--count", "2");
        assertEquals(Optional.empty(), Ensemble.open(plain).statisticsImages());
        assertTrue(Files.readString(plain.resolve("README.md")).contains("are those of the mean network |"));
        sample(0, source, estimated, "--count", "2", "--statistics-images", "40");
        assertEquals(Optional.of(40), Ensemble.open(estimated).statisticsImages());
        assertTrue(
                Files.readString(estimated.resolve("README.md")).contains("for each network from 40 training images"));
        assertFalse(Ensemble.open(plain)
                .weights(0)
                .sameBits(Ensemble.open(estimated).weights(0)));
    }

    @Test
    void drawnNetworksAreEvaluatedAgainstAZooOfTheSameTaskOnly() throws IOException {
        Path ensemble = temp.resolve("ensemble");
        Path zoo = temp.resolve("zoo");
        sample(0, posterior(MLP, 2), ensemble, "--count", "2");
        String[] collect = {
            "collect",
            "--dataset",
            "iris",
            "--validation",
            "20",
            "--architecture",
            "mlp-4-5-3",
            "--members",
            "2",
            "--epochs",
            "1",
            "--threads",
            "1",
            "--out",
            zoo.toString()
        };
        run(0, collect);
        String said = run(
                1,
                "evaluate",
                ensemble.toString(),
                "--zoo",
                zoo.toString(),
                "--out",
                temp.resolve("report").toString());
        assertTrue(said.startsWith("weightflow: " + ensemble + ": dataset.splitSeed is "), said);
        assertFalse(Files.exists(temp.resolve("report")));
    }

    @ParameterizedTest
    @CsvSource({
        "--solver,rk4-5",
        "--temperature,0.5",
        "--anchor,0.1",
        "--hull,0.9",
        "--decode,regression",
        "--condition,accuracy=0.9",
        "--guidance,2",
        "--accept,0.1",
        "--zoo,zoo"
    })
    void whatIsForGeneratorsIsRefused(String option, String value) throws IOException {
        Path source = posterior(MLP, 1);
        Path out = temp.resolve("out");
        String zoo = temp.resolve("zoo").toString();
        String said = option.equals("--accept")
                ? sample(2, source, out, option, value, "--zoo", zoo)
                : sample(2, source, out, option, value);
        assertTrue(said.startsWith("weightflow: " + option + " is for generators, but " + source), said);
        assertFalse(Files.exists(out));
    }

    @Test
    void wrongUseIsOneSentence() throws IOException {
        Path source = posterior(MLP, 1);
        Path out = temp.resolve("out");
        assertTrue(sample(2, source, out, "--statistics-images", "10")
                .startsWith(
                        "weightflow: --statistics-images are for networks with batch normalisation, but mlp-4-5-3"));
        assertFalse(Files.exists(out));
        Path std = source.resolve("members/000000.std.safetensors");
        Files.delete(std);
        String said = sample(1, source, out, "--count", "1");
        assertTrue(said.contains("weightflow: " + std + ": cannot be read: no such file"), said);
    }

    private static Map<String, String> checksums(Path folder) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.put(folder.relativize(file).toString(), Checksum.ofFile(file));
            }
        }
        return found;
    }
}
