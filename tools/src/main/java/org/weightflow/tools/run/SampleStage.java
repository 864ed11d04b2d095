package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.weightflow.generator.Generator;
import org.weightflow.generator.ensemble.Acceptance;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.networks.Seed;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.terminal.Progress;

/** From a generator to an ensemble of sampled networks. */
public final class SampleStage {
    /** The folder of a run that holds the ensemble. */
    public static final String FOLDER = "ensemble";

    private final Workplace workplace;

    public SampleStage(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * Samples the ensemble as {@link RunConfig#sample} has it, or what is missing of it.
     *
     * @param zoo  against which {@link RunConfig.Sampling#accept} holds samples; not read where every sample is taken
     * @param task the generator's; its validation part judges samples and its training part gives them statistics, and it is not
     *             read where neither is needed
     */
    public Ensemble run(RunConfig config, Generator generator, Zoo zoo, Task task, Path folder) throws IOException {
        Generator complete = generator.lacksStatistics()
                ? generator.withStatistics(config.estimation(generator.architecture(), task))
                : generator;
        if (config.sample().decode() == RunConfig.Decode.REGRESSION) {
            complete = complete.withCalibration(task.train());
        }
        Generator ready = complete;
        Optional<Acceptance> acceptance = config.sample()
                .accept()
                .map(below -> new Acceptance(Math.max(0, ZooAccuracy.onValidation(zoo) - below), task.validation()));
        int[] shown = {0};
        try (Progress.Task progress = workplace
                .terminal()
                .progress()
                .start("sample (networks)", config.sample().count())) {
            return Ensemble.write(
                    folder,
                    ready,
                    config.sample().count(),
                    new Seed(config.seed()).child("sample"),
                    config.sample().config(),
                    acceptance,
                    members -> {
                        progress.advance(members - shown[0]);
                        shown[0] = members;
                    });
        }
    }
}
