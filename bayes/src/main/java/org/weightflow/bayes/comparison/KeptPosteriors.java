package org.weightflow.bayes.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.artefact.PosteriorFolder;
import org.weightflow.bayes.artefact.PosteriorOrigin;
import org.weightflow.bayes.variational.VariationalConfig;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.FolderTree;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.ZooManifest;
import org.weightflow.pruning.search.SearchSettings;

/** Keeps the posteriors that methods end in, each method's in a posterior folder of its own under {@code posteriors/}. */
record KeptPosteriors(
        Path folder,
        Architecture architecture,
        Task task,
        SearchSettings settings,
        VariationalConfig variational,
        Seed seed) {
    /** Writes the posteriors of a method; nothing if they are deterministic networks. */
    void write(String method, int level, List<Posterior> trained) throws IOException {
        if (trained.stream().allMatch(posterior -> posterior.uncertain() == 0)) {
            return;
        }
        Path place = folder.resolve(LevelComparison.POSTERIORS).resolve(method);
        // An interrupted comparison may have left them, of other threads or another version.
        FolderTree.delete(place);
        PosteriorOrigin origin = new PosteriorOrigin(
                ZooManifest.Network.of(architecture),
                task.facts(),
                recipe(method, level),
                seed.value(),
                Provenance.here(
                        EngineRuntime.threads(),
                        Map.of("tensors", EngineRuntime.version()),
                        task.dataset().sha256()));
        PosteriorFolder.write(place, origin, trained);
    }

    private Map<String, Object> recipe(String method, int level) {
        Map<String, Object> recipe = new TreeMap<>();
        recipe.put("method", method);
        recipe.put("level", level);
        recipe.put("fraction", settings.levels().fraction());
        recipe.put("rewindStep", settings.rewindStep());
        recipe.put("epochs", settings.training().epochs());
        recipe.put("batchSize", settings.training().batchSize());
        recipe.put("learningRate", settings.training().learningRate());
        recipe.put("optimizer", settings.training().optimizer().toString());
        recipe.put("prior", variational.prior().toString());
        recipe.put("temperature", variational.temperature());
        recipe.put("samples", variational.samples());
        recipe.put("estimator", variational.estimator().name().toLowerCase(Locale.ROOT));
        recipe.put("start", variational.start().toString());
        recipe.put("deviationRate", variational.deviationRate());
        return recipe;
    }
}
