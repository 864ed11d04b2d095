package org.weightflow.networks.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.metrics.Reliability.Bin;

class ReliabilityTest {
    /** Some dozen additions of numbers near one, in another order. */
    private static final double ROUNDING = 1e-13;

    /**
     * By hand, ten bins: each example alone in its own, gaps .1, .8, .4 and .45. Those that lie on an edge are moved above it, since
     * the figures are those of bins [a, b).
     */
    @Test
    void weighsBinsByTheirExamplesOrAlike() {
        Predictions predictions = GoldenPredictions.confident(Math.nextUp(.9), Math.nextUp(.8), Math.nextUp(.6), .55);
        Reliability diagram = Reliability.ofEqualWidth(predictions, new int[] {0, 1, 0, 0}, 10);
        assertEquals(.4375, diagram.ece(), ROUNDING);
        assertEquals(.4375, diagram.mace(EmptyBins.SKIP), ROUNDING);
        assertEquals(.175, diagram.mace(EmptyBins.COUNT_AS_ZERO), ROUNDING);
        assertEquals(.8, diagram.mce(), ROUNDING);
    }

    /** The same on the edges: .6 and .55 now share the bin (.5, .6], whose gap is .425. */
    @Test
    void countsAnEdgeToTheBinBelow() {
        Reliability diagram =
                Reliability.ofEqualWidth(GoldenPredictions.confident(.9, .8, .6, .55), new int[] {0, 1, 0, 0}, 10);
        assertEquals(.4375, diagram.ece(), ROUNDING);
        assertEquals((.1 + .8 + .425) / 3, diagram.mace(EmptyBins.SKIP), ROUNDING);
        Bin shared = diagram.bins().get(5);
        assertEquals(new Bin(.5, .6, 2, (.6 + .55) / 2, 1, shared.excess()), shared);
        assertEquals(.425, shared.gap(), ROUNDING);
        assertEquals(List.of(5, 7, 8), filled(diagram));
        assertTrue(Double.isNaN(diagram.bins().get(0).gap()));
    }

    /** By hand: gaps .435 of two examples and .45 of one. */
    @Test
    void tellsBinsOfManyExamplesFromBinsOfFew() {
        Reliability diagram =
                Reliability.ofEqualWidth(GoldenPredictions.confident(.95, .92, .55), new int[] {0, 1, 0}, 10);
        assertEquals(.44, diagram.ece(), ROUNDING);
        assertEquals(.4425, diagram.mace(EmptyBins.SKIP), ROUNDING);
        assertEquals(.45, diagram.mce(), ROUNDING);
    }

    /** NumPy, {@code g} being the gaps as in ClassificationTest of the bins that are not empty: {@code g.mean(), g.max()}. */
    @Test
    void agreesWithNumPy() {
        Reliability diagram = Reliability.ofEqualWidth(
                Predictions.ofLogits(ClassificationTest.logits(0)), ClassificationTest.labels(), 15);
        assertEquals(0.5621761207707513, diagram.ece(), ROUNDING);
        assertEquals(0.4739446375120501, diagram.mace(EmptyBins.SKIP), ROUNDING);
        assertEquals(12 / 15.0 * 0.4739446375120501, diagram.mace(EmptyBins.COUNT_AS_ZERO), ROUNDING);
        assertEquals(0.8891499179452571, diagram.mce(), ROUNDING);
    }

    @ParameterizedTest(name = "{0} bins")
    @ValueSource(ints = {1, 2, 10, 15, 49})
    void putsAConfidenceAtAnEdgeIntoTheBinBelow(int bins) {
        for (int k = 0; k < bins; k++) {
            double upper = (k + 1) / (double) bins;
            assertEquals(k, Reliability.bin(upper, bins), "edge " + upper);
            assertEquals(k, Reliability.bin(Math.nextDown(upper), bins), "below " + upper);
            assertEquals(Math.min(bins - 1, k + 1), Reliability.bin(Math.nextUp(upper), bins), "above " + upper);
        }
        assertEquals(0, Reliability.bin(0, bins));
    }

    /** Of p [n, C] one event a value: C events an example, of which one happens, whose probabilities sum to one. */
    @Test
    void binsTheProbabilitiesOfAllClasses() {
        Predictions predictions = Predictions.ofProbabilities(new double[][] {{1, 0, 0}, {.3, .3, .4}});
        Reliability diagram = Reliability.ofAllClasses(predictions, new int[] {0, 1}, 4);
        assertEquals(
                List.of(2, 3, 0, 1), diagram.bins().stream().map(Bin::count).toList());
        assertEquals(1 / 3.0, diagram.bins().get(1).accuracy());
        assertEquals(1 / 3.0, diagram.bins().get(1).confidence(), ROUNDING);
        assertEquals(0, diagram.ece(), ROUNDING);
    }

    /**
     * NumPy, with {@code o = argsort(conf)} and {@code s} from {@code o[k * n // B:(k + 1) * n // B]} for k in range(B): the sum of
     * {@code len(s) / n * abs(right[s].mean() - conf[s].mean())}. No two of these confidences are equal.
     */
    @Test
    void agreesWithNumPyInBinsOfEqualMass() {
        Predictions predictions = Predictions.ofLogits(ClassificationTest.logits(1));
        int[] labels = GoldenPredictions.mostlyRight(predictions);
        assertEquals(0.2280704902291876, adaptive(predictions, labels, 10), ROUNDING);
        assertEquals(0.21346254034985837, adaptive(predictions, labels, 7), ROUNDING);
        assertEquals(0.06164409629455114, adaptive(predictions, labels, 1), ROUNDING);
        assertEquals(0.4769624267793692, adaptive(predictions, labels, 60), ROUNDING);
        assertEquals(
                Reliability.ofEqualMass(predictions, labels, 60), Reliability.ofEqualMass(predictions, labels, 1000));
    }

    @Test
    void dividesExamplesAsEvenlyAsTheyGo() {
        Predictions predictions = Predictions.ofLogits(ClassificationTest.logits(1));
        List<Bin> bins = Reliability.ofEqualMass(predictions, ClassificationTest.labels(), 8)
                .bins();
        assertEquals(
                List.of(7, 8, 7, 8, 7, 8, 7, 8), bins.stream().map(Bin::count).toList());
        for (int k = 1; k < bins.size(); k++) {
            assertTrue(bins.get(k - 1).upper() < bins.get(k).lower());
        }
        double[] sorted = IntStream.range(0, 60)
                .mapToDouble(predictions::confidence)
                .sorted()
                .toArray();
        assertEquals(sorted[0], bins.get(0).lower());
        assertEquals(sorted[6], bins.get(0).upper());
        assertEquals(sorted[59], bins.get(7).upper());
    }

    /** Ten examples of confidence .8 in four bins, eight of them right: each bin has the accuracy .8, wherever the wrong ones stand. */
    @Test
    void sharesTheOutcomesOfEqualConfidencesAmongBins() {
        Predictions equal = GoldenPredictions.confident(.8, .8, .8, .8, .8, .8, .8, .8, .8, .8);
        int[] labels = {1, 1, 0, 0, 0, 0, 0, 0, 0, 0};
        assertEquals(0, adaptive(equal, labels, 4), ROUNDING);
        for (Bin bin : Reliability.ofEqualMass(equal, labels, 4).bins()) {
            assertEquals(.8, bin.accuracy(), ROUNDING);
        }
    }

    /** Exactly in bins of equal mass, which sort; in those of equal width but for the order in which confidences are added. */
    @Test
    void doesNotDependOnTheOrderOfTheExamples() {
        SplittableRandom random = new SplittableRandom(5);
        double[][] logits = GoldenPredictions.tiedLogits(random, 101);
        int[] labels = GoldenPredictions.labels(random, 101, 3);
        Predictions before = Predictions.ofLogits(logits);
        int[] reversed = labels.clone();
        Predictions after = Predictions.ofLogits(GoldenPredictions.reversed(logits, reversed));
        assertEquals(Reliability.ofEqualMass(before, labels, 7), Reliability.ofEqualMass(after, reversed, 7));
        Reliability width = Reliability.ofEqualWidth(before, labels, 7);
        Reliability other = Reliability.ofEqualWidth(after, reversed, 7);
        assertEquals(width.ece(), other.ece(), ROUNDING);
        assertEquals(width.mace(EmptyBins.SKIP), other.mace(EmptyBins.SKIP), ROUNDING);
    }

    /** Means lie below the largest; merging bins lets gaps cancel; and one bin leaves the difference of the two means. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void keepsTheInequalitiesOfTheErrors(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Predictions predictions = Predictions.ofLogits(GoldenPredictions.tiedLogits(random, 80));
        int[] labels = GoldenPredictions.labels(random, 80, 3);
        Reliability fine = Reliability.ofEqualWidth(predictions, labels, 20);
        Reliability coarse = Reliability.ofEqualWidth(predictions, labels, 5);
        assertTrue(fine.ece() <= fine.mce() + ROUNDING);
        assertTrue(fine.mace(EmptyBins.SKIP) <= fine.mce() + ROUNDING);
        assertTrue(fine.mace(EmptyBins.COUNT_AS_ZERO) <= fine.mace(EmptyBins.SKIP));
        assertTrue(coarse.ece() <= fine.ece() + ROUNDING);
        double mean = IntStream.range(0, 80)
                .mapToDouble(predictions::confidence)
                .average()
                .orElseThrow();
        double gap = Math.abs(Classification.accuracy(predictions, labels) - mean);
        assertEquals(gap, Reliability.ofEqualWidth(predictions, labels, 1).ece(), ROUNDING);
        assertEquals(gap, adaptive(predictions, labels, 1), ROUNDING);
    }

    /** The formula as it stands, summed in the examples' order: the bits of results that are on file. */
    @Test
    void keepsTheBitsOfTheSumOverExamples() {
        for (int member = 0; member < 4; member++) {
            Predictions predictions = Predictions.ofLogits(ClassificationTest.logits(member));
            int[] labels = GoldenPredictions.mostlyRight(predictions);
            double sum = 0;
            for (int k = 0; k < 15; k++) {
                double excess = 0;
                for (int i = 0; i < labels.length; i++) {
                    double confidence = predictions.confidence(i);
                    if (confidence > k / 15.0 && confidence <= (k + 1) / 15.0) {
                        excess += (predictions.predicted(i) == labels[i] ? 1 : 0) - confidence;
                    }
                }
                sum += Math.abs(excess);
            }
            assertEquals(sum / labels.length, Classification.ece(predictions, labels));
        }
    }

    @Test
    void namesWhatDoesNotFit() {
        Predictions two = Predictions.ofLogits(new double[2][3]);
        int[] labels = {0, 1};
        for (var e : List.of(
                assertThrows(IllegalArgumentException.class, () -> Reliability.ofEqualWidth(two, labels, 0)),
                assertThrows(IllegalArgumentException.class, () -> Reliability.ofEqualMass(two, labels, 0)),
                assertThrows(IllegalArgumentException.class, () -> Reliability.ofAllClasses(two, labels, 0)))) {
            assertEquals("bins 0 is less than 1", e.getMessage());
        }
        var e = assertThrows(IllegalArgumentException.class, () -> Reliability.ofAllClasses(two, new int[] {0, 3}, 5));
        assertEquals("example 1: label 3 is not in [0, 3)", e.getMessage());
        var empty = assertThrows(IllegalArgumentException.class, () -> new Reliability(List.of()));
        assertEquals("events 0 is less than 1", empty.getMessage());
    }

    private static double adaptive(Predictions predictions, int[] labels, int bins) {
        return Reliability.ofEqualMass(predictions, labels, bins).ece();
    }

    private static List<Integer> filled(Reliability diagram) {
        return IntStream.range(0, diagram.bins().size())
                .filter(k -> diagram.bins().get(k).count() > 0)
                .boxed()
                .toList();
    }
}
