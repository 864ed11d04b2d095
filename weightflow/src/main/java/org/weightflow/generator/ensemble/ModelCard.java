package org.weightflow.generator.ensemble;

import java.util.Locale;
import org.weightflow.networks.Architecture;

/** The README.md of an ensemble folder: YAML front matter for model hubs, then what a person needs to use the networks. */
final class ModelCard {
    private ModelCard() {}

    /** @param drawn samples that were drawn to fill the ensemble */
    static String of(EnsembleManifest manifest, Architecture architecture, boolean sparse, int drawn) {
        String dataset =
                manifest.dataset() == null ? "unknown" : manifest.dataset().name();
        return """
                ---
                library_name: weightflow
                tags:
                - weightflow
                - weight-generation
                - ensemble
                datasets:
                - %1$s
                ---
                # %2$d sampled networks, %3$s

                These networks were not trained: they were sampled, complete, from a flow-matching generator that learnt the weights
                of %4$d trained ones.

                | | |
                |---|---|
                | architecture | %3$s |
                | data set of the trained networks | %1$s |
                | generator | %5$s |
                | checkpoint | %6$s |
                | solver | %7$s |
                | temperature | %8$s |%15$s
                | taken | %13$s |%14$s
                | seed | %9$d |
                | weights | %10$s |

                %11$s
                ## New networks or copies?

                Accuracy alone cannot tell. When the checkpoint was kept, the novelty r of its samples was %12$s: their median distance
                to the nearest trained network over the median distance of a trained network to the nearest other one. At 1 a sample
                is as new as a trained network is to the others, near 0 it is a copy. %16$s Evaluate novelty beside accuracy
                before you call them new.
                """
                .formatted(
                        dataset,
                        manifest.members(),
                        architecture.id(),
                        manifest.trainingMembers(),
                        manifest.generator(),
                        manifest.checkpoint(),
                        manifest.solver(),
                        manifest.temperature(),
                        manifest.seed(),
                        sparse ? "sparse; `members/*.mask.safetensors` say which values are kept" : "dense",
                        UseCard.of(architecture.layout()),
                        manifest.novelty() == null
                                ? "not measurable"
                                : String.format(Locale.ROOT, "%.3f", manifest.novelty()),
                        manifest.acceptance() == null
                                ? "every sample"
                                : String.format(
                                        Locale.ROOT,
                                        "%d of %d samples, those with a validation accuracy of at least %.4f",
                                        manifest.members(),
                                        drawn,
                                        manifest.acceptance()),
                        architecture.layout().hasState() ? "\n| statistics | " + statistics(manifest) + " |" : "",
                        made(manifest),
                        manifest.hull() == null && manifest.regression() == null
                                ? "Samples lie in the affine hull of the trained networks."
                                : "Samples do not lie in the affine hull of the trained networks alone.");
    }

    /** Rows for what is not usual. */
    private static String made(EnsembleManifest manifest) {
        StringBuilder rows = new StringBuilder();
        if (manifest.anchor() != null) {
            rows.append("\n| anchor | ")
                    .append(manifest.anchor())
                    .append(" of each sample's code is that of a trained network |");
        }
        if (manifest.hull() != null) {
            rows.append("\n| hull | ")
                    .append(manifest.hull())
                    .append(" of the variance lies in the affine hull of the trained networks, the rest is noise |");
        }
        if (manifest.regression() != null) {
            rows.append("\n| layers | fitted by least squares to the combination of the trained networks' layers, on ")
                    .append(manifest.regression().images())
                    .append(" training images without their labels |");
        }
        return rows.toString();
    }

    private static String statistics(EnsembleManifest manifest) {
        return manifest.statisticsImages() == null
                ? "running means and variances of batch normalisation are sampled like weights"
                : "running means and variances of batch normalisation, estimated for each network from "
                        + manifest.statisticsImages() + " training images";
    }
}
