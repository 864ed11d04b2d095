package org.weightflow.pruning.concrete;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.networks.Seed;
import org.weightflow.networks.training.Adam;
import org.weightflow.pruning.concrete.ConcreteConfig.Constraint;
import org.weightflow.pruning.concrete.ConcreteConfig.Form;

class GatesTest {
    private static final ConcreteConfig CONFIG = ConcreteConfig.defaults();
    private static final double RATE = 0.1;

    @Test
    void startAtTheDensityThatIsWanted() {
        Gates gates = gates(CONFIG, 10_000, 738);
        double open = 0;
        for (float logit : gates.logits()) {
            open += sigmoid(logit);
        }
        assertEquals(738, open, 1e-3);
        // 100 (1 / 1.1 - 1), to the rounding of a float's logit
        assertEquals(-9.0909, gates.descend(new float[10_000], RATE, 0).error(), 2e-4);
    }

    /** At the density of Arora and Teuscher's sparsest tickets; the means by scipy.integrate.quad over the noise's logistic law. */
    @ParameterizedTest
    @CsvSource({"CODED, 738, 0.0367, 0.0636", "TEXTBOOK, 738, 0.0074, 0.0152", "CODED, 50000, 0.5, 0.5"})
    void openAsOftenAsTheirFormSays(Form form, int kept, double openShare, double mean) {
        int count = 100_000;
        double logit = Math.log(kept / (double) (count - kept));
        double tau = 2.0 / 3;
        double probability = sigmoid(form == Form.CODED ? logit * tau : logit);
        assertEquals(openShare, probability, 5e-5);
        double expected = 0;
        int nodes = 1_000_000;
        for (int i = 0; i < nodes; i++) {
            double u = (i + 0.5) / nodes;
            double noise = Math.log(u / (1 - u));
            expected += sigmoid(form == Form.CODED ? logit + noise / tau : (logit + noise) / tau) / nodes;
        }
        assertEquals(mean, expected, 5e-5);
        Gates gates = gates(CONFIG.toBuilder().form(form).build(), count, kept);
        int draws = 4;
        long open = 0;
        double sum = 0;
        for (int step = 0; step < draws; step++) {
            gates.draw(step);
            for (float m : gates.values()) {
                open += m > 0.5f ? 1 : 0;
                sum += m;
            }
        }
        // Five standard errors; the variance of a value in [0, 1] is at most mean (1 - mean).
        double samples = (double) draws * count;
        assertEquals(probability, open / samples, 5 * Math.sqrt(probability * (1 - probability) / samples));
        assertEquals(expected, sum / samples, 5 * Math.sqrt(expected * (1 - expected) / samples));
    }

    @Test
    void drawnAnewAtEachStepAndTheSameForTheSameStep() {
        Gates gates = gates(CONFIG, 50, 20);
        gates.draw(3);
        float[] third = gates.values().clone();
        gates.draw(4);
        float[] fourth = gates.values().clone();
        gates.draw(3);
        assertArrayEquals(third, gates.values());
        assertTrue(!Arrays.equals(third, fourth));
    }

    @ParameterizedTest
    @EnumSource
    void slopesAreThoseOfTheValuesOverTheLogits(Form form) {
        ConcreteConfig config = CONFIG.toBuilder().form(form).build();
        Gates gates = gates(config, 200, 60);
        gates.draw(0);
        float[] slopes = gates.slopes().clone();
        float step = 1f / 64;
        shift(gates, step);
        gates.draw(0);
        float[] above = gates.values().clone();
        shift(gates, -2 * step);
        gates.draw(0);
        for (int i = 0; i < slopes.length; i++) {
            // The third derivative of a sigmoid is at most 1/8, 1.5^3 times that with the textbook's factor; rounding
            // is 1e-5.
            assertEquals((above[i] - gates.values()[i]) / (2 * step), slopes[i], 5e-5);
        }
    }

    @Test
    void followTheObjectiveAloneUntilTheyAreTooManyAndThenBalanceIt() {
        int count = 400;
        Gates gates = gates(CONFIG, count, 40);
        float[] shadow = gates.logits().clone();
        float[][] state = new float[2][count];
        double lambda = 0;
        boolean exceeded = false;
        boolean fellBack = false;
        SplittableRandom random = new Seed(5).random();
        for (int step = 0; step < 150; step++) {
            gates.draw(step);
            float[] derivatives = new float[count];
            for (int i = 0; i < count; i++) {
                // Opens the gates for a while, then shuts them.
                derivatives[i] = (float) (random.nextGaussian() + (step < 30 ? -2 : 4));
            }
            float[] task = new float[count];
            float[] density = new float[count];
            for (int i = 0; i < count; i++) {
                task[i] = (float) CONFIG.scale() * derivatives[i] * gates.slopes()[i];
                double open = sigmoid(gates.logits()[i]);
                density[i] = (float) (100 / (1.1 * 40) * open * (1 - open));
            }
            Gates.Descent descent = gates.descend(derivatives, RATE, step);
            exceeded |= descent.error() > 0;
            if (!exceeded) {
                assertEquals(0, descent.lambda());
                assertArrayEquals(task, gates.gradient());
                CONFIG.training().optimizer().step(shadow, task.clone(), state, count, RATE, step + 1);
                assertArrayEquals(shadow, gates.logits());
            }
            double wanted = descent.error() > 0 ? Multiplier.norm(task) / Multiplier.norm(density) : 0;
            fellBack |= exceeded && descent.error() <= 0;
            lambda = step == 0 ? wanted : 0.99 * lambda + 0.01 * wanted;
            assertEquals(lambda, descent.lambda(), 1e-9 * Math.max(1, lambda));
        }
        assertTrue(exceeded && fellBack, "the test is to see both");
    }

    @Test
    void balanceMakesBothGradientsEquallyLongWhereThereAreTooMany() {
        float[] task = {3, -4, 12};
        float[] density = {0.1f, 0.2f, 0.2f};
        Multiplier.Balance balance = new Multiplier.Balance(0);
        double lambda = balance.next(0.001, task, density, RATE);
        assertEquals(13, lambda * Multiplier.norm(density), 1e-5);
        assertEquals(0, balance.next(-0.001, task, density, RATE));
        assertEquals(0, balance.next(1, task, new float[3], RATE), "nothing to weigh");
    }

    @Test
    void ascentAddsUpTheErrors() {
        Multiplier multiplier = Multiplier.of(
                CONFIG.toBuilder().constraint(Constraint.LAGRANGIAN).build());
        float[] any = {1};
        assertEquals(0, multiplier.next(-9, any, any, 0.1));
        assertEquals(-9e-3, multiplier.next(20, any, any, 0.1), 1e-12);
        assertEquals(11e-3, multiplier.next(5, any, any, 0.01), 1e-12);
        assertEquals(11.5e-3, multiplier.next(0, any, any, 0.1), 1e-12);
    }

    private static void shift(Gates gates, float by) {
        for (int i = 0; i < gates.logits().length; i++) {
            gates.logits()[i] += by;
        }
    }

    private static Gates gates(ConcreteConfig config, int count, int kept) {
        BitSet all = new BitSet();
        all.set(0, count);
        return new Gates(config, Adam.defaults(), all, kept, new Seed(11));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
