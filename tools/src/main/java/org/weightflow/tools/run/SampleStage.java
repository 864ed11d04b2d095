package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Path;
import org.weightflow.generator.Generator;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.networks.Seed;
import org.weightflow.tools.terminal.Progress;

/** From a generator to an ensemble of sampled networks. */
public final class SampleStage {
    /** The folder of a run that holds the ensemble. */
    public static final String FOLDER = "ensemble";

    private final Workplace workplace;

    public SampleStage(Workplace workplace) {
        this.workplace = workplace;
    }

    /** Samples the ensemble, or what is missing of it. */
    public Ensemble run(long seed, RunConfig.Sampling sampling, Generator generator, Path folder) throws IOException {
        try (Progress.Task task = workplace.terminal().progress().start("sample (networks)", sampling.count())) {
            Ensemble ensemble = Ensemble.write(
                    folder, generator, sampling.count(), new Seed(seed).child("sample"), sampling.config());
            task.advance(sampling.count());
            return ensemble;
        }
    }
}
