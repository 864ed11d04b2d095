package org.weightflow.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout.Entry;
import org.weightflow.networks.Layout.Kind;

class LayoutTest {
    private static final Entry WEIGHT = new Entry("fc.weight", List.of(2, 3), Kind.WEIGHT, true);
    private static final Entry BIAS = new Entry("fc.bias", List.of(2), Kind.BIAS, false);
    private static final Entry SCALAR = new Entry("scale", List.of(), Kind.NORM, false);
    private static final Entry EMPTY = new Entry("none", List.of(4, 0), Kind.WEIGHT, true);
    private static final Layout LAYOUT = Layout.of(List.of(WEIGHT, BIAS, EMPTY, SCALAR));

    @Test
    void cutsStretchesAtTheBoundsOfEntries() {
        List<List<Integer>> parts = new ArrayList<>();
        LAYOUT.forEachPart(4, 5, (entry, first, size, done) -> parts.add(List.of(entry, first, size, done)));
        assertEquals(List.of(List.of(0, 4, 2, 0), List.of(1, 0, 2, 2), List.of(3, 0, 1, 4)), parts);
        for (int i = 0; i < 9; i++) {
            int index = i;
            assertEquals(i < 6 ? 0 : i < 8 ? 1 : 3, LAYOUT.entryAt(i));
            LAYOUT.forEachPart(i, 1, (entry, first, size, done) -> {
                assertEquals(LAYOUT.entryAt(index), entry);
                assertEquals(index - LAYOUT.offset(entry), first);
                assertEquals(1, size);
            });
        }
        LAYOUT.forEachPart(9, 0, (entry, first, size, done) -> parts.clear());
        assertEquals(3, parts.size());
        assertThrows(IllegalArgumentException.class, () -> LAYOUT.entryAt(9));
    }

    @Test
    void placesTheEntriesOneAfterTheOther() {
        assertEquals(9, LAYOUT.size());
        assertEquals(
                List.of(0, 6, 8, 8, 9),
                List.of(LAYOUT.offset(0), LAYOUT.offset(1), LAYOUT.offset(2), LAYOUT.offset(3), LAYOUT.offset(4)));
        assertEquals(6, LAYOUT.prunableSize());
        assertEquals(2, LAYOUT.indexOf("none"));
        assertEquals(BIAS, LAYOUT.entry(1));
        assertTrue(LAYOUT.has("scale"));
        assertFalse(LAYOUT.has("fc"));
    }

    @Test
    void comparesNamesShapesKindsAndOrder() {
        assertEquals(LAYOUT, Layout.of(List.of(WEIGHT, BIAS, EMPTY, SCALAR)));
        assertNotEquals(LAYOUT, Layout.of(List.of(BIAS, WEIGHT, EMPTY, SCALAR)));
        assertNotEquals(
                Layout.of(List.of(WEIGHT)),
                Layout.of(List.of(new Entry("fc.weight", List.of(2, 3), Kind.WEIGHT, false))));
    }

    @Test
    void doesNotFollowTheListItWasMadeFrom() {
        List<Entry> entries = new java.util.ArrayList<>(List.of(WEIGHT));
        Layout layout = Layout.of(entries);
        entries.add(BIAS);
        assertEquals(1, layout.entries().size());
    }

    @Test
    void namesTheEntryThatStandsTwice() {
        assertMessage("fc.bias", () -> Layout.of(List.of(BIAS, WEIGHT, BIAS)));
    }

    @Test
    void namesTheEntryThatIsUnknown() {
        assertMessage(
                "fc: no such entry; the layout has [fc.weight, fc.bias, none, scale]", () -> LAYOUT.indexOf("fc"));
    }

    @Test
    void namesTheEntryThatIsTooLarge() {
        assertMessage(
                "w: shape [65536, 32768] has more", () -> new Entry("w", List.of(65536, 32768), Kind.WEIGHT, true));
        assertMessage("w: shape", () -> new Entry("w", List.of(1 << 30, 1 << 30, 1 << 30, 1 << 30), Kind.WEIGHT, true));
        assertMessage("w: extent -1", () -> new Entry("w", List.of(2, -1), Kind.WEIGHT, true));
        Entry half = new Entry("a", List.of(1 << 30), Kind.WEIGHT, true);
        Entry other = new Entry("b", List.of(1 << 30), Kind.WEIGHT, true);
        assertMessage("b: with it", () -> Layout.of(List.of(half, other)));
    }

    @Test
    void prunesWeightsAndBiasesOnly() {
        for (Kind kind : List.of(Kind.NORM, Kind.BUFFER, Kind.COUNTER)) {
            assertMessage("bn: an entry of kind " + kind, () -> new Entry("bn", List.of(2), kind, true));
        }
    }

    @Test
    void countsWhatIsLearnedApartFromState() {
        Layout layout = Layout.of(List.of(
                WEIGHT,
                new Entry("bn.weight", List.of(3), Kind.NORM, false),
                new Entry("bn.running_mean", List.of(3), Kind.BUFFER, false),
                new Entry("bn.num_batches_tracked", List.of(), Kind.COUNTER, false)));
        assertEquals(WEIGHT.size() + 3, layout.learnableSize());
        assertEquals(WEIGHT.size() + 7, layout.size());
    }

    @Test
    void isEmptyAlongAnAxisWhateverTheOthersAre() {
        assertEquals(0, new Entry("w", List.of(1 << 30, 1 << 30, 0), Kind.WEIGHT, true).size());
        assertEquals(0, new Entry("w", List.of(0, 1 << 30, 1 << 30), Kind.WEIGHT, true).size());
    }

    @Test
    void namesTheFirstEntryThatDiffers() {
        Entry wide = new Entry("fc.bias", List.of(3), Kind.BIAS, false);
        LAYOUT.requireSame(Layout.of(LAYOUT.entries()), "the other");
        assertMessage("fc.bias: shape [2] expected but [3] in the other", () -> Layout.of(List.of(WEIGHT, BIAS))
                .requireSame(Layout.of(List.of(WEIGHT, wide)), "the other"));
        assertMessage("fc.weight: the other has fc.bias in its place", () -> Layout.of(List.of(WEIGHT, BIAS))
                .requireSame(Layout.of(List.of(BIAS, WEIGHT)), "the other"));
        assertMessage("fc.bias: missing in the other", () -> Layout.of(List.of(WEIGHT, BIAS))
                .requireSame(Layout.of(List.of(WEIGHT)), "the other"));
        assertMessage("fc.bias: only the other", () -> Layout.of(List.of(WEIGHT))
                .requireSame(Layout.of(List.of(WEIGHT, BIAS)), "the other"));
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
