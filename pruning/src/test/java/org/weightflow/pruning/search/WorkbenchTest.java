package org.weightflow.pruning.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.selection.Scope;

/** Networks that come with values: both are kept, read and dropped together. */
class WorkbenchTest {
    private static final Mlp NET = Mlp.of(4, 5, 3);

    @TempDir
    private Path folder;

    private final Task iris =
            Task.load(new TaskConfig("iris", 24, Standardisation.Scope.PER_FEATURE), null, new Seed(1));
    private final List<Long> skipped = new ArrayList<>();
    private int made;

    WorkbenchTest() throws IOException {}

    private Workbench bench() {
        TrainConfig training = TrainConfig.defaults().withBatchSize(32).withEpochs(1);
        return Workbench.in(
                        folder,
                        true,
                        NET,
                        iris,
                        new SearchSettings(
                                Initialisation.KAIMING_UNIFORM, training, 0, Scope.global(), PruneConfig.defaults()),
                        new PopulationTrainer(NET, iris.train(), training),
                        List.of(new Seed(1), new Seed(2)),
                        new SearchListener() {
                            @Override
                            public void onStep(Progress progress) {}

                            @Override
                            public void skip(long steps) {
                                skipped.add(steps);
                            }
                        })
                .of("own");
    }

    private static List<StateDict> drawn(long seed) {
        return List.of(
                Initialisation.KAIMING_UNIFORM.draw(NET.layout(), new Seed(seed)),
                Initialisation.KAIMING_UNIFORM.draw(NET.layout(), new Seed(seed + 1)));
    }

    private void assertAsked(Workbench bench, int times) throws IOException {
        Workbench.ValuedNetworks kept = bench.valuedNetworks("some", 7, () -> {
            made++;
            return new Workbench.ValuedNetworks(drawn(10), drawn(20));
        });
        for (int p = 0; p < 2; p++) {
            assertTrue(drawn(10).get(p).sameBits(kept.networks().get(p)));
            assertTrue(drawn(20).get(p).sameBits(kept.values().get(p)));
        }
        assertEquals(times, made);
    }

    @Test
    void whatIsThereIsReadAndItsStepsPassedOverOnce() throws IOException {
        Workbench first = bench();
        assertAsked(first, 1);
        double seconds = first.secondsOf("some");
        assertTrue(seconds > 0);
        assertEquals(2, first.validationAccuracy("some").size(), "of the networks, not of the values");
        assertEquals(List.of(), first.validationAccuracy("some-values"));
        assertAsked(first, 1);
        assertEquals(List.of(), skipped, "steps that this bench has taken are not passed over");
        Workbench later = bench();
        assertAsked(later, 1);
        assertAsked(later, 1);
        assertEquals(List.of(7L), skipped);
        assertEquals(seconds, later.secondsOf("some"));
        assertEquals(seconds, later.seconds());
    }

    @Test
    void networksWithoutTheirValuesAreMadeAgain() throws IOException {
        assertAsked(bench(), 1);
        Files.delete(folder.resolve("own/some-values-000001.safetensors"));
        assertAsked(bench(), 2);
        Files.delete(folder.resolve("own/some-000000.safetensors"));
        assertAsked(bench(), 3);
        assertAsked(bench(), 3);
        assertEquals(List.of(7L), skipped);
    }

    @Test
    void forgettingDropsBothAndKeepsWhatIsKnown() throws IOException {
        Workbench bench = bench();
        assertAsked(bench, 1);
        double seconds = bench.secondsOf("some");
        bench.forgetNetworks("some");
        assertTrue(Files.notExists(folder.resolve("own/some-000000.safetensors")));
        assertTrue(Files.notExists(folder.resolve("own/some-values-000000.safetensors")));
        assertEquals(seconds, bench().secondsOf("some"));
        bench.forgetNetworks("some");
        assertAsked(bench, 2);
    }

    @Test
    void oneInMemoryForgetsAsWell() throws IOException {
        TrainConfig training = TrainConfig.defaults().withBatchSize(32).withEpochs(1);
        Workbench bench = Workbench.inMemory(
                NET,
                iris,
                new SearchSettings(
                        Initialisation.KAIMING_UNIFORM,
                        training,
                        0,
                        Scope.global(),
                        new PruneConfig(1, 0.5, PruneConfig.Scope.GLOBAL, Map.of())),
                new PopulationTrainer(NET, iris.train(), training),
                List.of(new Seed(1), new Seed(2)),
                SearchListener.SILENT);
        assertAsked(bench, 1);
        assertAsked(bench, 1);
        bench.forgetNetworks("some");
        assertAsked(bench, 2);
    }
}
