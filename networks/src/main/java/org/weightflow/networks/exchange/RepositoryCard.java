package org.weightflow.networks.exchange;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.weightflow.networks.Layout;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.compressed.SparseFile;
import org.weightflow.networks.zoo.Member;

/**
 * The README.md of a model repository: YAML front matter for the Hub, then what a person needs to use the network.
 * <p>Text that comes from elsewhere stands in the front matter as JSON strings, which YAML reads as they are.
 */
final class RepositoryCard {
    private static final String DENSE_USE =
            """
            In PyTorch, `net` being a module with the entries below:

            ```python
            from safetensors.torch import load_file
            net.load_state_dict(load_file("model.safetensors"), strict=True)
            ```
            """;

    private static final String COMPRESSED_USE =
            """
            `model.safetensors` holds the prunable entries without their pruned values, in the `sparse-bitmask` layout of
            compressed-tensors; the bits are those of the mask. In NumPy, for the entry `ENTRY`:

            ```python
            import numpy as np
            from safetensors import safe_open
            with safe_open("model.safetensors", "np") as file:
                rows, columns = file.get_tensor("STEM.shape")
                bits = np.unpackbits(file.get_tensor("STEM.bitmask"), axis=1, bitorder="little")[:, :columns]
                weight = np.zeros((rows, columns), np.float32)
                weight[bits == 1] = file.get_tensor("STEM.compressed")
                weight = weight.reshape(SHAPE)
            ```
            """;

    private static final String MASK_USE =
            """

            `lottery_masks.safetensors` says which values of an entry are kept; a kept value may be zero. In NumPy:

            ```python
            import numpy as np
            from safetensors.numpy import load_file
            bits = load_file("lottery_masks.safetensors")["ENTRY"]
            mask = np.unpackbits(bits, bitorder="little", count=COUNT).reshape(SHAPE)
            ```
            """;

    private RepositoryCard() {}

    static String of(ExportedNetwork network, ExportFormat format) {
        return frontMatter(network, format) + body(network, format);
    }

    private static String frontMatter(ExportedNetwork network, ExportFormat format) {
        StringBuilder yaml = new StringBuilder("---\nlibrary_name: " + RepositoryFiles.LIBRARY + "\ntags:\n");
        item(yaml, RepositoryFiles.LIBRARY);
        if (network.sampled()) {
            item(yaml, "weight-generation");
        }
        if (network.mask().isPresent()) {
            item(yaml, "sparse");
            item(yaml, "lottery-ticket");
        }
        if (format == ExportFormat.COMPRESSED_TENSORS) {
            item(yaml, "compressed-tensors");
        }
        network.dataset()
                .ifPresent(dataset ->
                        yaml.append("datasets:\n- ").append(Json.line(dataset)).append('\n'));
        Map<String, List<Measured>> measured = Measured.bySplit(network.member().metrics());
        if (!measured.isEmpty()) {
            yaml.append("metrics:\n");
            measured.values().stream()
                    .flatMap(Collection::stream)
                    .map(Measured::type)
                    .distinct()
                    .sorted()
                    .forEach(type -> item(yaml, type));
            yaml.append("model-index:\n- name: ")
                    .append(Json.line(title(network)))
                    .append("\n  results:\n");
            measured.values().forEach(split -> result(yaml, network, split));
        }
        return yaml.append("---\n").toString();
    }

    private static void item(StringBuilder yaml, String word) {
        yaml.append("- ").append(word).append('\n');
    }

    /** What was measured on one split, with the sparsity beside it, without which the other numbers cannot be compared. */
    private static void result(StringBuilder yaml, ExportedNetwork network, List<Measured> split) {
        String dataset = Json.line(network.dataset().orElse("unknown"));
        // Whether the examples are images is not known here.
        yaml.append("  - task:\n      type: classification\n    dataset:\n      type: ")
                .append(dataset)
                .append("\n      name: ")
                .append(dataset)
                .append('\n');
        split.get(0).split().ifPresent(name -> yaml.append("      split: ")
                .append(Json.line(name))
                .append('\n'));
        yaml.append("    metrics:\n");
        split.forEach(measured -> metric(yaml, measured.type(), measured.value()));
        metric(yaml, "sparsity", network.sparsity());
    }

    private static void metric(StringBuilder yaml, String type, double value) {
        yaml.append("    - type: ")
                .append(type)
                .append("\n      name: ")
                .append(type)
                .append("\n      value: ")
                .append(plain(value))
                .append('\n');
    }

    /** Every digit and no exponent, which YAML readers take for a word unless it has a sign. */
    private static String plain(double value) {
        return new BigDecimal(Double.toString(value)).toPlainString();
    }

    private static String title(ExportedNetwork network) {
        return network.architecture().id() + ", member " + network.member().id();
    }

    private static String body(ExportedNetwork network, ExportFormat format) {
        Member member = network.member();
        StringBuilder text = new StringBuilder("# " + title(network) + "\n\n");
        text.append(
                network.sampled()
                        ? "This network was not trained: a generator that learnt the weights of trained ones drew it.\n\n"
                        : "This network was trained as a member of a population.\n\n");
        text.append("| | |\n|---|---|\n");
        row(text, "architecture", network.architecture().id());
        row(text, "data set", network.dataset().orElse("unknown"));
        row(
                text,
                "kept weights",
                String.format(
                        Locale.ROOT,
                        "%d of %d prunable ones, sparsity %.4f",
                        member.kept(),
                        member.prunable(),
                        network.sparsity()));
        row(text, "seed", String.valueOf(member.seed()));
        row(text, "parent", member.parent() == null ? "none" : member.parent());
        row(text, "SHA-256 of the member's file", member.sha256());
        member.metrics().forEach((name, value) -> row(text, name, plain(value)));
        String use = format == ExportFormat.HUB ? DENSE_USE : COMPRESSED_USE;
        text.append("\n## Use\n\n")
                .append(withExample(
                        network.mask().isPresent() ? use + MASK_USE : use,
                        network.architecture().layout()));
        text.append("\n| entry | shape |\n|---|---|\n");
        for (Layout.Entry entry : network.architecture().layout().entries()) {
            row(text, "`" + entry.name() + "`", entry.shape().toString());
        }
        return text.toString();
    }

    /** Puts the first prunable entry, or the first one where none is, in the place of the capitals. */
    private static String withExample(String use, Layout layout) {
        Layout.Entry entry = layout.entries().stream()
                .filter(Layout.Entry::prunable)
                .findFirst()
                .orElse(layout.entry(0));
        return use.replace("ENTRY", entry.name())
                .replace("STEM", SparseFile.stem(entry))
                .replace("SHAPE", entry.shape().toString())
                .replace("COUNT", String.valueOf(entry.size()));
    }

    private static void row(StringBuilder text, String left, String right) {
        text.append(List.of(left, right).stream()
                .map(cell -> cell.replaceAll("\\s+", " ").replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n")));
    }
}
