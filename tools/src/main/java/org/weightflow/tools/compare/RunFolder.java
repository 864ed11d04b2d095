package org.weightflow.tools.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.weightflow.tools.config.ConfigException;
import org.weightflow.tools.config.FlatSettings;
import org.weightflow.tools.run.EvaluateStage;
import org.weightflow.tools.run.Pipeline;

/** A folder that {@code run} or {@code evaluate} wrote. */
final class RunFolder {
    private RunFolder() {}

    /**
     * The metrics of a run, or of a report on its own.
     *
     * @throws IOException one sentence, if the folder has none
     */
    static Metrics metrics(Path folder) throws IOException {
        Path report = folder.resolve(EvaluateStage.FOLDER).resolve(EvaluateStage.METRICS);
        Path alone = folder.resolve(EvaluateStage.METRICS);
        if (!Files.exists(report) && !Files.exists(alone)) {
            throw new IOException(folder + ": "
                    + (Files.isDirectory(folder)
                            ? "holds neither " + EvaluateStage.FOLDER + "/" + EvaluateStage.METRICS + " nor "
                                    + EvaluateStage.METRICS + ", so it is no finished run and no report"
                            : "no such folder"));
        }
        return Metrics.read(Files.exists(report) ? report : alone);
    }

    /**
     * The settings of a run by path; none for a report on its own.
     *
     * @throws IOException one sentence, if they cannot be read
     */
    static Map<String, String> settings(Path folder) throws IOException {
        Path file = folder.resolve(Pipeline.CONFIG);
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return new LinkedHashMap<>(FlatSettings.read(file));
        } catch (ConfigException e) {
            // The file of a finished run is an artefact: that it is damaged is no wrong use.
            throw new IOException(e.getMessage(), e);
        }
    }
}
