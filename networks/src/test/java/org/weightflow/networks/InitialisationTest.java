package org.weightflow.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.networks.Layout.Entry;
import org.weightflow.networks.Layout.Kind;

class InitialisationTest {
    private static final Seed SEED = new Seed(3);

    /** Fans of a linear layer: 200 in, 300 out; of the convolution: 16 * 5 * 5 = 400 in, 32 * 5 * 5 = 800 out. */
    private static final Layout LAYOUT = Layout.of(List.of(
            new Entry("fc.weight", List.of(300, 200), Kind.WEIGHT, true),
            new Entry("fc.bias", List.of(300), Kind.BIAS, false),
            new Entry("conv.weight", List.of(32, 16, 5, 5), Kind.WEIGHT, true),
            new Entry("conv.bias", List.of(32), Kind.BIAS, false),
            new Entry("bn.weight", List.of(32), Kind.NORM, false),
            new Entry("bn.bias", List.of(32), Kind.NORM, false),
            new Entry("bn.running_mean", List.of(32), Kind.BUFFER, false),
            new Entry("bn.running_var", List.of(32), Kind.BUFFER, false),
            new Entry("bn.num_batches_tracked", List.of(), Kind.COUNTER, false),
            new Entry("pos_embed", List.of(1, 65, 192), Kind.WEIGHT, false)));

    @ParameterizedTest
    @EnumSource
    void saysTheMomentsOfItsDraws(Initialisation initialisation) {
        StateDict drawn = initialisation.draw(LAYOUT, SEED);
        StateDict mean = initialisation.mean(LAYOUT);
        for (int e = 0; e < LAYOUT.entries().size(); e++) {
            double deviation = initialisation.deviation(LAYOUT, e);
            FloatBuffer values = drawn.entry(e);
            FloatBuffer expected = mean.entry(e);
            int n = values.remaining();
            double squares = 0;
            for (int i = 0; i < n; i++) {
                double off = values.get(i) - expected.get(i);
                squares += off * off / n;
            }
            // Five standard errors of a normal's second moment, which are more than those of a uniform's.
            assertEquals(deviation * deviation, squares, 5 * deviation * deviation * Math.sqrt(2.0 / n));
        }
    }

    /**
     * Bounds b and deviations s by the formulas of torch.nn.init, checked once by hand against
     * {@code kaiming_uniform_(w, nonlinearity="relu"), xavier_uniform_, kaiming_normal_(w, nonlinearity="relu"), xavier_normal_}.
     * A uniform draw has the deviation b / sqrt 3; 0 stands for no bound.
     */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "KAIMING_UNIFORM, fc.weight,   0.17320508, 0.1",
        "KAIMING_UNIFORM, conv.weight, 0.12247449, 0.07071068",
        "KAIMING_NORMAL,  fc.weight,   0,          0.1",
        "KAIMING_NORMAL,  conv.weight, 0,          0.07071068",
        "XAVIER_UNIFORM,  fc.weight,   0.10954451, 0.06324555",
        "XAVIER_UNIFORM,  conv.weight, 0.07071068, 0.04082483",
        "XAVIER_NORMAL,   fc.weight,   0,          0.06324555",
        "XAVIER_NORMAL,   conv.weight, 0,          0.04082483",
        "UNIFORM,         fc.weight,   0.1,        0.05773503",
        "NORMAL,          fc.weight,   0,          0.02",
        "TORCH_DEFAULT,   pos_embed,   0,          0.02",
        "KAIMING_UNIFORM, pos_embed,   0,          0.02",
        "TORCH_DEFAULT,   fc.weight,   0.07071068, 0.04082483",
        "TORCH_DEFAULT,   conv.weight, 0.05,       0.02886751",
        "TORCH_DEFAULT,   fc.bias,     0.07071068, 0.04082483",
        "TORCH_DEFAULT,   conv.bias,   0.05,       0.02886751",
    })
    void hasItsBoundAndMoments(Initialisation initialisation, String entry, double bound, double deviation) {
        FloatBuffer values = initialisation.draw(LAYOUT, SEED).entry(entry);
        int n = values.remaining();
        double sum = 0;
        double squares = 0;
        double largest = 0;
        while (values.hasRemaining()) {
            double value = values.get();
            sum += value;
            squares += value * value;
            largest = Math.max(largest, Math.abs(value));
        }
        // Five standard errors; the variance of a normal draw has the relative error sqrt(2 / n), a uniform one less.
        assertEquals(0, sum / n, 5 * deviation / Math.sqrt(n));
        assertEquals(1, squares / n / (deviation * deviation), 5 * Math.sqrt(2.0 / n));
        if (bound == 0) {
            assertTrue(largest > 3 * deviation, "a normal draw of " + n + " values goes beyond three deviations");
        } else {
            assertTrue(largest <= bound * (1 + 1e-6), largest + " > " + bound);
            // The largest of n uniform values misses the bound by more than 10 b / n with probability e^-10.
            assertTrue(largest >= bound * (1 - 10.0 / n), largest + " stays far below " + bound);
        }
    }

    @ParameterizedTest
    @EnumSource
    void startsNormalisationAtTheIdentityAndBiasesAtZero(Initialisation initialisation) {
        StateDict weights = initialisation.draw(LAYOUT, SEED);
        assertConstant(1, weights.entry("bn.weight"));
        assertConstant(0, weights.entry("bn.bias"));
        assertConstant(0, weights.entry("bn.running_mean"));
        assertConstant(1, weights.entry("bn.running_var"));
        assertConstant(0, weights.entry("bn.num_batches_tracked"));
        if (initialisation != Initialisation.TORCH_DEFAULT) {
            assertConstant(0, weights.entry("fc.bias"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesTheSameWeightsForTheSameSeedOnly(Initialisation initialisation) {
        StateDict weights = initialisation.draw(LAYOUT, SEED);
        assertTrue(weights.sameBits(initialisation.draw(LAYOUT, new Seed(3))));
        assertFalse(weights.sameBits(initialisation.draw(LAYOUT, new Seed(4))));
    }

    /** An entry's draw depends on its name, not on its place, so a new layer does not move the others. */
    @Test
    void drawsEachEntryFromItsName() {
        Layout alone = Layout.of(List.of(LAYOUT.entry(2)));
        assertEquals(
                Initialisation.KAIMING_NORMAL.draw(LAYOUT, SEED).entry("conv.weight"),
                Initialisation.KAIMING_NORMAL.draw(alone, SEED).entry("conv.weight"));
    }

    @Test
    void spellsItsIdAsOptionsDo() {
        assertEquals("kaiming-uniform", Initialisation.KAIMING_UNIFORM.id());
    }

    private static void assertConstant(float expected, FloatBuffer values) {
        while (values.hasRemaining()) {
            assertEquals(expected, values.get());
        }
    }
}
