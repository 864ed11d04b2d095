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
            new Layout.Entry("positions", List.of(2), Layout.Kind.WEIGHT, false),
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
        assertMessage(
                "out.weight: place 1 of axis 1 belongs to two units",
                s -> s.place("a", new Place("out.weight", 1, 2, List.of(0, 1))));
        assertMessage(
                "qkv.weight: place 3 of axis 0 is taken a second time, by group b",
                s -> s.block("a", "qkv.weight", 0, 0, 2, 2).block("b", "qkv.weight", 0, 3, 1, 2));
        assertMessage(
                "qkv.weight: place 3 of axis 0 is taken a second time, by group a",
                s -> s.block("a", "qkv.weight", 0, 0, 2, 2).block("a", "qkv.weight", 0, 3, 2, 2));
    }

    @Test
    void aScaleMultipliesAndDivides() {
        Place place = Symmetry.Builder.block("out.weight", 1, 0, 1, 4);
        assertMessage("s: no place of a dividing scale", s -> s.scaleUp("s", place));
        assertMessage("s: no place of a multiplying scale", s -> s.scaleDown("s", place));
        assertMessage("out.weight: axis 0 has 3 units but scale s has 4", s -> s.scaleUp("s", place)
                .scaleDown("s", Symmetry.Builder.block("out.weight", 0, 0, 1, 3)));
    }

    @Test
    void signsFiltersAndBasesFitTheirUnits() {
        Place four = Symmetry.Builder.block("out.weight", 1, 0, 1, 4);
        Place three = Symmetry.Builder.block("out.weight", 0, 0, 1, 3);
        Place outside = Symmetry.Builder.block("positions", 0, 0, 1, 3);
        assertMessage(
                "out.weight: axis 0 has 3 units but sign s has 4",
                s -> s.sign(new Symmetry.Sign("s", 4, List.of(four, three), List.of(four))));
        assertMessage(
                "qkv.weight: sign s is oriented by a place that it does not negate",
                s -> s.sign(new Symmetry.Sign(
                        "s",
                        4,
                        List.of(four),
                        List.of(
                                Symmetry.Builder.block("out.weight", 1, 0, 1, 4),
                                Symmetry.Builder.block("qkv.weight", 0, 0, 1, 4)))));
        assertMessage(
                "positions: place 2 of axis 0 is outside 2",
                s -> s.sign(new Symmetry.Sign("s", 3, List.of(three, outside), List.of(three))));
        assertMessage(
                "out.weight: axis 1 has 4 units but filter f has 3",
                s -> s.filter(new Symmetry.Filter("f", 3, List.of(three), List.of(), four, 1e-5)));
        assertMessage(
                "f: epsilon 0.0 is not a positive finite number",
                s -> s.filter(new Symmetry.Filter("f", 3, List.of(three), List.of(), three, 0)));
        assertMessage(
                "positions: place 2 of axis 0 is outside 2",
                s -> s.filter(new Symmetry.Filter("f", 3, List.of(three), List.of(), outside, 1e-5)));
        assertMessage(
                "out.weight: axis 1 has 4 units but basis b has 3",
                s -> s.basis(new Symmetry.Basis("b", 3, List.of(three), List.of(four))));
        assertMessage(
                "positions: place 2 of axis 0 is outside 2",
                s -> s.basis(new Symmetry.Basis("b", 3, List.of(three), List.of(outside))));
    }

    @Test
    void findsTheFamiliesInsideAGroup() {
        Symmetry symmetry = heads().build();
        assertEquals(
                List.of("qk.0", "qk.1"),
                symmetry.families("heads").get("qk").stream()
                        .map(Symmetry.Group::name)
                        .toList());
        assertEquals(2, symmetry.families("heads").size());
        assertTrue(symmetry.families("qk.0").isEmpty());
    }

    @Test
    void whatLiesInsideLooksTheSameInEveryUnit() {
        assertMessage("no outer group heads", s -> s.axis("a", "out.weight", 1).inside("a", "heads", 0, "f"));
        assertMessage("a: no place of a group", s -> s.inside("a", "heads", 0, "f"));
        assertMessage("with a unit 2 stands before it", s -> two().block("a", "out.weight", 1, 0, 1, 2)
                .inside("a", "heads", 2, "f"));
        assertMessage("stands before it", s -> heads().block("a", "positions", 0, 0, 1, 2)
                .inside("a", "qk.0", 0, "f"));
        assertMessage("there are two groups", s -> heads().block("a", "positions", 0, 0, 1, 2)
                .inside("a", "heads", 0, "qk"));
        assertMessage(
                "a: its family f has no group inside unit 0 of group heads",
                s -> two().block("a", "out.weight", 1, 2, 1, 2).inside("a", "heads", 1, "f"));
        assertMessage("out.weight: axis 1 has units of group a outside unit 0 of group heads", s -> two().block(
                        "a", "out.weight", 1, 1, 1, 2)
                .inside("a", "heads", 0, "f")
                .block("b", "out.weight", 1, 3, 1, 1)
                .inside("b", "heads", 1, "f"));
        assertMessage("a: lies otherwise in its unit of group heads than group b", s -> two().block(
                        "b", "qkv.weight", 0, 0, 1, 2)
                .inside("b", "heads", 0, "f")
                .block("a", "qkv.weight", 0, 6, 1, 2)
                .inside("a", "heads", 1, "f"));
    }

    /** Two heads of two units each, q, k and v one after the other on the rows of the first entry. */
    private static Symmetry.Builder two() {
        return Symmetry.on(LAYOUT)
                .block("heads", "qkv.weight", 0, 0, 2, 2)
                .block("heads", "qkv.weight", 0, 4, 2, 2)
                .block("heads", "qkv.weight", 0, 8, 2, 2)
                .axis("heads", "out.weight", 1, 2);
    }

    private static Symmetry.Builder heads() {
        Symmetry.Builder heads = two();
        for (int h = 1; h >= 0; h--) {
            heads.block("qk." + h, "qkv.weight", 0, 2 * h, 1, 2)
                    .block("qk." + h, "qkv.weight", 0, 4 + 2 * h, 1, 2)
                    .inside("qk." + h, "heads", h, "qk")
                    .block("vo." + h, "qkv.weight", 0, 8 + 2 * h, 1, 2)
                    .block("vo." + h, "out.weight", 1, 2 * h, 1, 2)
                    .inside("vo." + h, "heads", h, "vo");
        }
        return heads;
    }

    private static void assertMessage(String part, UnaryOperator<Symmetry.Builder> description) {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> description.apply(Symmetry.on(LAYOUT)).build());
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }
}
