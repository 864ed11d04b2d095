package org.weightflow.generator.flow.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProbabilityPathTest {
    private static final double ROUNDING = 1e-12;

    @ParameterizedTest
    @EnumSource
    void beginsAtTheSourceAndEndsAtTheData(FlowPath choice) {
        ProbabilityPath.At start = choice.path().at(0);
        ProbabilityPath.At end = choice.path().at(1);
        assertEquals(1, start.source(), ROUNDING);
        assertEquals(0, start.data(), ROUNDING);
        assertEquals(0, start.noise(), ROUNDING);
        assertEquals(0, end.source(), ROUNDING);
        assertEquals(1, end.data(), ROUNDING);
        assertEquals(0, end.noise(), ROUNDING);
    }

    @ParameterizedTest
    @EnumSource
    void slopesAreTheDerivatives(FlowPath choice) {
        ProbabilityPath path = choice.path();
        double h = 1e-6;
        for (double t : new double[] {0.01, 0.2, 0.5, 0.77, 0.99}) {
            ProbabilityPath.At at = path.at(t);
            ProbabilityPath.At before = path.at(t - h);
            ProbabilityPath.At after = path.at(t + h);
            assertEquals((after.source() - before.source()) / (2 * h), at.sourceSlope(), 1e-6);
            assertEquals((after.data() - before.data()) / (2 * h), at.dataSlope(), 1e-6);
            assertEquals((after.noise() - before.noise()) / (2 * h), at.noiseSlope(), 1e-6);
        }
    }

    @ParameterizedTest
    @EnumSource
    void slopesAreFiniteWithinTheMargin(FlowPath choice) {
        ProbabilityPath path = choice.path();
        for (double t : new double[] {path.margin(), 1 - path.margin()}) {
            assertTrue(Double.isFinite(path.at(t).noiseSlope()), "at " + t);
        }
        assertEquals(path.isNoisy(), path.at(0.5).noise() > 0);
    }

    @Test
    void theVariancePreservingPathIsOnTheUnitCircle() {
        for (double t = 0; t <= 1; t += 0.125) {
            ProbabilityPath.At at = FlowPath.VARIANCE_PRESERVING.path().at(t);
            assertEquals(1, at.source() * at.source() + at.data() * at.data(), ROUNDING);
        }
    }

    /** The mean square of the slope over the times that are left, which the javadoc gives: ln(0.999 / 0.001) - 2 (1 - 0.002). */
    @Test
    void theStochasticTargetVariesAsMuchAsStated() {
        ProbabilityPath path = FlowPath.STOCHASTIC.path();
        int n = 2_000_000;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double t = path.margin() + (1 - 2 * path.margin()) * (i + 0.5) / n;
            sum += path.at(t).noiseSlope() * path.at(t).noiseSlope();
        }
        assertEquals(Math.log(999) - 2 * 0.998, sum / n * 0.998, 1e-3);
        assertEquals(4.9, sum / n * 0.998, 0.05);
    }
}
