package org.weightflow.networks.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Architecture;

class ArchitecturesTest {
    @ParameterizedTest
    @ValueSource(strings = {"mlp-4-3", "mlp-784-32-32-10", "lenet-300-100"})
    void rebuildsFromIdAndFromNameAndConfig(String id) {
        Architecture architecture = Architectures.parse(id);
        assertEquals(architecture, Architectures.parse(architecture.id()));
        assertEquals(architecture, Architectures.of(architecture.name(), architecture.config()));
    }

    @Test
    void knowsLeNet300100() {
        assertEquals(Mlp.of(784, 300, 100, 10), Architectures.parse("lenet-300-100"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "mlp", "mlp-", "mlp-3-", "mlp-3-0", "mlp-03-4", "mlp-3--4", "MLP-3-4", "mlp-3-9999999999"})
    void refusesOtherIdsAndNamesTheKnownForms(String id) {
        var e = assertThrows(IllegalArgumentException.class, () -> Architectures.parse(id));
        assertTrue(e.getMessage().contains("'" + id + "'") && e.getMessage().contains("lenet-300-100"), e::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp-3", "lenet-5-20", "lenet-5-in1x8x8", "small-cnn-in1x9x28"})
    void refusesNetworksWhoseLayersDoNotFit(String id) {
        var e = assertThrows(IllegalArgumentException.class, () -> Architectures.parse(id));
        assertTrue(e.getMessage().contains("architecture '" + id + "': "), e::getMessage);
    }

    @Test
    void refusesUnknownNamesAndConfigs() {
        assertMessage("'cnn'", "cnn", Map.of());
        assertMessage("[]", "mlp", Map.of());
        assertMessage("[4, 3.0]", "mlp", Map.of("widths", List.of(4, 3.0)));
        assertMessage("4", "mlp", Map.of("widths", 4));
        assertMessage("[widths, norm]", "mlp", Map.of("widths", List.of(4, 3), "activation", "tanh"));
        assertMessage("one of [none, batch, layer]", "mlp", Map.of("widths", List.of(4, 3), "norm", "group"));
        assertMessage("channels, height and width", "lenet-5", Map.of("input", List.of(28, 28)));
        assertMessage("whole number", "lenet-5", Map.of("classes", "ten"));
        assertMessage("width 0", "mlp", Map.of("widths", List.of(4, 0)));
    }

    @Test
    void refusesATaskThatDoesNotFit() {
        Architecture mlp = Mlp.of(784, 10);
        mlp.requireFits(List.of(28, 28), 10);
        mlp.requireFits(List.of(784), 10);
        var e = assertThrows(IllegalArgumentException.class, () -> mlp.requireFits(List.of(3, 32, 32), 10));
        assertTrue(e.getMessage().contains("784") && e.getMessage().contains("3072"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> mlp.requireFits(List.of(784), 11));
    }

    private static void assertMessage(String part, String name, Map<String, Object> config) {
        var e = assertThrows(IllegalArgumentException.class, () -> Architectures.of(name, config));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }
}
