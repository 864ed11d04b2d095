package org.weightflow.canon.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettledTurnTest {
    private final Map<String, int[]> units =
            new HashMap<>(Map.of("own", new int[] {0}, "near", new int[] {0}, "far", new int[] {0}));
    private int asked;
    private boolean improves;

    private SettledTurn turn(boolean bestAtOnce) {
        Turn counted = (all, rounding) -> {
            asked++;
            if (improves) {
                all.put("own", new int[] {0});
            }
            return improves;
        };
        return new SettledTurn(counted, Set.of("own", "near"), bestAtOnce);
    }

    @Test
    void asksAgainOnlyWhenAGroupThatMattersHasMoved() {
        SettledTurn turn = turn(true);
        improves = true;
        assertTrue(turn.improve(units, 0));
        assertFalse(turn.improve(units, 0));
        units.put("far", new int[] {0});
        assertFalse(turn.improve(units, 0));
        assertEquals(1, asked);
        units.put("near", new int[] {0});
        assertTrue(turn.improve(units, 0));
        assertEquals(2, asked);
    }

    @Test
    void asksAgainFromAnotherStart() {
        SettledTurn turn = turn(true);
        assertFalse(turn.improve(units, 0));
        improves = true;
        Map<String, int[]> start = new HashMap<>(units);
        start.put("own", new int[] {0});
        assertTrue(turn.improve(start, 0));
    }

    @Test
    void asksAgainAfterAnImprovementThatMayNotBeTheBest() {
        SettledTurn turn = turn(false);
        improves = true;
        assertTrue(turn.improve(units, 0));
        assertTrue(turn.improve(units, 0));
        improves = false;
        assertFalse(turn.improve(units, 0));
        improves = true;
        assertFalse(turn.improve(units, 0));
        assertEquals(3, asked);
    }
}
