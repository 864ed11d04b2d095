package org.weightflow.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Symmetry.Place;

class SymmetryTest {
    private static final Layout LAYOUT = Layout.of(List.of(
            new Layout.Entry("qkv.weight", List.of(12, 3), Layout.Kind.WEIGHT, true),
            new Layout.Entry("out.weight", List.of(3, 4), Layout.Kind.WEIGHT, true),
            new Layout.Entry("steps", List.of(), Layout.Kind.BUFFER, false)));

    @Test
    void readsTheUnitsOffTheAxisInTheOrderOfTheGroups() {
        Symmetry symmetry = Symmetry.on(LAYOUT)
                .axis("stream", "qkv.weight", 1)
                .axis("stream", "out.weight", 0)
                .axis("heads", "out.weight", 1, 2)
                .build();
        assertEquals(List.of("stream", "heads"), List.copyOf(symmetry.sizes().keySet()));
        assertEquals(3, symmetry.sizes().get("stream"));
        assertEquals(
                List.of(new Place("out.weight", 1, 2, List.of(0, 2))),
                symmetry.group("heads").places());
        assertEquals(2, symmetry.group("stream").places().size());
    }

    @Test
    void blocksStandOneAfterTheOther() {
        assertEquals(new Place("qkv.weight", 0, 2, List.of(4, 6)), Symmetry.Builder.block("qkv.weight", 0, 4, 2, 2));
    }

    @Test
    void randomElementsMoveUnitsAndScaleThemByPowersOfTwo() {
        Symmetry symmetry = Symmetry.on(LAYOUT)
                .place("g", new Place("qkv.weight", 0, 2, List.of(7, 1, 4)))
                .scaleUp("s", Symmetry.Builder.block("out.weight", 1, 1, 1, 3))
                .scaleDown("s", Symmetry.Builder.block("qkv.weight", 0, 9, 1, 3))
                .build();
        float[] before = new float[LAYOUT.size()];
        IntStream.range(0, before.length).forEach(k -> before[k] = k);
        RandomSymmetry random = new RandomSymmetry(LAYOUT, symmetry, new Seed(2));
        float[] permuted = random.permute(StateDict.of(LAYOUT, before)).toArray();
        int moved = 0;
        for (int row = 0; row < 12; row++) {
            int from = Math.round(permuted[row * 3]) / 3;
            List<Integer> rows = List.of(1, 4, 7).contains(row) ? List.of(1, 4, 7) : List.of(2, 5, 8);
            assertTrue(List.of(0, 3, 6, 9, 10, 11).contains(row) ? from == row : rows.contains(from), "row " + row);
            moved += from == row ? 0 : 1;
        }
        assertTrue(moved > 0);
        assertArrayEquals(
                IntStream.range(0, before.length).toArray(),
                IntStream.range(0, before.length)
                        .map(k -> Math.round(permuted[k]))
                        .sorted()
                        .toArray());
        float[] scaled = random.scale(StateDict.of(LAYOUT, before)).toArray();
        for (int u = 0; u < 3; u++) {
            float factor = scaled[36 + 1 + u] / before[36 + 1 + u];
            assertEquals(Math.scalb(1.0, Math.getExponent(factor)), factor);
            assertEquals(before[36 + 4 + 1 + u] * factor, scaled[36 + 4 + 1 + u]);
            assertEquals(before[(9 + u) * 3 + 2] / factor, scaled[(9 + u) * 3 + 2]);
        }
        assertEquals(before[36], scaled[36]);
        assertEquals(before[26], scaled[26]);
    }

    @Test
    void namesTheEntryThatDoesNotFit() {
        assertMessage("fc9: no such entry", s -> s.axis("a", "fc9", 0));
        assertMessage("steps: there is no axis 0 in shape []", s -> s.axis("a", "steps", 0));
        assertMessage("qkv.weight: axis 1 of 3 is no multiple of units of 2", s -> s.axis("a", "qkv.weight", 1, 2));
        assertMessage("out.weight: axis 1 has 4 units but group a has 3", s -> s.axis("a", "out.weight", 0)
                .axis("a", "out.weight", 1));
        assertMessage("out.weight: place 4 of axis 1 is outside 4", s -> s.block("a", "out.weight", 1, 1, 2, 2));
        assertMessage("taken twice by group a", s -> s.place("a", new Place("out.weight", 1, 2, List.of(0, 1))));
    }

    private static void assertMessage(String part, UnaryOperator<Symmetry.Builder> description) {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> description.apply(Symmetry.on(LAYOUT)).build());
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }
}
