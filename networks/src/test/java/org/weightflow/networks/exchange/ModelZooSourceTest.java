package org.weightflow.networks.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.architecture.CnnS;
import org.weightflow.networks.architecture.Nonlinearity;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.torch.Fixtures;

/** A zoo of three networks: one with padded names, one without, one that was never saved. */
class ModelZooSourceTest {
    private static final OptionalInt LAST = OptionalInt.empty();
    private static final String PADDED = "NN_tune_trainable_97ebe_00000_0_seed=1_2021-07-26";
    private static final String PLAIN = "NN_tune_trainable_97ebe_00001_1_seed=2_2021-07-26";
    private static final String EMPTY = "NN_tune_trainable_97ebe_00002_2_seed=3_2021-07-26";
    private static final Path CNN_S = SmallCnnZoo.resource("cnn-s.pt");

    @TempDir
    Path zoo;

    @BeforeEach
    void makeZoo() throws IOException {
        for (String trial : List.of(PLAIN, EMPTY, PADDED)) {
            write(trial + "/params.json", "{\"model::nlin\": \"leakyrelu\", \"optim::lr\": 0.001, \"seed\": 1}");
        }
        for (String checkpoint : List.of("checkpoint_000000", "checkpoint_000005", "checkpoint_000010")) {
            save(PADDED + "/" + checkpoint, CNN_S);
        }
        save(PLAIN + "/checkpoint_5", CNN_S);
        save(PLAIN + "/checkpoint_9", CNN_S);
        Files.createDirectories(zoo.resolve(PLAIN + "/checkpoint_tmp3a"));
        write("config.json", "not read");
        write("dataset.pt", "not read");
    }

    private void write(String name, String text) throws IOException {
        Path file = zoo.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void save(String folder, Path checkpoint) throws IOException {
        Files.createDirectories(zoo.resolve(folder));
        Files.copy(checkpoint, zoo.resolve(folder).resolve("checkpoints"));
        write(folder + "/optimizer", "not read");
    }

    private ModelZooSource open(int... epoch) throws IOException {
        return ModelZooSource.open(zoo, epoch.length == 0 ? LAST : OptionalInt.of(epoch[0]));
    }

    private static String message(ModelZooSource source, int index) {
        return assertThrows(IOException.class, () -> source.read(index)).getMessage();
    }

    @Test
    void takesTheLastCheckpointOfEachNetworkInTheOrderOfNames() throws IOException {
        ModelZooSource source = open();
        assertEquals("model-zoo", source.kind());
        assertEquals(3, source.count());
        assertEquals(PADDED + "/checkpoint_000010/checkpoints", source.name(0));
        assertEquals(PLAIN + "/checkpoint_9/checkpoints", source.name(1));
        assertEquals(EMPTY, source.name(2));
        Checkpoint checkpoint = source.read(0);
        assertEquals(zoo.resolve(source.name(0)), checkpoint.path());
        assertArrayEquals(
                new float[] {-1, -0.5f, 0, 0.5f},
                checkpoint.tensor("module_list.6.bias").toFloats());
        assertTrue(message(source, 2).contains(EMPTY + ": no folder checkpoint_<epoch> is in it"));
    }

    @Test
    void takesTheGivenEpochHoweverItIsSpelled() throws IOException {
        ModelZooSource source = open(5);
        assertEquals(PADDED + "/checkpoint_000005/checkpoints", source.name(0));
        assertEquals(PLAIN + "/checkpoint_5/checkpoints", source.name(1));
        assertEquals(10, source.read(0).tensors().size());
        assertEquals(10, source.read(1).tensors().size());
        assertTrue(message(source, 2).endsWith("no checkpoint of epoch 5; there is none at all"));
    }

    @Test
    void saysWhichNetworkLacksTheEpoch() throws IOException {
        ModelZooSource source = open(10);
        assertEquals(3, source.count());
        assertEquals(10, source.read(0).tensors().size());
        assertEquals(PLAIN, source.name(1));
        assertTrue(message(source, 1).contains(PLAIN + ": no checkpoint of epoch 10; there are 2 from epoch 5 to 9"));
    }

    @Test
    void refusesOneEpochInTwoSpellings() throws IOException {
        save(PLAIN + "/checkpoint_000009", CNN_S);
        assertTrue(message(open(), 1).endsWith("epoch 9 has two checkpoints, checkpoint_000009 and checkpoint_9"));
    }

    /** A last folder without its file is damage: an earlier epoch would pass for the final network. */
    @Test
    void doesNotFallBackToAnEarlierEpoch() throws IOException {
        Files.delete(zoo.resolve(PLAIN + "/checkpoint_9/checkpoints"));
        assertTrue(message(open(), 1).endsWith("checkpoints: cannot be read: no such file or folder"));
    }

    @Test
    void readsTheMetricsOfTheEpochAndNotOfTheLine() throws IOException {
        write(
                PLAIN + "/result.json",
                """
                {"training_iteration": 8, "test_acc": 0.1}
                {"training_iteration": 9, "test_acc": 0.2}
                {"training_iteration": 5, "test_acc": 0.5, "config": {"seed": 2}}
                {"training_iteration": 9, "train_loss": 0.25, "train_acc": 1, "test_acc": NaN, "val_loss": -Infinity, \
                "validation_acc": 0.75, "time_total_s": 3.5, "test_name": "a", "pid": 7, "trainable": 2}
                """);
        assertEquals(
                Map.of("source.train_loss", 0.25, "source.train_acc", 1.0, "source.validation_acc", 0.75),
                open().metrics(1));
        assertEquals(Map.of("source.test_acc", 0.5), open(5).metrics(1));
        assertEquals(Map.of(), open(7).metrics(1));
        assertEquals(Map.of(), open().metrics(0));
        assertEquals(Map.of(), open().metrics(2));
    }

    @Test
    void countsLinesWhereNoneNamesItsEpoch() throws IOException {
        String lines =
                "{\"test_acc\": 0}\n{\"test_acc\": 1}\n{\"test_acc\": 2}\n{\"test_acc\": 3}\n{\"test_acc\": 4}\n{\"test_acc\": 5}\n";
        write(PLAIN + "/result.json", lines);
        write(PADDED + "/result.json", lines);
        assertEquals(Map.of("source.test_acc", 4.0), open(5).metrics(1), "the first line is that of epoch 1");
        assertEquals(Map.of("source.test_acc", 5.0), open(5).metrics(0), "the first line is that of checkpoint 0");
        assertEquals(Map.of(), open(9).metrics(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"training_iteration\": 9, | line 2",
                "[] | line 2: not a JSON object",
                "'' | line 2: not a JSON object",
                "{\"test_acc\": 1, \"test_acc\": 2} | line 2: Duplicate field 'test_acc'",
                "{} {} | line 2"
            })
    void namesTheLineThatIsNoObject(String line, String expected) throws IOException {
        write(PLAIN + "/result.json", "{\"training_iteration\": 9}\n" + line + "\n{}\n");
        ModelZooSource source = open();
        String message =
                assertThrows(IOException.class, () -> source.metrics(1)).getMessage();
        assertTrue(message.startsWith(zoo.resolve(PLAIN + "/result.json") + ": " + expected), message);
        assertFalse(message.contains("\n"), message);
    }

    @Test
    void refusesResultsThatAreNotTextOrTooLarge() throws IOException {
        Path file = zoo.resolve(PLAIN + "/result.json");
        Files.write(file, "{\"test_acc\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
        ModelZooSource source = open();
        assertEquals(
                file + ": cannot be read: the bytes are not UTF-8",
                assertThrows(IOException.class, () -> source.metrics(1)).getMessage());
        Files.write(file, new byte[(16 << 20) + 1]);
        assertTrue(assertThrows(IOException.class, () -> source.metrics(1))
                .getMessage()
                .endsWith("more than 16777216"));
    }

    @Test
    void tellsTheArchitecture() throws IOException {
        assertEquals(Optional.of(new CnnS(Nonlinearity.LEAKY_RELU, List.of(1, 28, 28), 10)), open().architecture());
        assertEquals(2464, open().architecture().orElseThrow().layout().size());
        // The first network cannot be read, the second can.
        Files.write(zoo.resolve(PADDED + "/checkpoint_000010/checkpoints"), new byte[3]);
        assertTrue(open().architecture().isPresent());
    }

    @Test
    void readsTheActivationFromTheResultsWhereParametersAreNotThere() throws IOException {
        Files.delete(zoo.resolve(PLAIN + "/params.json"));
        assertEquals(Optional.empty(), open().architecture());
        write(PLAIN + "/result.json", "{\"config\": {\"model::nlin\": \"leakyrelu\"}}\n{}\n");
        assertTrue(open().architecture().isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"model::nlin\": \"tanh\"}", "{}", "{\"model::nlin\": 3}"})
    void tellsNoArchitectureWhereTheNetworksDisagree(String params) throws IOException {
        write(EMPTY + "/params.json", params);
        assertEquals(Optional.empty(), open().architecture());
    }

    @Test
    void tellsNoArchitectureThatItDoesNotKnow() throws IOException {
        for (String trial : List.of(PLAIN, EMPTY, PADDED)) {
            write(trial + "/params.json", "{\"model::nlin\": \"elu\"}");
        }
        assertEquals(Optional.empty(), open().architecture());
    }

    @Test
    void tellsNoArchitectureWhoseNamesDiffer() throws IOException {
        Path checkpoint = zoo.resolve(PADDED + "/checkpoint_000010/checkpoints");
        Files.delete(checkpoint);
        Files.copy(Fixtures.path("zip.pt"), checkpoint);
        assertEquals(Optional.empty(), open().architecture());
    }

    @Test
    void asksTheOtherTrialsWhereParametersAreDamaged() throws IOException {
        Optional<Architecture> told = open().architecture();
        assertTrue(told.isPresent());
        write(PLAIN + "/params.json", "{\"model::nlin\": ");
        assertEquals(told, open().architecture());
    }

    @Test
    void isToldByTheNamesOfItsFolders(@TempDir Path other) throws IOException {
        assertTrue(ModelZooSource.looksLikeOne(zoo));
        assertFalse(ModelZooSource.looksLikeOne(zoo.resolve(PLAIN)));
        assertFalse(ModelZooSource.looksLikeOne(zoo.resolve("config.json")));
        assertFalse(ModelZooSource.looksLikeOne(zoo.resolve("nowhere")));
        Files.createFile(other.resolve(PLAIN));
        assertFalse(ModelZooSource.looksLikeOne(other));
        assertTrue(assertThrows(IOException.class, () -> ModelZooSource.open(other, LAST))
                .getMessage()
                .endsWith("no folder NN_tune_trainable_... is in it"));
    }
}
