package org.weightflow.generator.ensemble;

import org.weightflow.networks.Architecture;
import org.weightflow.networks.artefact.Json;

/** The README.md of an ensemble that no generator sampled. */
final class DrawnCard {
    private DrawnCard() {}

    static String of(DrawnManifest manifest, Architecture architecture, boolean sparse) {
        DrawnManifest.Source source = manifest.source();
        return """
                ---
                library_name: weightflow
                tags:
                - weightflow
                - bayesian
                - ensemble
                datasets:
                - %1$s
                ---
                # %2$d networks drawn from a %3$s, %4$s

                Draw i is one network of the distribution that member i mod %5$d of the %3$s is. Their prediction together, the mean of
                their probabilities, estimates its predictive distribution.

                | | |
                |---|---|
                | architecture | %4$s |
                | data set | %1$s |
                | %3$s | %6$s |
                | trained | `%7$s` |%8$s
                | seed | %9$d |
                | weights | %10$s |

                %11$s"""
                .formatted(
                        manifest.dataset() == null
                                ? "unknown"
                                : manifest.dataset().name(),
                        manifest.members(),
                        source.kind(),
                        architecture.id(),
                        source.networks(),
                        source.checksum(),
                        Json.line(source.recipe()),
                        architecture.layout().hasState() ? "\n| statistics | " + statistics(manifest) + " |" : "",
                        manifest.seed(),
                        sparse ? "sparse; `members/*.mask.safetensors` say which values are kept" : "dense",
                        UseCard.of(architecture.layout()));
    }

    private static String statistics(DrawnManifest manifest) {
        return manifest.statisticsImages() == null
                ? "running means and variances of batch normalisation are those of the mean network"
                : "running means and variances of batch normalisation, estimated for each network from "
                        + manifest.statisticsImages() + " training images";
    }
}
