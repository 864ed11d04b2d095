package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalisationTest {
    /** Two examples of two channels of 1 x 2. */
    private static final Examples PLANES =
            Examples.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, new int[2], List.of(2, 1, 2), 1);

    /**
     * The bits of (uint8 / 255 - mean) / std in single precision, each step rounded, as ToTensor and Normalize have it:
     * {@code numpy: ((f32(v) / f32(255) - f32(mean)) / f32(std)).view(uint32)}.
     */
    @ParameterizedTest(name = "byte {2} by mean {0}, std {1}")
    @CsvSource({
        "0.1307, 0.3081,   0, bed93271",
        "0.1307, 0.3081,   1, bed2ae20",
        "0.1307, 0.3081, 127, 3f989c64",
        "0.1307, 0.3081, 255, 4034933d",
        "0.4914, 0.2023,   0, c01b75d0",
        "0.4914, 0.2023,   1, c01a3836",
        "0.4914, 0.2023, 127, 3d066cd9",
        "0.4914, 0.2023, 255, 4020e6d1",
        "0.5,    0.5,      0, bf800000",
        "0.5,    0.5,      1, bf7dfdfe",
        "0.5,    0.5,    127, bb808080",
        "0.5,    0.5,    255, 3f800000"
    })
    void givesTheBitsOfSinglePrecision(double mean, double std, int pixel, String bits) {
        Examples image = Examples.of(new float[] {pixel / 255f}, new int[1], List.of(1, 1, 1), 1);
        float scaled =
                new Normalisation(List.of(mean), List.of(std)).apply(image).features()[0];
        assertEquals(bits, Integer.toHexString(Float.floatToRawIntBits(scaled)));
    }

    @Test
    void scalesEachChannelByItsOwnNumbers() {
        Examples scaled = new Normalisation(List.of(1.0, 2.0), List.of(2.0, 4.0)).apply(PLANES);
        assertArrayEquals(new float[] {-0.5f, 0, 0, 0.25f, 1.5f, 2, 1, 1.25f}, scaled.features());
        assertEquals(PLANES.exampleShape(), scaled.exampleShape());
    }

    @Test
    void scalesAllChannelsAlikeByOneNumber() {
        Examples scaled = new Normalisation(List.of(1.0), List.of(2.0)).apply(PLANES);
        assertArrayEquals(new float[] {-0.5f, 0, 0.5f, 1, 1.5f, 2, 2.5f, 3}, scaled.features());
    }

    @Test
    void takesEachFeatureOfARowForAChannel() {
        Examples rows = Examples.of(new float[] {1, 10, 3, 30}, new int[2], List.of(2), 1);
        Examples scaled = new Normalisation(List.of(2.0, 20.0), List.of(1.0, 10.0)).apply(rows);
        assertArrayEquals(new float[] {-1, -1, 1, 1}, scaled.features());
    }

    @Test
    void refusesWhatDoesNotFit() {
        refused("mean is empty", List.of(), List.of());
        refused("std has 2 numbers, but mean has 1", List.of(0.0), List.of(1.0, 1.0));
        refused("std 0.0 is not above 0", List.of(0.0), List.of(0.0));
        refused("std -1.0 is not above 0", List.of(0.0), List.of(-1.0));
        refused("std 1.0E-60 is not above 0", List.of(0.0), List.of(1e-60));
        refused("std NaN is not above 0", List.of(0.0), List.of(Double.NaN));
        refused("mean 1.0E60 is not a finite number", List.of(1e60), List.of(1.0));
        Normalisation three = new Normalisation(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
        var e = assertThrows(IllegalArgumentException.class, () -> three.apply(PLANES));
        assertEquals("mean has 3 numbers, but examples of shape [2, 1, 2] have 2 channels", e.getMessage());
    }

    private static void refused(String message, List<Double> mean, List<Double> std) {
        var e = assertThrows(IllegalArgumentException.class, () -> new Normalisation(mean, std));
        assertTrue(e.getMessage().startsWith(message), e::getMessage);
    }
}
