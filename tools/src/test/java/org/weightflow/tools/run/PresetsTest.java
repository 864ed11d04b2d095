package org.weightflow.tools.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.training.Adam;
import org.weightflow.pruning.collect.CollectConfig.Kind;
import org.weightflow.tools.config.ConfigException;
import org.weightflow.tools.options.UsageException;

class PresetsTest {
    static final List<String> NAMES = Stream.of(Presets.NAMES, Presets.COMPARISONS, Presets.BAYES)
            .flatMap(List::stream)
            .toList();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @FieldSource("NAMES")
    void presetsAreValidAndReadBackFromTheirOwnYaml(String name) throws IOException {
        RunConfig preset = Presets.find(name);
        assertEquals(name, preset.name());
        assertTrue(!Presets.NAMES.contains(name) || preset.collect().members() >= 16);
        assertTrue(preset.sample().count() >= 16);
        assertEquals(preset, RunConfig.tree().parse(RunConfig.tree().yaml(preset), "printed.yaml"));
    }

    /** 100 MLPs 784-32-32-10, Adam at 1e-3, batches of 64, 5 epochs, Kaiming uniform: DeepWeightFlow's zoo. */
    @Test
    void mnistIsTheReferencesZoo() throws IOException {
        RunConfig mnist = Presets.find("mnist");
        assertEquals("mlp-784-32-32-10", mnist.network().id());
        assertEquals(Kind.DENSE, mnist.collect().kind());
        assertEquals(100, mnist.collect().members());
        assertEquals(Initialisation.KAIMING_UNIFORM, mnist.collect().initialise());
        assertEquals(Adam.defaults(), mnist.collect().training().optimizer());
        assertEquals(1e-3, mnist.collect().training().learningRate());
        assertEquals(64, mnist.collect().training().batchSize());
        assertEquals(5, mnist.collect().training().epochs());
    }

    @Test
    void mnistBayesIsLeNetWithTwentyLevelsOfAFifth() throws IOException {
        RunConfig bayes = Presets.find("mnist-bayes");
        assertEquals("mlp-784-300-100-10", bayes.network().id());
        assertEquals(20, bayes.collect().pruning().levels());
        assertEquals(0.2, bayes.collect().pruning().fraction());
        assertEquals(0, bayes.collect().rewindStep());
        assertEquals(BayesConfig.defaults().methods(), bayes.bayes().methods());
        assertEquals(10, bayes.bayes().variational().deviationRate());
        assertEquals(20, bayes.bayes().levelsOf(20).size());
        RunConfig conv = Presets.find("mnist-bayes-conv");
        assertEquals(2, conv.collect().training().epochs());
        assertEquals(List.of(5, 8, 11, 14, 17, 20), conv.bayes().levelsOf(20));
        assertEquals(bayes.bayes().variational(), conv.bayes().variational());
    }

    @Test
    void foldersAreNamedByWhatDiffersFromTheDefaults() throws IOException {
        RunConfig mnist = Presets.find("mnist");
        String name = Pipeline.folderName(mnist);
        assertTrue(name.matches("mnist-[0-9a-f]{8}"), name);
        assertEquals(name, Pipeline.folderName(Presets.find("mnist")));
        assertTrue(!name.equals(Pipeline.folderName(mnist.withSeed(2))));
    }

    /** The presets as they were at first: settings that came later, left at their defaults, do not move their folders. */
    @ParameterizedTest
    @ValueSource(strings = {"digits-1602939e", "mnist-c83398d3", "mnist-tickets-15c88e1b"})
    void foldersStayWhereTheyWere(String folder) throws IOException {
        String preset = "first-presets/" + folder.substring(0, folder.lastIndexOf('-')) + ".yaml";
        try (InputStream in = PresetsTest.class.getResourceAsStream(preset)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(folder, Pipeline.folderName(RunConfig.tree().parse(text, preset)));
        }
    }

    @Test
    void givenScalingMovesTheFolder() throws IOException {
        RunConfig digits = Presets.find("digits");
        Path file = Files.writeString(
                folder.resolve("run.yaml"),
                Presets.text("digits").replace("validation: 137", "validation: 137\n  mean: [0.3]\n  std: [0.5]"));
        RunConfig scaled = Presets.find(file.toString());
        assertEquals(List.of(0.3), scaled.dataset().mean());
        assertTrue(!Pipeline.folderName(digits).equals(Pipeline.folderName(scaled)));
        assertEquals(scaled, RunConfig.tree().parse(RunConfig.tree().yaml(scaled), "printed.yaml"));
        Files.writeString(file, Files.readString(file).replace("std: [0.5]", "std: [0.5, 1]"));
        var e = assertThrows(ConfigException.class, () -> Presets.find(file.toString()));
        assertTrue(e.getMessage().contains("std has 2 numbers, but mean has 1"), e::getMessage);
    }

    @Test
    void namesAWrongKeyWithItsLineAndANearOne() throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), "name: x\ncollect:\n  membres: 3\n");
        var e = assertThrows(ConfigException.class, () -> Presets.find(file.toString()));
        assertTrue(e.getMessage().contains("run.yaml:3") && e.getMessage().contains("members"), e::getMessage);
    }

    @Test
    void namesThePresetsWhereThereIsNoSuchThing() {
        var e = assertThrows(UsageException.class, () -> Presets.find("digit"));
        assertTrue(e.getMessage().contains("did you mean digits"), e::getMessage);
    }
}
