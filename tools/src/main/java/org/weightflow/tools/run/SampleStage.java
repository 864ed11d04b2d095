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

    /** What {@link RunConfig.Sampling#accept} means for a zoo; empty where every sample is taken. */
    public static Optional<Acceptance> acceptance(RunConfig.Sampling sampling, Zoo zoo, Task task) {
        return sampling.accept()
                .map(below -> new Acceptance(Math.max(0, ZooAccuracy.onValidation(zoo) - below), task.validation()));
    }

    /** Samples the ensemble, or what is missing of it. */
    public Ensemble run(
            long seed, RunConfig.Sampling sampling, Generator generator, Optional<Acceptance> acceptance, Path folder)
            throws IOException {
        int[] shown = {0};
        try (Progress.Task task = workplace.terminal().progress().start("sample (networks)", sampling.count())) {
            return Ensemble.write(
                    folder,
                    generator,
                    sampling.count(),
                    new Seed(seed).child("sample"),
                    sampling.config(),
                    acceptance,
                    members -> {
                        task.advance(members - shown[0]);
                        shown[0] = members;
                    });
        }
    }
}
