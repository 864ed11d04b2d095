package org.weightflow.networks.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.zoo.ZooManifest;

class RepositoryFilesTest {
    private static final Architecture RESNET = Architectures.parse("resnet-8-width2-conv-in1x8x8-classes3");

    @TempDir
    Path temporary;

    private Map<?, ?> read(Architecture architecture, ExportFormat format, String file) throws IOException {
        Path out = temporary.resolve(format.name());
        MemberFolder zoo = ExportFixture.zoo(temporary.resolve("zoo"), architecture, true, 1);
        new MemberExport(zoo, format).write(out, List.of(0));
        return Json.read(out.resolve(file), Map.class);
    }

    @Test
    void theConfigRebuildsTheArchitectureAndIsNotThatOfTransformers() throws IOException {
        Map<?, ?> config = read(RESNET, ExportFormat.HUB, "config.json");
        assertEquals("weightflow", config.get("library_name"));
        assertEquals(List.of(RESNET.id()), config.get("architectures"));
        assertFalse(config.containsKey("quantization_config"));
        ZooManifest.Network network =
                Json.parse(Json.line(config.get("network")), "network", ZooManifest.Network.class);
        assertEquals(RESNET.id(), network.build().id());
        RESNET.layout().requireSame(network.build().layout(), "the rebuilt one");
    }

    @Test
    void theSparsityConfigNamesWhatIsCompressedAndWhatIsNot() throws IOException {
        Map<?, ?> config = read(RESNET, ExportFormat.COMPRESSED_TENSORS, "config.json");
        Map<?, ?> quantization = (Map<?, ?>) config.get("quantization_config");
        assertEquals("compressed-tensors", quantization.get("quant_method"));
        assertEquals("dense", quantization.get("format"));
        Map<?, ?> sparsity = (Map<?, ?>) quantization.get("sparsity_config");
        assertEquals("sparse-bitmask", sparsity.get("format"));
        assertEquals("unstructured", sparsity.get("sparsity_structure"));
        Mask mask = ExportFixture.mask(RESNET.layout(), 0);
        int prunable = RESNET.layout().prunableSize();
        assertEquals((prunable - mask.keptPrunable()) / (double) prunable, sparsity.get("global_sparsity"));
        assertEquals(modules(true), sparsity.get("targets"));
        assertEquals(modules(false), sparsity.get("ignore"));
        assertFalse(modules(false).isEmpty());
    }

    private static List<String> modules(boolean prunable) {
        return RESNET.layout().entries().stream()
                .filter(entry -> entry.prunable() == prunable)
                .map(Layout.Entry::name)
                .filter(name -> name.endsWith(".weight"))
                .map(name -> name.substring(0, name.length() - ".weight".length()))
                .toList();
    }

    @Test
    void theCountsAreThoseOfTheMask() throws IOException {
        Architecture mlp = Architectures.parse("mlp-4-3-2");
        Map<?, ?> counts = read(mlp, ExportFormat.HUB, "lottery.json");
        Mask mask = ExportFixture.mask(mlp.layout(), 0);
        assertEquals(mask.keptPrunable(), counts.get("kept"));
        assertEquals(18, counts.get("prunable"));
        assertEquals(mask.density(), counts.get("density"));
        assertEquals("level-0", counts.get("parent"));
        int first = mlp.layout().indexOf("fc1.weight");
        Map<?, ?> entry = (Map<?, ?>) ((List<?>) counts.get("entries")).get(0);
        assertEquals(
                Map.of(
                        "name",
                        "fc1.weight",
                        "kept",
                        mask.kept(first),
                        "prunable",
                        12,
                        "density",
                        mask.kept(first) / 12.0),
                entry);
        assertEquals(2, ((List<?>) counts.get("entries")).size());
    }
}
