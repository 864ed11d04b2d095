package org.weightflow.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;

class LayoutPartTest {
    /** fc1 2 + 2, bn1 weight 2, bias 2, mean 2, variance 2, counter 1, fc2 2 + 1. */
    private static final Layout WHOLE = Architectures.parse("mlp-1-2-1-bn").layout();

    private static final LayoutPart LEARNABLE = LayoutPart.learnable(WHOLE);

    @Test
    void isTheEntriesThatAreChosenInTheirOrder() {
        assertEquals(
                List.of("fc1.weight", "fc1.bias", "bn1.weight", "bn1.bias", "fc2.weight", "fc2.bias"),
                LEARNABLE.layout().entries().stream().map(Layout.Entry::name).toList());
        assertEquals(WHOLE.learnableSize(), LEARNABLE.layout().size());
        assertTrue(WHOLE.hasState());
        assertFalse(LEARNABLE.layout().hasState());
        assertEquals(WHOLE, LEARNABLE.whole());
    }

    @Test
    void takesValuesOutAndPutsThemBack() {
        float[] flat = new float[WHOLE.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = i + 1;
        }
        float[] expected = {1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16};
        assertArrayEquals(expected, LEARNABLE.of(flat));
        assertArrayEquals(expected, LEARNABLE.of(StateDict.of(WHOLE, flat)).toArray());
        float[] target = new float[flat.length];
        LEARNABLE.put(expected, target);
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 14, 15, 16}, target);
    }

    @Test
    void theWholeIsItself() {
        Layout plain = Mlp.of(1, 2, 1).layout();
        LayoutPart all = LayoutPart.learnable(plain);
        StateDict network = Initialisation.NORMAL.draw(plain, new Seed(1));
        float[] flat = network.toArray();
        assertSame(plain, all.layout());
        assertSame(network, all.of(network));
        assertSame(flat, all.of(flat));
    }

    @Test
    void namesWhatDoesNotFit() {
        StateDict other = Initialisation.NORMAL.draw(Mlp.of(1, 2, 1).layout(), new Seed(1));
        var e = assertThrows(IllegalArgumentException.class, () -> LEARNABLE.of(other));
        assertTrue(e.getMessage().contains("bn1.weight"), e::getMessage);
    }
}
