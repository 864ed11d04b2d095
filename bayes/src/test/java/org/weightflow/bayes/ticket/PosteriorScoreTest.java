package org.weightflow.bayes.ticket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.MagnitudePruning;
import org.weightflow.pruning.PruneConfig;

class PosteriorScoreTest {
    private static final int SIZE = 200;
    private static final Layout LAYOUT = layout(SIZE);

    private static Layout layout(int size) {
        return Layout.of(List.of(new Layout.Entry("w.weight", List.of(1, size), Layout.Kind.WEIGHT, true)));
    }

    private static Posterior posterior(float[] means, float[] deviations) {
        Layout layout = layout(means.length);
        return new Posterior(StateDict.of(layout, means), StateDict.of(layout, deviations), Mask.dense(layout));
    }

    /** What is left of a posterior where six in ten are pruned. */
    private static Mask mask(PosteriorScore score, Posterior posterior) {
        PruneConfig config = new PruneConfig(1, 0.6, PruneConfig.Scope.GLOBAL, Map.of());
        return MagnitudePruning.of(config, posterior.layout())
                .prune(score.of(posterior), Mask.dense(posterior.layout()), new BitSet());
    }

    /** Means between 0.05 and 2 in size, so that log alpha stays within its bounds at deviations about 0.1. */
    private static float[] means(Seed seed) {
        SplittableRandom random = seed.random();
        float[] means = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            means[i] = (float) ((random.nextBoolean() ? 1 : -1) * random.nextDouble(0.05, 2));
        }
        return means;
    }

    private static float[] deviations(double least, double most, Seed seed) {
        SplittableRandom random = seed.random();
        float[] deviations = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            deviations[i] = (float) random.nextDouble(least, most);
        }
        return deviations;
    }

    private static float[] constant(double deviation) {
        float[] deviations = new float[SIZE];
        Arrays.fill(deviations, (float) deviation);
        return deviations;
    }

    /** The indices of the largest values. */
    private static BitSet largest(int count, float[] values) {
        BitSet chosen = new BitSet();
        IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -Math.abs(values[i])))
                .limit(count)
                .forEach(chosen::set);
        return chosen;
    }

    @ParameterizedTest
    @EnumSource(
            value = PosteriorScore.class,
            names = {"SIGNAL_TO_NOISE", "SQUARE_SUM", "LOG_ALPHA", "MAGNITUDE_THEN_DEVIATION"})
    void whileDeviationsAreEqualItChoosesAsTheMagnitudeDoes(PosteriorScore score) {
        float[] means = means(new Seed(1));
        Posterior equal = posterior(means, constant(0.1));
        assertEquals(largest(80, means), mask(PosteriorScore.MAGNITUDE, equal).toBitSet());
        assertEquals(mask(PosteriorScore.MAGNITUDE, equal), mask(score, equal));
        Posterior differing = posterior(means, deviations(0.02, 1, new Seed(2)));
        assertNotEquals(mask(PosteriorScore.MAGNITUDE, differing), mask(score, differing));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.37, 4, 1000})
    void theSignalToNoiseMaskKnowsNoScaleOfDeviations(double scale) {
        float[] means = means(new Seed(1));
        float[] deviations = deviations(0.01, 1, new Seed(2));
        float[] scaled = deviations.clone();
        for (int i = 0; i < SIZE; i++) {
            scaled[i] *= (float) scale;
        }
        assertEquals(
                mask(PosteriorScore.SIGNAL_TO_NOISE, posterior(means, deviations)),
                mask(PosteriorScore.SIGNAL_TO_NOISE, posterior(means, scaled)));
    }

    @Test
    void theSquareSumFollowsWhateverIsLarger() {
        float[] means = means(new Seed(1));
        float[] wide = deviations(1000, 2000, new Seed(2));
        assertEquals(
                largest(80, wide),
                mask(PosteriorScore.SQUARE_SUM, posterior(means, wide)).toBitSet());
        float[] narrow = deviations(1e-6, 2e-6, new Seed(2));
        assertEquals(
                largest(80, means),
                mask(PosteriorScore.SQUARE_SUM, posterior(means, narrow)).toBitSet());
    }

    @Test
    void theDeviationKeepsWhatIsMostCertain() {
        float[] deviations = deviations(0.01, 1, new Seed(2));
        BitSet certain = largest(120, deviations);
        certain.flip(0, SIZE);
        assertEquals(
                certain,
                mask(PosteriorScore.DEVIATION, posterior(means(new Seed(1)), deviations))
                        .toBitSet());
    }

    @Test
    void scoresAreTheirFormulas() {
        Posterior one = posterior(new float[] {-3, 0.5f, 1e-4f, 1e4f, 0}, new float[] {4, 0.25f, 1, 1, 0.5f});
        assertArrayEquals(new double[] {3, 0.5, 1e-4f, 1e4, 0}, PosteriorScore.MAGNITUDE.of(one));
        assertArrayEquals(new double[] {-4, -0.25, -1, -1, -0.5}, PosteriorScore.DEVIATION.of(one));
        assertArrayEquals(new double[] {0.75, 2, 1e-4f, 1e4, 0}, PosteriorScore.SIGNAL_TO_NOISE.of(one), 1e-12);
        assertArrayEquals(
                new double[] {5, Math.sqrt(0.3125), Math.sqrt(1 + 1e-8), Math.sqrt(1 + 1e8), 0.5},
                PosteriorScore.SQUARE_SUM.of(one),
                1e-9);
        // log mu^2 / sigma^2, and its bounds.
        assertArrayEquals(
                new double[] {Math.log(9 / 16.0), Math.log(4), -10, 10, -10}, PosteriorScore.LOG_ALPHA.of(one), 1e-9);
    }

    /** [1, 2) is one bucket, [2, 4) the next, [0.5, 1) the one before. */
    @Test
    void magnitudeDecidesByFactorsOfTwoThenTheRatioThenTheIndex() {
        float[] means = {1.0f, -1.9f, 2.0f, 0.99f, 1.5f, 1.5f, -3.9f, 0};
        float[] deviations = {0.1f, 1.0f, 10.0f, 0.001f, 0.5f, 0.5f, 1.0f, 1e-6f};
        // Rising: 0, then 0.99, then ratios 1.9, 3 (index 5 before 4), 10, then 0.2 and 3.9 of the largest bucket.
        assertArrayEquals(
                new double[] {5, 2, 6, 1, 4, 3, 7, 0},
                PosteriorScore.MAGNITUDE_THEN_DEVIATION.of(posterior(means, deviations)));
    }

    @Test
    void whatIsPrunedIsNeverChosenAgain() {
        float[] means = means(new Seed(1));
        float[] deviations = deviations(0.01, 1, new Seed(2));
        BitSet half = new BitSet();
        half.set(0, SIZE / 2);
        Mask current = Mask.of(LAYOUT, half);
        Posterior sparse = Posterior.masked(StateDict.of(LAYOUT, means), StateDict.of(LAYOUT, deviations), current);
        MagnitudePruning pruning =
                MagnitudePruning.of(new PruneConfig(1, 0.1, PruneConfig.Scope.GLOBAL, Map.of()), LAYOUT);
        for (PosteriorScore score : PosteriorScore.values()) {
            Mask next = pruning.prune(score.of(sparse), current, new BitSet());
            assertEquals(90, next.keptPrunable());
            assertTrue(next.isWithin(current), score::id);
        }
    }
}
