package org.weightflow.networks.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.compressed.SparseFile;
import org.weightflow.networks.zoo.ZooManifest;

/** The JSON files of a model repository, as maps. */
final class RepositoryFiles {
    static final String LIBRARY = "weightflow";
    private static final int SCHEMA = 1;
    private static final String WEIGHT = ".weight";

    private RepositoryFiles() {}

    /**
     * {@code config.json}: the architecture by name and config, as {@code Architectures.of} takes them, under {@code network}.
     * <p>The Hub takes a repository for one of transformers if this file is all it sees; {@code library_name}, here and on the card,
     * says otherwise.
     */
    static Map<String, Object> config(ExportedNetwork network, ExportFormat format) {
        Map<String, Object> config = new TreeMap<>();
        config.put("architectures", List.of(network.architecture().id()));
        config.put("dtype", "float32");
        config.put("library_name", LIBRARY);
        config.put("network", ZooManifest.Network.of(network.architecture()));
        if (format == ExportFormat.COMPRESSED_TENSORS) {
            config.put("quantization_config", quantization(network));
        }
        return config;
    }

    /**
     * What compressed-tensors reads: nothing is quantised, hence {@code dense}, and the weights are sparse.
     * <p>Targets and exceptions are modules by name, which holds for convolutions, too, where class names would take in modules that
     * are not compressed.
     */
    private static Map<String, Object> quantization(ExportedNetwork network) {
        List<String> targets = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (Layout.Entry entry : network.architecture().layout().entries()) {
            if (entry.prunable()) {
                targets.add(SparseFile.stem(entry));
            } else if (entry.name().endsWith(WEIGHT)) {
                ignored.add(SparseFile.stem(entry));
            }
        }
        return Map.of(
                "quant_method",
                "compressed-tensors",
                "format",
                "dense",
                "sparsity_config",
                Map.of(
                        "format",
                        "sparse-bitmask",
                        "global_sparsity",
                        network.sparsity(),
                        "sparsity_structure",
                        "unstructured",
                        "targets",
                        targets,
                        "ignore",
                        ignored));
    }

    /** {@code lottery.json}: how much the mask keeps, and where the ticket comes from. */
    static Map<String, Object> counts(ExportedNetwork network, Mask mask) {
        Layout layout = mask.layout();
        List<Map<String, Object>> entries = new ArrayList<>();
        for (int i = 0; i < layout.entries().size(); i++) {
            Layout.Entry entry = layout.entry(i);
            if (entry.prunable()) {
                entries.add(Map.of(
                        "name", entry.name(),
                        "kept", mask.kept(i),
                        "prunable", entry.size(),
                        "density", density(mask.kept(i), entry.size())));
            }
        }
        Map<String, Object> counts = new TreeMap<>();
        counts.put("schema", SCHEMA);
        counts.put("masks", ExportFormat.MASK);
        counts.put("kept", mask.keptPrunable());
        counts.put("prunable", layout.prunableSize());
        counts.put("density", mask.density());
        counts.put("entries", entries);
        counts.put("seed", network.member().seed());
        counts.put("parent", network.member().parent());
        return counts;
    }

    private static double density(int kept, int size) {
        return size == 0 ? 1 : kept / (double) size;
    }
}
