package org.weightflow.pruning.method;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.SearchSettings;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;

/** Workbenches of small networks on Iris: 96 training examples, 24 steps. */
final class IrisBench {
    static final Mlp NET = Mlp.of(4, 10, 3);
    static final List<Seed> SEEDS = List.of(new Seed(1), new Seed(2));
    static final TrainConfig TRAINING =
            TrainConfig.defaults().withBatchSize(16).withEpochs(4).withLearningRate(0.01);

    private IrisBench() {}

    static Task iris() {
        try {
            return Task.load(new TaskConfig("iris", 24, Standardisation.Scope.PER_FEATURE), null, new Seed(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SearchSettings settings(int rewindStep) {
        return new SearchSettings(
                Initialisation.KAIMING_UNIFORM,
                TRAINING,
                rewindStep,
                Scope.global(),
                new PruneConfig(3, 0.2, PruneConfig.Scope.GLOBAL, Map.of()));
    }

    static Workbench inMemory(int rewindStep) {
        return inMemory(NET, rewindStep, SearchListener.SILENT);
    }

    static Workbench inMemory(Architecture network, int rewindStep, SearchListener listener) {
        Task task = iris();
        return Workbench.inMemory(
                network,
                task,
                settings(rewindStep),
                new PopulationTrainer(network, task.train(), TRAINING),
                SEEDS,
                listener);
    }

    static Workbench in(Path folder, int rewindStep, SearchListener listener) {
        Task task = iris();
        return Workbench.in(
                folder,
                true,
                NET,
                task,
                settings(rewindStep),
                new PopulationTrainer(NET, task.train(), TRAINING),
                SEEDS,
                listener);
    }
}
