package org.weightflow.generator.condition;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConditioningTest {
    private static final List<Condition> ASKED = List.of(Condition.parse("accuracy"), Condition.parse("task:category"));
    private static final double[][] VALUES = {{0.9, 7}, {0.7, 3}, {0.8, 7}, {0.8, 5}};
    private static final Conditioning FITTED = Conditioning.fit(ASKED, VALUES);

    @Test
    void quantitiesAreStandardisedAndClassesAreOneOfMany() {
        assertEquals(4, FITTED.features());
        float deviation = (float) (0.1 / Math.sqrt(2));
        assertArrayEquals(new float[] {0.1f / deviation, 0, 0, 1}, FITTED.encode(new double[] {0.9, 7}), 1e-6f);
        assertArrayEquals(new float[] {0, 1, 0, 0}, FITTED.encode(new double[] {0.8, 3}), 1e-6f);
    }

    @Test
    void idsAreReadBack() {
        for (Condition condition : ASKED) {
            assertEquals(condition, Condition.parse(condition.id()));
        }
        assertThrows(IllegalArgumentException.class, () -> Condition.parse("two words"));
    }

    @Test
    void valuesAreReplacedByName() {
        assertArrayEquals(new double[] {0.5, 7}, FITTED.with(VALUES[0], Map.of("accuracy", 0.5)));
        assertTrue(FITTED.fits(ASKED));
        assertTrue(!FITTED.fits(List.of(ASKED.get(0))));
        assertTrue(!FITTED.fits(List.of(ASKED.get(0), Condition.of("task"))));
    }

    @Test
    void saysWhatIsWrong() {
        requireMessage(
                "condition width is none of the generator's: [accuracy, task]",
                () -> FITTED.requireKnown(Map.of("width", 3.0)));
        requireMessage(
                "condition task is 4.0, but the classes of the members are [3.0, 5.0, 7.0]",
                () -> FITTED.requireKnown(Map.of("task", 4.0)));
        requireMessage(
                "condition accuracy is 0.5 for every training member; there is nothing to tell apart",
                () -> Conditioning.fit(ASKED.subList(0, 1), new double[][] {{0.5}, {0.5}}));
        requireMessage(
                "condition accuracy of a member is NaN",
                () -> Conditioning.fit(ASKED.subList(0, 1), new double[][] {{0.5}, {Double.NaN}}));
        requireMessage(
                "a condition is named twice", () -> Conditioning.fit(List.of(ASKED.get(0), ASKED.get(0)), VALUES));
    }

    private static void requireMessage(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }
}
