package org.weightflow.bayes.laplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.weightflow.bayes.TicketFixture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.metrics.Classification;

class PriorPrecisionTest {
    private static final PriorPrecision GRID = new PriorPrecision(1e-3, 1e3, 7);

    private final TicketFixture fixture = TicketFixture.of("mlp-6-5-4-3", 30, 0.6, new Seed(1));
    private final LaplaceApproximation laplace = DiagonalLaplace.fit(
            new TrainedTicket(fixture.architecture(), fixture.network(), fixture.mask(), fixture.training()),
            LaplaceConfig.defaults(),
            new Seed(2));

    @Test
    void findsWhatMakesTheLabelsMostProbable() {
        double best = GRID.byMarginalLikelihood(laplace);
        assertTrue(best > 1e-3 && best < 1e3, "the best, " + best + ", is inside");
        for (int power = -3; power <= 3; power++) {
            double other = Math.pow(10, power);
            assertTrue(laplace.logMarginalLikelihood(best) >= laplace.logMarginalLikelihood(other) - 1e-9);
        }
        assertEquals(Math.rint(Math.log10(best)), Math.log10(best), 1e-9, "it is of the grid");
    }

    @Test
    void findsWhatPredictsTheValidationPartBest() {
        double best = GRID.byValidation(
                precision -> laplace.predict(precision, fixture.training(), new Seed(3)),
                fixture.training().labels());
        for (int power = -3; power <= 3; power++) {
            assertTrue(nll(best) <= nll(Math.pow(10, power)) + 1e-9);
        }
        assertTrue(nll(best) < nll(1e-3));
    }

    private double nll(double precision) {
        return Classification.nll(
                laplace.predict(precision, fixture.training(), new Seed(3)),
                fixture.training().labels());
    }

    @Test
    void refusesGridsThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> new PriorPrecision(0, 1, 3));
        assertThrows(IllegalArgumentException.class, () -> new PriorPrecision(2, 1, 3));
        var e = assertThrows(IllegalArgumentException.class, () -> new PriorPrecision(1, 2, 1));
        assertTrue(e.getMessage().contains("a grid of 1 precisions"), e::getMessage);
        assertEquals(4, new PriorPrecision(4, 4, 1).byMarginalLikelihood(laplace));
    }
}
