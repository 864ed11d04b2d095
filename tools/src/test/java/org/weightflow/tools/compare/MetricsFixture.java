package org.weightflow.tools.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.weightflow.networks.artefact.AtomicFiles;

/** Two evaluations with known numbers: a run as this version writes it, and one of a version that knew less. */
public final class MetricsFixture {
    private static final String NEW =
            """
            {"schema": 1,
             "zoo": {"accuracy": {"mean": 0.96, "sd": 0.002}, "diversity": {"disagreement": 0.05},
               "ensemble16": {"accuracy": 0.97, "groups": {"accuracy": {"mean": 0.971, "sd": 0.001}}}},
             "samples": {"accuracy": {"mean": 0.955, "sd": 0.0025},
               "novelty": {"median": 0.88, "q05": 0.8, "q95": 0.95},
               "np": {"t25": {"share": 0.75, "low": 0.5, "high": 1.0}, "t50": {"share": 0.25, "low": null, "high": null}},
               "copy": {"z": -1.25},
               "ensemble4": {"accuracy": 0.9, "groups": {"accuracy": {"mean": 0.965, "sd": 0.003}}},
               "iou": {"max": 0.625}, "diversity": {"disagreement": 0.04}, "density": 0.168,
               "outliers": {"noise/1": {"confidence": {"auroc": 0.875}}}, "written_later": 7},
             "frontier": {
               "families": [
                 {"name": "noise", "generator": false, "levels": [{"name": "noise-1", "novelty": 0.1, "accuracy": 0.5}]},
                 {"name": "generator", "generator": true, "levels": [
                   {"name": "anchor-0.5", "novelty": 0.5, "accuracy": 0.958, "low": 0.957, "high": 0.959},
                   {"name": "anchor-0", "novelty": 0.9, "accuracy": null, "low": null, "high": null}]}],
               "comparisons": {
                 "t25": {"difference": null, "low": null, "high": null, "best": null},
                 "t50": {"difference": -0.0012, "low": -0.002, "high": -0.0004, "best": "soup"}}}}
            """;

    private static final String OLD =
            """
            {"schema": 1,
             "zoo": {"accuracy": {"mean": 0.98, "sd": 0.001}, "ensemble16": {"accuracy": 0.985}},
             "samples": {"accuracy": {"mean": 0.981, "sd": 0.002}, "novelty": {"median": 1.25, "q05": 1.1, "q95": 1.5},
               "ensemble16": {"accuracy": 0.984}, "iou": {"max": 0.5}}}
            """;

    private MetricsFixture() {}

    /** A run with a frontier, outliers and 3 epochs. */
    public static Path current(Path folder) throws IOException {
        return run(folder, NEW, "name: a\ncollect:\n  epochs: 3\n  kind: dense\n  shares: [1, 2]\n");
    }

    /** A run of an older version, with 5 epochs. */
    public static Path older(Path folder) throws IOException {
        return run(folder, OLD, "name: a\ncollect:\n  epochs: 5\n  kind: dense\n  shares: [1, 2]\nlater: yes-please\n");
    }

    /** The older evaluation as a report on its own, without settings. */
    public static Path report(Path folder) throws IOException {
        Files.createDirectories(folder);
        AtomicFiles.writeText(folder.resolve("metrics.json"), OLD);
        return folder;
    }

    private static Path run(Path folder, String metrics, String settings) throws IOException {
        Files.createDirectories(folder.resolve("report"));
        AtomicFiles.writeText(folder.resolve("report/metrics.json"), metrics);
        AtomicFiles.writeText(folder.resolve("config.yaml"), settings);
        return folder;
    }
}
