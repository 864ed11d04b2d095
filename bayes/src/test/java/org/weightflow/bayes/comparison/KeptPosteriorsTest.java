package org.weightflow.bayes.comparison;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.artefact.PosteriorFolder;
import org.weightflow.bayes.variational.VariationalConfig;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.search.SearchSettings;
import org.weightflow.pruning.selection.Scope;

class KeptPosteriorsTest {
    private static final Mlp NET = Mlp.of(4, 6, 3);

    @TempDir
    Path folder;

    private final Task task =
            Task.load(new TaskConfig("iris", 24, Standardisation.Scope.PER_FEATURE), null, new Seed(1));
    private final LevelComparison comparison = new LevelComparison(
            NET,
            task,
            new SearchSettings(
                    Initialisation.KAIMING_UNIFORM,
                    TrainConfig.defaults().withBatchSize(32).withEpochs(2),
                    1,
                    Scope.global(),
                    new PruneConfig(2, 0.4, PruneConfig.Scope.GLOBAL, Map.of())),
            VariationalConfig.defaults(),
            List.of("magnitude", "transplanted-back"),
            List.of(1, 2),
            2,
            2,
            new Seed(5));

    KeptPosteriorsTest() throws IOException {}

    /** Stops the comparison before its last cell is there, once. */
    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void thePosteriorsOfTheLastLevelAreKeptAcrossAnInterruption() throws IOException {
        Path kept = folder.resolve("posteriors/magnitude");
        assertThrows(
                Interrupted.class,
                () -> comparison.run(folder, new LevelListener() {
                    @Override
                    public void onSteps(String method, long done, long total, double meanLoss) {}

                    @Override
                    public void onCell(LevelCell cell) {
                        if (cell.method().equals("magnitude")) {
                            assertEquals(cell.level() == 2, PosteriorFolder.isAt(kept));
                            if (cell.level() == 2) {
                                throw new Interrupted();
                            }
                        }
                    }
                }));
        // As a kill between the posteriors and the cell leaves it; what is there may even be of another run.
        Files.delete(folder.resolve("results/magnitude-02.json"));
        Path mean = kept.resolve("members/000000.mean.safetensors");
        byte[] before = Files.readAllBytes(mean);
        Files.writeString(mean, "of another run");
        comparison.run(folder, LevelListener.SILENT);
        assertArrayEquals(before, Files.readAllBytes(mean));
        PosteriorFolder posteriors = PosteriorFolder.open(kept);
        assertEquals(2, posteriors.size());
        assertEquals(task.facts(), posteriors.origin().dataset());
        assertEquals("magnitude", posteriors.origin().recipe().get("method"));
        for (int p = 0; p < 2; p++) {
            Posterior posterior = posteriors.get(p);
            assertTrue(posterior.uncertain() > 0);
            assertEquals(
                    MaskFile.read(folder.resolve("results/magnitude-02-00000" + p + ".mask.safetensors"), NET.layout()),
                    posterior.mask());
        }
        // A deterministic network is no posterior.
        assertFalse(Files.exists(folder.resolve("posteriors/transplanted-back")));
    }
}
