package org.weightflow.generator.flow.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;

class TimeLawTest {
    private static final int DRAWS = 20_000;
    /** The Kolmogorov-Smirnov distance that so many draws exceed once in a million times. */
    private static final double FAR = 2.7 / Math.sqrt(DRAWS);

    @Test
    void drawsHaveTheirDistribution() {
        NormalDistribution normal = new NormalDistribution(null, 0.5, 0.8);
        BetaDistribution beta = new BetaDistribution(null, 1.5, 1);
        assertEquals(0, distance(TimeLaw.uniform(), t -> t), FAR);
        assertEquals(
                0,
                distance(
                        new TimeLaw(TimeLaw.Kind.LOGIT_NORMAL, 0.5, 0.8, 1),
                        t -> normal.cumulativeProbability(Math.log(t / (1 - t)))),
                FAR);
        assertEquals(0, distance(new TimeLaw(TimeLaw.Kind.POWER, 0, 1, 1.5), beta::cumulativeProbability), FAR);
    }

    @Test
    void refusesDegenerateLaws() {
        assertThrows(IllegalArgumentException.class, () -> new TimeLaw(TimeLaw.Kind.POWER, 0, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new TimeLaw(TimeLaw.Kind.LOGIT_NORMAL, 0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new TimeLaw(TimeLaw.Kind.LOGIT_NORMAL, Double.NaN, 1, 1));
    }

    private static double distance(TimeLaw law, DoubleUnaryOperator cumulative) {
        SplittableRandom random = new Seed(4).random();
        double[] drawn = DoubleStream.generate(() -> law.draw(random))
                .limit(DRAWS)
                .sorted()
                .toArray();
        double worst = 0;
        for (int i = 0; i < DRAWS; i++) {
            worst = Math.max(worst, Math.abs(cumulative.applyAsDouble(drawn[i]) - (i + 0.5) / DRAWS));
        }
        return worst;
    }
}
