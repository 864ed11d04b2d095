package org.weightflow.networks.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Standardisation.Scope;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.zoo.ZooManifest;

class TaskTest {
    private static final Seed SEED = new Seed(3);
    private static final TaskConfig PLAIN = new TaskConfig("iris", 20, Scope.NONE);
    private static final TaskConfig GIVEN =
            new TaskConfig("iris", 20, Scope.NONE, List.of(5.8, 3.0, 3.8, 1.2), List.of(0.8, 0.4, 1.8, 0.7));

    private static Task load(TaskConfig config) throws IOException {
        return Task.load(config, null, SEED);
    }

    private static ZooManifest manifest(ZooManifest.Dataset dataset) {
        return new ZooManifest(
                ZooManifest.SCHEMA,
                ZooManifest.Network.of(Mlp.of(4, 3)),
                1,
                dataset,
                Map.of(),
                new Provenance("0", "17", "vm", "os", "arch", 1, Map.of(), null));
    }

    private static ZooManifest.Dataset scaledBy(Map<String, Object> scaling) throws IOException {
        ZooManifest.Dataset facts = load(PLAIN).facts();
        return new ZooManifest.Dataset(
                facts.name(), facts.checksum(), facts.train(), facts.validation(), facts.splitSeed(), scaling);
    }

    @Test
    void scalesAllThreePartsByTheGivenNumbers() throws IOException {
        Task plain = load(PLAIN);
        Task given = load(GIVEN);
        assertScaled(plain.train(), given.train());
        assertScaled(plain.validation(), given.validation());
        assertScaled(plain.test(), given.test());
    }

    private static void assertScaled(Examples plain, Examples given) {
        assertTrue(plain.count() > 0);
        assertArrayEquals(GIVEN.normalisation().orElseThrow().apply(plain).features(), given.features());
    }

    @Test
    void comesBackFromWhatAManifestSays() throws IOException {
        for (TaskConfig config : List.of(PLAIN, GIVEN, new TaskConfig("iris", 20, Scope.PER_FEATURE))) {
            Task task = load(config);
            ZooManifest written = manifest(task.facts());
            Task again = Task.load(Json.parse(Json.text(written), "zoo.json", ZooManifest.class), null);
            assertEquals(config, again.config());
            assertArrayEquals(task.test().features(), again.test().features());
            assertArrayEquals(task.train().features(), again.train().features());
        }
    }

    /** What zoos said before numbers could be given, word for word. */
    @Test
    void keepsTheWordsOfOlderManifests() throws IOException {
        assertEquals(Map.of("scope", "none"), load(PLAIN).facts().standardisation());
        assertEquals(
                Map.of("scope", "per-feature"),
                load(new TaskConfig("iris", 20, Scope.PER_FEATURE)).facts().standardisation());
        assertEquals(
                Map.of("scope", "given", "mean", GIVEN.mean(), "std", GIVEN.std()),
                load(GIVEN).facts().standardisation());
    }

    @Test
    void refusesAManifestThatNoTaskFits() throws IOException {
        refused("standardisation scope odd is not known", Map.of("scope", "odd"));
        refused("standardisation.mean is not a list of numbers", Map.of("scope", "given"));
        refused(
                "standardisation.std: x is not a number",
                Map.of("scope", "given", "mean", List.of(1), "std", List.of("x")));
        refused("std 0.0 is not above 0", Map.of("scope", "given", "mean", List.of(1), "std", List.of(0)));
        refused(
                "mean has 2 numbers, but examples of shape [4] have 4 channels",
                Map.of("scope", "given", "mean", List.of(1, 2), "std", List.of(1, 2)));
    }

    private static void refused(String message, Map<String, Object> scaling) throws IOException {
        ZooManifest zoo = manifest(scaledBy(scaling));
        var e = assertThrows(IOException.class, () -> Task.load(zoo, null));
        assertTrue(e.getMessage().startsWith("the zoo's dataset iris: " + message), e::getMessage);
    }

    @Test
    void measuresNothingWhereNumbersAreGiven() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> new TaskConfig("iris", 20, Scope.PER_FEATURE, List.of(0.5), List.of(0.5)));
        assertTrue(e.getMessage().contains("set standardise to none, not to per-feature"), e::getMessage);
        assertThrows(
                IllegalArgumentException.class, () -> new TaskConfig("iris", 20, Scope.NONE, List.of(), List.of(0.5)));
        assertThrows(
                IllegalArgumentException.class, () -> new TaskConfig("iris", 20, Scope.NONE, List.of(0.5), List.of()));
    }
}
