package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class FittedImagesTest {
    private static final float[] SQUARE = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    @Test
    void theOwnShapeChangesNothing() {
        Examples colours = Examples.of(new float[] {1, 2, 3, 4, 5, 6}, new int[] {1}, List.of(3, 1, 2), 2);
        Examples same = FittedImages.of(colours, List.of(3, 1, 2), 10);
        assertArrayEquals(colours.features(), same.features());
        assertEquals(10, same.classes());
        assertEquals(0, same.label(0));
    }

    @Test
    void areasAreAveraged() {
        Examples image = Examples.of(SQUARE, new int[1], List.of(1, 3, 3), 1);
        assertArrayEquals(
                new float[] {5}, FittedImages.of(image, List.of(1, 1, 1), 1).features());
        // The upper left pixel covers 1, half of 2 and 4, and a quarter of 5, of an area of 2.25.
        float first = (float) ((1 + 2 / 2.0 + 4 / 2.0 + 5 / 4.0) / 2.25);
        float[] half = FittedImages.of(image, List.of(1, 2, 2), 1).features();
        assertArrayEquals(new float[] {first, first + 4 / 3f, first + 4, first + 16 / 3f}, half, 1e-6f);
    }

    @Test
    void enlargingRepeats() {
        Examples image = Examples.of(new float[] {1, 2, 3, 4}, new int[1], List.of(1, 2, 2), 1);
        assertArrayEquals(
                new float[] {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4},
                FittedImages.of(image, List.of(1, 4, 4), 1).features());
    }

    @Test
    void coloursBecomeGreyAndGreyBecomesColours() {
        Examples colours = Examples.of(new float[] {1, 0, 0, 0, 1, 0}, new int[] {1, 1}, List.of(3, 1, 1), 2);
        assertArrayEquals(
                new float[] {.299f, .587f},
                FittedImages.of(colours, List.of(1, 1, 1), 2).features(),
                1e-7f);
        Examples grey = Examples.of(new float[] {.25f}, new int[1], List.of(1, 1, 1), 1);
        assertArrayEquals(
                new float[] {.25f, .25f, .25f},
                FittedImages.of(grey, List.of(3, 1, 1), 1).features());
    }

    @Test
    void whatIsNoImageIsRefused() {
        assertFalse(FittedImages.canFit(List.of(4), List.of(1, 28, 28)));
        assertFalse(FittedImages.canFit(List.of(2, 28, 28), List.of(1, 28, 28)));
        Examples flowers = Examples.of(new float[4], new int[1], List.of(4), 3);
        var e = assertThrows(IllegalArgumentException.class, () -> FittedImages.of(flowers, List.of(1, 28, 28), 10));
        assertEquals("examples of shape [4] cannot be brought into the shape [1, 28, 28]", e.getMessage());
    }
}
