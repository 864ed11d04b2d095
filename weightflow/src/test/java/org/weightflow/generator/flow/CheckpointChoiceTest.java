package org.weightflow.generator.flow;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointChoiceTest {
    /** step, held-out loss, novelty, accuracy. */
    private static final List<CurveRow> CURVE = List.of(
            row(0, 2.0, 0.95, 0.30),
            row(100, 1.4, 0.80, 0.955),
            row(200, 1.3, 0.85, 0.951),
            row(300, 1.3, 0.20, 0.962),
            row(400, 1.9, 0.02, 0.961));

    @Test
    void lastTakesTheLast() {
        assertEquals(400, choose(CheckpointChoice.last()).step());
    }

    @Test
    void validationLossTakesTheFirstOfTheLowest() {
        assertEquals(200, choose(CheckpointChoice.validationLoss()).step());
    }

    @Test
    void accuracyTakesTheMostNovelOfThoseThatAreAccurateEnough() {
        CheckpointChoice choice = CheckpointChoice.accuracy(0.96, 0.01);
        assertEquals(200, choose(choice).step());
        assertTrue(
                choice.reason(CURVE.get(2)).startsWith("the most novel, r 0.8500"), () -> choice.reason(CURVE.get(2)));
        assertEquals(100, choose(CheckpointChoice.accuracy(0.96, 0.007)).step());
        assertEquals(300, choose(CheckpointChoice.accuracy(0.96, 0)).step());
        assertEquals(0, choose(CheckpointChoice.accuracy(0.96, 1)).step());
    }

    @Test
    void accuracySaysSoIfNoneIsAccurateEnough() {
        CheckpointChoice choice = CheckpointChoice.accuracy(0.99, 0.01);
        CurveRow chosen = choose(choice);
        assertEquals(300, chosen.step());
        assertEquals(
                "no checkpoint reached accuracy 0.9800 (the zoo's 0.9900 less 0.01000); this is the most accurate, 0.9620",
                choice.reason(chosen));
    }

    @Test
    void missingMeasurementsAreRefusedBeforeTraining() {
        assertThrows(IllegalArgumentException.class, () -> CheckpointChoice.validationLoss()
                .requireMeasured(false, true));
        assertThrows(IllegalArgumentException.class, () -> CheckpointChoice.accuracy(0.9, 0.1)
                .requireMeasured(true, false));
        assertDoesNotThrow(() -> CheckpointChoice.last().requireMeasured(false, false));
    }

    @Test
    void rowsSurviveTheirCsvForm() {
        CurveRow row = new CurveRow(12, Double.NaN, 0.1, 1e-7, 1.0, 0.5, Double.NaN);
        assertEquals("12,,0.1,1.0E-7,1.0,0.5,", row.toCsv());
        assertEquals(row, CurveRow.ofCsv(row.toCsv()));
        assertThrows(IllegalArgumentException.class, () -> CurveRow.ofCsv("12,0.1"));
    }

    private static CurveRow choose(CheckpointChoice choice) {
        CurveRow best = CURVE.get(0);
        for (CurveRow row : CURVE.subList(1, CURVE.size())) {
            best = choice.prefers(row, best) ? row : best;
        }
        return best;
    }

    private static CurveRow row(int step, double validationLoss, double novelty, double accuracy) {
        return new CurveRow(step, 1, validationLoss, 1, 1, novelty, accuracy);
    }
}
