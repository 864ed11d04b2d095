package org.weightflow.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.architecture.Mlp;

class StateDictTest {
    private static final Layout LAYOUT = Mlp.of(2, 3, 2).layout();
    private static final int NAN_WITH_PAYLOAD = 0x7fa12345;

    private static float[] counting() {
        float[] flat = new float[LAYOUT.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = i;
        }
        return flat;
    }

    @Test
    void showsTheFlatVectorByEntry() {
        StateDict dict = StateDict.of(LAYOUT, counting());
        assertEquals(FloatBuffer.wrap(new float[] {6, 7, 8}), dict.entry("fc1.bias"));
        assertEquals(6f, dict.entry(1).get(0));
        assertArrayEquals(counting(), dict.toArray());
    }

    @Test
    void isTheSameFromOneBufferPerEntry() {
        float[] flat = counting();
        FloatBuffer[] entries = {
            FloatBuffer.wrap(flat, 0, 6), FloatBuffer.wrap(flat, 6, 3),
            FloatBuffer.wrap(flat, 9, 6), FloatBuffer.wrap(flat, 15, 2)
        };
        StateDict dict = StateDict.ofEntries(LAYOUT, entries);
        assertTrue(dict.sameBits(StateDict.of(LAYOUT, flat)));
        assertEquals(9f, dict.entry(2).get(0));
        assertEquals(0, entries[0].position());
    }

    @Test
    void copiesToAnyPlaceAndLeavesTheRest() {
        float[] target = new float[LAYOUT.size() + 3];
        java.util.Arrays.fill(target, -1f);
        StateDict.of(LAYOUT, counting()).copyTo(target, 2);
        assertEquals(-1f, target[1]);
        assertEquals(0f, target[2]);
        assertEquals(16f, target[18]);
        assertEquals(-1f, target[19]);
    }

    @Test
    void showsFreshViewsThatCannotBeWritten() {
        StateDict dict = StateDict.of(LAYOUT, counting());
        dict.entry(0).get();
        assertEquals(0f, dict.entry(0).get());
        assertThrows(ReadOnlyBufferException.class, () -> dict.entry(0).put(0, 1f));
    }

    @Test
    void comparesBitsNotNumbers() {
        float[] a = counting();
        float[] b = counting();
        a[3] = 0f;
        b[3] = -0f;
        assertFalse(StateDict.of(LAYOUT, a).sameBits(StateDict.of(LAYOUT, b)));
        a[3] = Float.intBitsToFloat(NAN_WITH_PAYLOAD);
        b[3] = Float.intBitsToFloat(NAN_WITH_PAYLOAD);
        assertTrue(StateDict.of(LAYOUT, a).sameBits(StateDict.of(LAYOUT, b)));
        b[3] = Float.NaN;
        assertFalse(StateDict.of(LAYOUT, a).sameBits(StateDict.of(LAYOUT, b)));
        assertFalse(StateDict.of(LAYOUT, a).sameBits(StateDict.of(Mlp.of(16, 1).layout(), counting())));
    }

    @Test
    void refusesValuesThatDoNotFillTheLayout() {
        assertThrows(IllegalArgumentException.class, () -> StateDict.of(LAYOUT, new float[16]));
        assertThrows(IllegalArgumentException.class, () -> StateDict.ofEntries(LAYOUT, new FloatBuffer[3]));
        FloatBuffer[] entries = {
            FloatBuffer.allocate(6), FloatBuffer.allocate(4), FloatBuffer.allocate(6), FloatBuffer.allocate(2)
        };
        var e = assertThrows(IllegalArgumentException.class, () -> StateDict.ofEntries(LAYOUT, entries));
        assertTrue(e.getMessage().contains("fc1.bias: 4"), e::getMessage);
    }
}
