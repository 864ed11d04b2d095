package org.weightflow.canon.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
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
    void readsTheSameBytesAsValues() {
        Layout layout = Mlp.of(3, 2, 2).layout();
        List<StateDict> members = List.of(draw(layout, 1), draw(layout, 2));
        List<float[]> flat = members.stream().map(StateDict::toArray).toList();
        for (Rows rows : List.of(
                Rows.of(flat),
                Rows.ofStateDicts(members),
                new CountedRows(flat),
                Rows.stacked(Rows.of(flat.subList(0, 1)), Rows.of(flat.subList(1, 2))),
                Rows.columns(Rows.of(flat), 0, layout.size()))) {
            for (int from = 0; from <= layout.size(); from++) {
                for (int count = 0; from + count <= layout.size(); count++) {
                    ByteBuffer target = ByteBuffer.allocate(4 * count + 4)
                            .order(ByteOrder.nativeOrder())
                            .position(4);
                    rows.read(1, from, count, target);
                    float[] found = new float[count];
                    target.position(4).asFloatBuffer().get(found);
                    assertArrayEquals(Arrays.copyOfRange(flat.get(1), from, from + count), found);
                }
            }
        }
    }

    @Test
    void columnsAndStackedRowsAreThoseOfTheMatrix() {
        Rows rows = Rows.of(List.of(new float[] {1, 2, 3}, new float[] {4, 5, 6}));
        Rows stacked = Rows.stacked(rows, Rows.columns(Rows.of(List.of(new float[] {0, 7, 8, 9})), 1, 3));
        assertEquals(3, stacked.count());
        float[] target = new float[2];
        stacked.read(2, 1, 2, target, 0);
        assertArrayEquals(new float[] {8, 9}, target);
        var length =
                assertThrows(IllegalArgumentException.class, () -> Rows.stacked(rows, Rows.of(List.of(new float[2]))));
        assertTrue(length.getMessage().contains("rows of 3 and of 2"), length::getMessage);
        assertThrows(IllegalArgumentException.class, () -> Rows.columns(rows, 2, 2));
    }

    private static StateDict draw(Layout layout, long seed) {
        return Initialisation.TORCH_DEFAULT.draw(layout, new Seed(seed));
    }
}
