package org.weightflow.canon.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;

class RowsTest {
    @Test
    void readsEveryStretchOfStateDicts() {
        Layout layout = Mlp.of(3, 2, 2).layout();
        List<StateDict> members = List.of(draw(layout, 1), draw(layout, 2));
        Rows rows = Rows.ofStateDicts(members);
        assertEquals(2, rows.count());
        assertEquals(layout.size(), rows.length());
        for (int from = 0; from <= layout.size(); from++) {
            for (int count = 0; from + count <= layout.size(); count++) {
                float[] target = new float[count + 2];
                rows.read(1, from, count, target, 1);
                float[] expected = new float[count + 2];
                System.arraycopy(members.get(1).toArray(), from, expected, 1, count);
                assertArrayEquals(expected, target);
            }
        }
    }

    @Test
    void asksASourceOnceForEachRow() {
        AtomicInteger asked = new AtomicInteger();
        Rows rows = Rows.holding(3, i -> {
            asked.incrementAndGet();
            return new float[] {i, 10 + i};
        });
        float[] target = new float[1];
        for (int i = 0; i < 3; i++) {
            rows.read(i, 1, 1, target, 0);
            assertEquals(10 + i, target[0]);
        }
        assertEquals(3, asked.get());
    }

    @Test
    void namesTheRowThatDoesNotFit() {
        var lengths = assertThrows(
                IllegalArgumentException.class, () -> Rows.of(List.of(new float[2], new float[2], new float[3])));
        assertTrue(lengths.getMessage().contains("row 2 has 3"), lengths::getMessage);
        List<StateDict> mixed =
                List.of(draw(Mlp.of(3, 2, 2).layout(), 1), draw(Mlp.of(3, 4, 2).layout(), 1));
        var layouts = assertThrows(IllegalArgumentException.class, () -> Rows.ofStateDicts(mixed));
        assertTrue(layouts.getMessage().contains("fc1.weight"), layouts::getMessage);
        assertTrue(layouts.getMessage().contains("member 1"), layouts::getMessage);
    }

    @Test
    void blocksNameAValueThatIsNotFinite() {
        Block block = new Block(Rows.of(List.of(new float[5], new float[] {0, 0, 0, Float.NaN, 0})), 2);
        block.load(0);
        var e = assertThrows(IllegalArgumentException.class, () -> block.load(2));
        assertTrue(e.getMessage().contains("row 1, column 3"), e::getMessage);
    }

    @Test
    void blocksCoverTheColumnsAndCentreThem() {
        Block block = new Block(Rows.of(List.of(new float[] {1, 2, 3}, new float[] {3, 4, 8})), 2);
        double[] mean = new double[3];
        for (int from = 0; from < 3; from += 2) {
            block.load(from);
            block.meanTo(mean);
        }
        assertArrayEquals(new double[] {2, 3, 5.5}, mean);
        assertEquals(1, block.columns());
        block.subtract(mean);
        assertEquals(-2.5, block.values()[0]);
        assertEquals(2.5, block.values()[1]);
    }

    private static StateDict draw(Layout layout, long seed) {
        return Initialisation.TORCH_DEFAULT.draw(layout, new Seed(seed));
    }
}
