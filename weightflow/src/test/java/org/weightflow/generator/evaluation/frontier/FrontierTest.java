package org.weightflow.generator.evaluation.frontier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.generator.evaluation.frontier.Frontier.Comparison;
import org.weightflow.networks.Seed;

class FrontierTest {
    private static final Seed SEED = new Seed(4);

    @Test
    void interpolatesBetweenNeighboursInNoveltyWhateverTheirOrder() {
        Family family = family("noise", false, level("c", 0.8, 0.6), level("a", 0.1, 0.9), level("b", 0.4, 0.8));
        assertEquals(0.9, family.accuracyAt(0.1), 1e-12);
        assertEquals(0.85, family.accuracyAt(0.25), 1e-12);
        assertEquals(0.8, family.accuracyAt(0.4), 1e-12);
        assertEquals(0.75, family.accuracyAt(0.5), 1e-12);
        assertEquals(0.6, family.accuracyAt(0.8), 1e-12);
    }

    @Test
    void knowsNothingOutsideItsLevels() {
        Family family = family("soup", false, level("a", 0.3, 0.9), level("b", 0.7, 0.8));
        assertTrue(Double.isNaN(family.accuracyAt(0.29)));
        assertTrue(Double.isNaN(family.accuracyAt(0.71)));
        assertTrue(Double.isNaN(family.readings().get(0).accuracy()));
        assertTrue(Double.isNaN(family.readings().get(3).interval().low()));
        assertEquals(0.85, family.readings().get(1).accuracy(), 1e-12);
    }

    @Test
    void comparesWithTheBestThatReachesTheSameNovelty() {
        Family generator = family("generator", true, level("cold", 0, 0.95), level("hot", 1.2, 0.83));
        Family near = family("soup", false, level("a", 0.2, 0.94), level("b", 0.6, 0.9));
        Family far = family("noise", false, level("a", 0.1, 0.95), level("b", 1.1, 0.45));
        Frontier frontier = Frontier.of(List.of(generator, near, far), SEED);
        Comparison half = frontier.comparisons().get(1);
        assertEquals("soup", half.best());
        assertEquals(0.9, half.generator(), 1e-12);
        assertEquals(0.91, half.baseline(), 1e-12);
        assertEquals(-0.01, half.difference(), 1e-12);
        Comparison whole = frontier.comparisons().get(3);
        assertEquals("noise", whole.best(), "the soup does not get there");
        assertEquals(0.35, whole.difference(), 1e-12);
        assertEquals(0.35, whole.interval().low(), 1e-12, "equal networks leave nothing to chance");
    }

    @Test
    void sideThatIsMissingIsUnknown() {
        Family far = family("noise", false, level("a", 0.6, 0.95), level("b", 0.8, 0.45));
        Comparison none = Frontier.of(List.of(far), SEED).comparisons().get(1);
        assertNull(none.best());
        assertTrue(Double.isNaN(none.baseline()));
        Comparison noGenerator = Frontier.of(List.of(far), SEED).comparisons().get(2);
        assertEquals("noise", noGenerator.best());
        assertTrue(Double.isNaN(noGenerator.difference()));
        assertTrue(Double.isNaN(noGenerator.interval().high()));
        assertEquals(List.of(), Frontier.of(List.of(), SEED).comparisons());
    }

    /** Two families of one law: the interval of their difference holds 0 about as often as it says. */
    @Test
    void theIntervalOfADifferenceCovers() {
        int rounds = 100;
        int covered = 0;
        for (int i = 0; i < rounds; i++) {
            Family generator = noisy("generator", true, SEED.child("a").child(i));
            Family baseline = noisy("noise", false, SEED.child("b").child(i));
            covered += Frontier.of(List.of(generator, baseline), SEED.child(i))
                            .comparisons()
                            .get(1)
                            .interval()
                            .holds(0)
                    ? 1
                    : 0;
        }
        // The standard error of 100 rounds at .95 is .022; the percentile interval of 30 is a little short.
        assertEquals(0.94, covered / (double) rounds, 0.07);
    }

    @Test
    void refusesLevelsWithoutNetworks() {
        assertThrows(IllegalArgumentException.class, () -> Level.of("empty", List.of(), List.of(), 0, 0, SEED));
    }

    private static Family noisy(String name, boolean generator, Seed seed) {
        List<Level> levels = new ArrayList<>();
        SplittableRandom random = seed.random();
        for (double r : new double[] {0.2, 0.45, 0.7}) {
            List<Double> accuracies = new ArrayList<>();
            List<Double> novelties = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                double own = r + 0.05 * random.nextGaussian();
                novelties.add(own);
                accuracies.add(0.9 - 0.3 * own + 0.02 * random.nextGaussian());
            }
            levels.add(Level.of(name + r, accuracies, novelties, 0, 0, seed));
        }
        return Family.of(name, generator, levels, seed);
    }

    private static Family family(String name, boolean generator, Level... levels) {
        return Family.of(name, generator, List.of(levels), SEED);
    }

    private static Level level(String name, double novelty, double accuracy) {
        return Level.of(name, Collections.nCopies(5, accuracy), Collections.nCopies(5, novelty), 0.1, 0.2, SEED);
    }
}
