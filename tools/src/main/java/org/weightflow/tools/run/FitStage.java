package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.weightflow.generator.CheckpointScorer;
import org.weightflow.generator.Generator;
import org.weightflow.generator.GeneratorConfig;
import org.weightflow.generator.GeneratorFacts;
import org.weightflow.generator.ZooSource;
import org.weightflow.generator.condition.Condition;
import org.weightflow.generator.flow.CheckpointChoice;
import org.weightflow.generator.flow.CurveRow;
import org.weightflow.networks.Seed;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.terminal.Progress;

/** From a zoo to a generator. */
public final class FitStage {
    /** The folder of a run that holds the generator. */
    public static final String FOLDER = "generator";

    private static final String MANIFEST = "generator.json";

    private final Workplace workplace;

    public FitStage(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * Fits the generator as {@link RunConfig#fit} has it, or loads the one that an earlier call with the same arguments made.
     *
     * @param task the task of the zoo, whose validation examples judge checkpoints, with statistics that its training part gives
     *             them; only read for {@link RunConfig.Choice#ACCURACY}
     * @throws IOException if the folder holds another generator
     */
    public Generator run(RunConfig config, Zoo zoo, Task task, Path folder) throws IOException {
        ZooSource source = ZooSource.of(zoo);
        Seed seed = new Seed(config.seed()).child("fit");
        GeneratorConfig library = new GeneratorConfig(
                config.fit().retain(),
                config.fit().flow(),
                choice(config.fit(), zoo),
                config.fit().learnStatistics(),
                config.fit().basis(),
                config.fit().conditions().stream().map(Condition::parse).toList());
        if (Files.exists(folder.resolve(MANIFEST))) {
            Generator found = Generator.load(folder, zoo.folder());
            requireSame(found.facts(), library, source, seed, folder);
            return found;
        }
        CheckpointScorer scorer = null;
        if (config.fit().choice() == RunConfig.Choice.ACCURACY) {
            scorer = CheckpointScorer.on(zoo.architecture(), task.validation());
            source = library.learnStatistics()
                    ? source
                    : source.withStatistics(config.estimation(zoo.architecture(), task));
        }
        try (Listening listening = new Listening(config.fit().flow().steps())) {
            Generator generator = Generator.fit(source, library, seed, scorer, listening::show);
            generator.save(folder);
            // A basis that was written without being held is read from now on, by this run as by those that follow.
            return generator.readsDisk() ? Generator.load(folder, zoo.folder()) : generator;
        }
    }

    private static CheckpointChoice choice(RunConfig.Fit fit, Zoo zoo) {
        return switch (fit.choice()) {
            case LAST -> CheckpointChoice.last();
            case VALIDATION_LOSS -> CheckpointChoice.validationLoss();
            case ACCURACY -> CheckpointChoice.accuracy(ZooAccuracy.onValidation(zoo), fit.tolerance());
        };
    }

    private static void requireSame(
            GeneratorFacts found, GeneratorConfig config, ZooSource source, Seed seed, Path folder) throws IOException {
        Map<String, Boolean> same = new LinkedHashMap<>();
        same.put("zoo", Objects.equals(found.zooChecksum(), source.checksum()));
        same.put("components", found.retain().equals(config.retain()));
        same.put("flow", found.flow().equals(config.flow()));
        same.put("learnStatistics", found.learnStatistics() == config.learnStatistics());
        same.put("basis", found.keptBasis().fits(config.basis()));
        same.put("conditions", found.conditioning().fits(config.conditions()));
        same.put("choice", found.choice().equals(config.choice().id()));
        same.put("seed", found.seed() == seed.value());
        for (Map.Entry<String, Boolean> each : same.entrySet()) {
            if (!each.getValue()) {
                throw new IOException(folder + ": holds a generator with another " + each.getKey()
                        + " than this run's; choose another folder");
            }
        }
    }

    private final class Listening implements AutoCloseable {
        private final Progress.Task task;
        private long shown;

        Listening(int steps) {
            this.task = workplace.terminal().progress().start("fit (flow steps)", steps);
        }

        void show(CurveRow row, int steps) {
            String accuracy =
                    Double.isNaN(row.accuracy()) ? "" : String.format(Locale.ROOT, ", accuracy %.4f", row.accuracy());
            task.advance(
                    row.step() - shown,
                    String.format(
                            Locale.ROOT,
                            "loss %.3f, held out %.3f, r %.2f%s",
                            row.trainingLoss(),
                            row.validationLoss(),
                            row.novelty(),
                            accuracy));
            shown = row.step();
        }

        @Override
        public void close() {
            task.close();
        }
    }
}
