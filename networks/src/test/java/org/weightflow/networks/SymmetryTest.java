package org.weightflow.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.architecture.Mlp;

class SymmetryTest {
    private static final Layout LAYOUT = Mlp.of(2, 3, 3, 4).layout();

    @Test
    void readsTheSizesOffTheLayoutInTheOrderOfTheNames() {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        axes.put("fc2.weight", List.of("b", "a"));
        axes.put("fc1.weight", List.of("a", Symmetry.NONE));
        Symmetry symmetry = Symmetry.of(LAYOUT, axes);
        assertEquals(Map.of("a", 3, "b", 3), symmetry.sizes());
        assertEquals(List.of("b", "a"), List.copyOf(symmetry.sizes().keySet()));
    }

    @Test
    void findsEveryAxisOfAGroupInLayoutOrder() {
        Symmetry symmetry = Symmetry.of(
                LAYOUT,
                Map.of("fc2.weight", List.of("a", "a"), "fc1.bias", List.of("a"), "fc1.weight", List.of("a", "")));
        assertEquals(
                List.of(
                        new Symmetry.Axis(0, 0),
                        new Symmetry.Axis(1, 0),
                        new Symmetry.Axis(2, 0),
                        new Symmetry.Axis(2, 1)),
                symmetry.axesOf("a", LAYOUT));
        assertEquals(List.of(), symmetry.axesOf("b", LAYOUT));
    }

    @Test
    void movesNothingOfAnEntryThatIsNotNamed() {
        Symmetry symmetry = Symmetry.of(LAYOUT, Map.of());
        assertEquals(List.of("", ""), symmetry.groupsOf(LAYOUT.entry(0)));
        assertTrue(symmetry.sizes().isEmpty());
    }

    @Test
    void namesTheEntryThatDoesNotFit() {
        assertMessage("fc9: no such entry", Map.of("fc9", List.of("a")));
        assertMessage("fc1.weight: 1 groups given for 2 axes", Map.of("fc1.weight", List.of("a")));
        assertMessage("fc1.weight: axis 1 has 2 units but group a has 3", Map.of("fc1.weight", List.of("a", "a")));
    }

    private static void assertMessage(String part, Map<String, List<String>> axes) {
        var e = assertThrows(IllegalArgumentException.class, () -> Symmetry.of(LAYOUT, axes));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }
}
