package org.weightflow.bayes.ticket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.variational.DeviationRule;
import org.weightflow.bayes.variational.VariationalConfig;
import org.weightflow.datasets.Standardisation;
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

/** Benches of two small variational networks on Iris: 12 steps, rewound to step 3, three levels that take 30 % each. */
final class PosteriorBenchFixture {
    static final Mlp NET = Mlp.of(4, 10, 3);
    static final int LEVELS = 3;
    static final List<Seed> SEEDS = List.of(new Seed(1), new Seed(2));
    static final TrainConfig TRAINING =
            TrainConfig.defaults().withBatchSize(32).withEpochs(4).withLearningRate(0.02);
    /** Deviations that differ from weight to weight after few steps. */
    static final VariationalConfig VARIATIONAL = VariationalConfig.defaults()
            .withStart(new DeviationRule(DeviationRule.Kind.KAIMING, 0.5))
            .withDeviationRate(10);

    static final Task IRIS = iris();

    private PosteriorBenchFixture() {}

    private static Task iris() {
        try {
            return Task.load(new TaskConfig("iris", 24, Standardisation.Scope.PER_FEATURE), null, new Seed(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SearchSettings settings(Scope scope) {
        return new SearchSettings(
                Initialisation.KAIMING_UNIFORM,
                TRAINING,
                3,
                scope,
                new PruneConfig(LEVELS, 0.3, PruneConfig.Scope.GLOBAL, Map.of()));
    }

    static PopulationTrainer trainer() {
        return new PopulationTrainer(NET, IRIS.train(), TRAINING);
    }

    static PosteriorBench inMemory() {
        return inMemory(Scope.global(), SearchListener.SILENT);
    }

    static PosteriorBench inMemory(Scope scope, SearchListener listener) {
        return new PosteriorBench(
                Workbench.inMemory(NET, IRIS, settings(scope), trainer(), SEEDS, listener), VARIATIONAL);
    }

    /** In a folder, without times, which differ from run to run. */
    static PosteriorBench in(Path folder, SearchListener listener) {
        return new PosteriorBench(
                Workbench.in(folder, false, NET, IRIS, settings(Scope.global()), trainer(), SEEDS, listener),
                VARIATIONAL);
    }

    /** Keeps what is found of every level. */
    static final class Found implements TrainedReceiver {
        private final List<Integer> wanted;
        private final Map<Integer, List<Posterior>> levels = new LinkedHashMap<>();

        Found(List<Integer> wanted) {
            this.wanted = wanted;
        }

        static Found all() {
            return new Found(IntStream.rangeClosed(1, LEVELS).boxed().toList());
        }

        @Override
        public boolean wants(int level) {
            return wanted.contains(level);
        }

        @Override
        public void found(int level, List<Posterior> trained, double searchSeconds, double trainingSeconds) {
            levels.put(level, List.copyOf(trained));
        }

        List<Integer> levels() {
            return List.copyOf(levels.keySet());
        }

        Posterior get(int level, int member) {
            return levels.get(level).get(member);
        }
    }

    /** The tickets of every level. */
    static Found find(PosteriorMethod method, PosteriorBench bench) throws IOException {
        Found found = Found.all();
        method.search("m", bench, found);
        return found;
    }
}
