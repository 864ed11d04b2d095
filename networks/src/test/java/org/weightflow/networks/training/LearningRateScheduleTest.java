package org.weightflow.networks.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.training.LearningRateSchedule.Shape;

class LearningRateScheduleTest {
    private static final double TOLERANCE = 1e-12;

    @Test
    void cosineStartsAtOneIsHalfInTheMiddleAndFallsToZero() {
        LearningRateSchedule cosine = LearningRateSchedule.cosine();
        assertEquals(1, cosine.factor(0, 100), TOLERANCE);
        assertEquals(0.5, cosine.factor(50, 100), TOLERANCE);
        assertEquals(0, cosine.factor(100, 100), TOLERANCE);
    }

    @Test
    void warmupRisesLinearlyToTheShape() {
        LearningRateSchedule warm = LearningRateSchedule.constant().withWarmup(4);
        assertEquals(0.25, warm.factor(0, 10), TOLERANCE);
        assertEquals(1, warm.factor(3, 10), TOLERANCE);
        assertEquals(1, warm.factor(9, 10), TOLERANCE);
    }

    @Test
    void stepsDecayAtEachMilestone() {
        LearningRateSchedule steps = new LearningRateSchedule(Shape.STEPS, 0, List.of(0.5, 0.75), 0.1);
        assertEquals(1, steps.factor(49, 100), TOLERANCE);
        assertEquals(0.1, steps.factor(50, 100), TOLERANCE);
        assertEquals(0.01, steps.factor(75, 100), TOLERANCE);
    }

    @Test
    void stepsNeedMilestones() {
        assertThrows(IllegalArgumentException.class, () -> new LearningRateSchedule(Shape.STEPS, 0, List.of(), 0.1));
    }
}
