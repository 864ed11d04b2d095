package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.weightflow.bayes.artefact.PosteriorDraws;
import org.weightflow.bayes.artefact.PosteriorFolder;
import org.weightflow.bayes.artefact.PosteriorOrigin;
import org.weightflow.generator.ensemble.DrawnEnsemble;
import org.weightflow.generator.ensemble.DrawnManifest;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.networks.Seed;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.task.Task;
import org.weightflow.tools.terminal.Progress;

/** From posteriors to an ensemble of networks that are drawn from them. */
public final class PosteriorSampleStage {
    private static final String KIND = "posterior";

    private final Workplace workplace;

    public PosteriorSampleStage(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * Draws as many networks as {@link RunConfig#sample} has it, or what is missing of them.
     *
     * @param task what the posteriors were trained on, whose training part gives the networks statistics of batch normalisation;
     *             null for those of the mean networks
     */
    public Ensemble run(RunConfig config, PosteriorFolder posteriors, Task task, Path folder) throws IOException {
        Seed seed = new Seed(config.seed()).child("sample");
        Optional<BatchNormEstimation> statistics =
                Optional.ofNullable(task).map(known -> config.estimation(posteriors.architecture(), known));
        PosteriorDraws plain = PosteriorDraws.of(posteriors, seed);
        PosteriorDraws draws = statistics.map(plain::withStatistics).orElse(plain);
        int count = config.sample().count();
        int[] shown = {0};
        try (Progress.Task progress = workplace.terminal().progress().start("sample (networks)", count)) {
            return DrawnEnsemble.write(
                    folder, manifest(posteriors, count, seed, statistics), draws::between, members -> {
                        progress.advance(members - shown[0]);
                        shown[0] = members;
                    });
        }
    }

    private DrawnManifest manifest(
            PosteriorFolder posteriors, int count, Seed seed, Optional<BatchNormEstimation> statistics)
            throws IOException {
        PosteriorOrigin origin = posteriors.origin();
        return new DrawnManifest(
                DrawnManifest.SCHEMA,
                origin.architecture(),
                origin.dataset(),
                count,
                new DrawnManifest.Source(KIND, posteriors.checksum(), posteriors.size(), origin.recipe()),
                statistics.map(BatchNormEstimation::images).orElse(null),
                seed.value(),
                workplace.provenance(
                        origin.dataset() == null ? null : origin.dataset().checksum()));
    }
}
