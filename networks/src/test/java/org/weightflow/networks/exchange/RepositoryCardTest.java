package org.weightflow.networks.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.architecture.Architectures;

class RepositoryCardTest {
    private static final Architecture MLP = Architectures.parse("mlp-4-3-2");

    @TempDir
    Path temporary;

    private Path out;

    @BeforeEach
    void nameTheFolder() {
        out = temporary.resolve("out");
    }

    private String card(MemberFolder members, ExportFormat format) throws IOException {
        new MemberExport(members, format).write(out, List.of(0));
        return Files.readString(out.resolve("README.md"));
    }

    private MemberFolder zoo(boolean sparse, Map<String, Double> metrics) throws IOException {
        return ExportFixture.zoo(temporary.resolve("zoo"), MLP, sparse, 1, metrics);
    }

    private static String frontMatter(String card) {
        return card.substring(0, card.indexOf("\n---\n") + "\n---\n".length());
    }

    @Test
    void aDenseMembersFrontMatterHasItsMeasurements() throws IOException {
        String card = card(
                zoo(false, Map.of("validation.accuracy", 0.9375, "validation.nll", 2e-5, "draw", 5.0, "accuracy", 1.0)),
                ExportFormat.HUB);
        assertEquals(
                """
                ---
                library_name: weightflow
                tags:
                - weightflow
                datasets:
                - "iris"
                metrics:
                - accuracy
                - nll
                model-index:
                - name: "mlp-4-3-2, member 0"
                  results:
                  - task:
                      type: classification
                    dataset:
                      type: "iris"
                      name: "iris"
                    metrics:
                    - type: accuracy
                      name: accuracy
                      value: 1.0
                    - type: sparsity
                      name: sparsity
                      value: 0.0
                  - task:
                      type: classification
                    dataset:
                      type: "iris"
                      name: "iris"
                      split: "validation"
                    metrics:
                    - type: accuracy
                      name: accuracy
                      value: 0.9375
                    - type: nll
                      name: nll
                      value: 0.000020
                    - type: sparsity
                      name: sparsity
                      value: 0.0
                ---
                """,
                frontMatter(card));
        assertTrue(card.contains("| kept weights | 18 of 18 prunable ones, sparsity 0.0000 |\n"), card);
        assertTrue(card.contains("| `fc1.weight` | [3, 4] |\n"), card);
        assertTrue(card.contains("load_state_dict(load_file(\"model.safetensors\"), strict=True)"), card);
        assertFalse(card.contains("lottery"), card);
    }

    @Test
    void aTicketIsTaggedAndSaysHowToReadItsMask() throws IOException {
        MemberFolder tickets = zoo(true, Map.of());
        String card = card(tickets, ExportFormat.COMPRESSED_TENSORS);
        assertEquals(
                """
                ---
                library_name: weightflow
                tags:
                - weightflow
                - sparse
                - lottery-ticket
                - compressed-tensors
                datasets:
                - "iris"
                ---
                """,
                frontMatter(card));
        int kept = ExportFixture.mask(MLP.layout(), 0).keptPrunable();
        assertTrue(card.contains("| kept weights | " + kept + " of 18 prunable ones"), card);
        assertTrue(card.contains("| parent | level-0 |\n"), card);
        assertTrue(card.contains("bits = load_file(\"lottery_masks.safetensors\")[\"fc1.weight\"]\n"), card);
        assertTrue(card.contains("count=12).reshape([3, 4])"), card);
        assertTrue(card.contains("weight[bits == 1] = file.get_tensor(\"fc1.compressed\")"), card);
        assertFalse(card.contains("load_state_dict"), card);
    }

    @Test
    void foreignTextCannotBreakOutOfItsPlace() throws IOException {
        MemberFolder zoo = zoo(false, Map.of("accuracy", 0.5));
        MemberFolder odd = new MemberFolder(zoo.folder(), MLP, Optional.of("no: \"x\"\n---\n| #"), false, zoo.store());
        String card = card(odd, ExportFormat.HUB);
        assertTrue(frontMatter(card).contains("datasets:\n- \"no: \\\"x\\\"\\n---\\n| #\"\n"), card);
        assertTrue(frontMatter(card).contains("      value: 0.5\n"), card);
        assertTrue(card.contains("| data set | no: \"x\" --- \\| # |\n"), card);
    }
}
