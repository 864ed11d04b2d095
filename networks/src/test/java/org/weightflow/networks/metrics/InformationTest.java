package org.weightflow.networks.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InformationTest {
    private static final double ROUNDING = 1e-14;

    @ParameterizedTest(name = "{0} classes")
    @ValueSource(ints = {1, 2, 10, 1000})
    void isTheLogarithmOfTheNumberOfClassesWhereAllAreAsLikely(int classes) {
        assertEquals(
                Math.log(classes),
                Information.entropies(Predictions.ofLogits(new double[1][classes]))[0],
                classes * ROUNDING);
    }

    @Test
    void isZeroForCertainPredictions() {
        Predictions certain = Predictions.ofProbabilities(new double[][] {{1, 0}, {0, 1}});
        assertArrayEquals(new double[2], Information.entropies(certain));
        assertEquals(0, Information.entropies(Predictions.ofLogits(new double[][] {{2000, 0}}))[0]);
    }

    /** NumPy: {@code -(p * log_softmax(z, 1)).sum(1)}, then {@code H(mp) - mean([H(q) for q in ps], 0)} of the first three members. */
    @Test
    void agreesWithNumPy() {
        double[] entropies = Information.entropies(Predictions.ofLogits(ClassificationTest.logits(0)));
        assertEquals(1.1402871203249607, entropies[0], ROUNDING);
        assertEquals(0.8164700974057179, Arrays.stream(entropies).average().orElseThrow(), ROUNDING);
        double[] information = Information.mutualInformation(members(3));
        assertEquals(0.26647179105697505, information[17], ROUNDING);
        assertEquals(0.329557359431441, Arrays.stream(information).average().orElseThrow(), ROUNDING);
    }

    @Test
    void isOneBitForTwoMembersThatContradictEachOther() {
        Predictions one = Predictions.ofProbabilities(new double[][] {{1, 0}});
        Predictions other = Predictions.ofProbabilities(new double[][] {{0, 1}});
        assertEquals(Math.log(2), Information.mutualInformation(List.of(one, other))[0], ROUNDING);
    }

    /** Never below 0, though the two entropies that are subtracted differ in the last bits. */
    @ParameterizedTest(name = "{0} members")
    @ValueSource(ints = {1, 2, 3, 7, 10})
    void isZeroWhereMembersAgree(int members) {
        Predictions one = Predictions.ofLogits(ClassificationTest.logits(1));
        for (double information : Information.mutualInformation(
                IntStream.range(0, members).mapToObj(m -> one).toList())) {
            assertEquals(0, information, ROUNDING);
            assertTrue(information >= 0);
        }
    }

    /** The mean over members of sum p_m log(p_m / mean p), and so at most the logarithm of their number. */
    @Test
    void isTheMeanDivergenceOfTheMembersFromTheirMean() {
        List<Predictions> members = members(4);
        Predictions mean = Predictions.ensemble(members);
        double[] information = Information.mutualInformation(members);
        for (int i = 0; i < 60; i++) {
            double divergence = 0;
            for (Predictions member : members) {
                for (int c = 0; c < 4; c++) {
                    divergence +=
                            member.probability(i, c) * (member.logProbability(i, c) - mean.logProbability(i, c)) / 4;
                }
            }
            assertEquals(divergence, information[i], 1e-13);
            assertTrue(information[i] <= Math.log(4));
        }
    }

    @Test
    void needsMembers() {
        var e = assertThrows(IllegalArgumentException.class, () -> Information.mutualInformation(List.of()));
        assertEquals("an ensemble of no members predicts nothing", e.getMessage());
    }

    private static List<Predictions> members(int count) {
        return IntStream.range(0, count)
                .mapToObj(m -> Predictions.ofLogits(ClassificationTest.logits(m)))
                .toList();
    }
}
