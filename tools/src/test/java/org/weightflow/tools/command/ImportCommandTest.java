package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.safetensors.SafetensorsWriter;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.Captured;

class ImportCommandTest {
    @TempDir
    Path temp;

    private Path source;
    private Path zoo;

    @BeforeEach
    void writeCheckpoints() throws IOException {
        source = Files.createDirectory(temp.resolve("checkpoints"));
        zoo = temp.resolve("zoo");
        for (int seed = 0; seed < 2; seed++) {
            SafetensorsWriter.write(
                    source.resolve("mlp_seed" + seed + ".safetensors"),
                    Initialisation.TORCH_DEFAULT.draw(Mlp.of(4, 3, 3).layout(), new Seed(seed)),
                    Map.of());
        }
    }

    private static Captured run(int code, Object... args) {
        Captured captured = new Captured();
        String[] words = java.util.Arrays.stream(args).map(String::valueOf).toArray(String[]::new);
        assertEquals(code, captured.run(words), () -> captured.out() + captured.err());
        return captured;
    }

    @Test
    void makesAZooThatLaterStagesTake() throws IOException {
        Captured told = run(0, "import", source, "--out", zoo, "--evaluate", "iris", "--validation", 24);
        assertTrue(told.out().contains("mlp_seed1.safetensors"), told::out);
        assertTrue(told.out().contains("2 networks mlp-4-3-3"), told::out);
        assertTrue(Zoo.verify(zoo).isSound());
        assertEquals(24, Zoo.open(zoo).manifest().dataset().validation());
        run(0, "align", zoo, "--out", temp.resolve("aligned"), "--threads", 1);
    }

    @Test
    void namesWhatItLeavesOut() throws IOException {
        Files.writeString(source.resolve("broken.pt"), "what");
        Captured told = run(0, "import", source, "--out", zoo);
        assertTrue(told.err().contains("left out broken.pt: "), told::err);
        assertTrue(told.out().contains("1 checkpoints left out"), told::out);
        Captured strict = run(1, "import", source, "--out", temp.resolve("strict"), "--strict");
        assertTrue(strict.err().contains("broken.pt"), strict::err);
        assertFalse(Files.exists(temp.resolve("strict/zoo.json")));
    }

    @Test
    void saysWhatItCannotDo() {
        Captured missing = run(2, "import", temp.resolve("nowhere"), "--out", zoo);
        assertTrue(missing.err().contains("nowhere"), missing::err);
        Captured epoch = run(2, "import", source, "--out", zoo, "--epoch", 3);
        assertTrue(epoch.err().contains("--epoch"), epoch::err);
        Captured network = run(2, "import", source, "--out", zoo, "--architecture", "mpl-4-3");
        assertTrue(network.err().contains("mpl-4-3"), network::err);
        Captured dataset = run(1, "import", source, "--out", zoo, "--evaluate", "digits");
        assertTrue(dataset.err().contains("64 values"), dataset::err);
    }

    @Test
    void aZooWithoutADatasetIsNotAligned() {
        run(0, "import", source, "--out", zoo);
        Captured told = run(1, "align", zoo, "--out", temp.resolve("aligned"));
        assertTrue(told.err().contains("--evaluate DATASET"), told::err);
    }

    @Test
    void aZooWithoutADatasetIsExported() {
        run(0, "import", source, "--out", zoo);
        run(0, "export", zoo, "--format", "hub", "--out", temp.resolve("hub"));
        run(0, "import", temp.resolve("hub"), "--out", temp.resolve("again"));
    }

    @Test
    void refusesToMixOtherCheckpointsIntoAZoo() throws IOException {
        run(0, "import", source, "--out", zoo);
        Files.move(source.resolve("mlp_seed1.safetensors"), source.resolve("mlp_seed2.safetensors"));
        Captured told = run(1, "import", source, "--out", zoo);
        assertTrue(told.err().contains("names"), told::err);
    }
}
