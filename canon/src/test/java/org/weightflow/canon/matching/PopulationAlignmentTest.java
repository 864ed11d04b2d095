package org.weightflow.canon.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.architecture.Mlp;

class PopulationAlignmentTest {
    private static final Mlp MLP = Mlp.of(12, 9, 8, 4);
    private static final Symmetry SYMMETRY = MLP.symmetry();
    private static final int MEMBERS = 6;

    /** The noise on a planted network, small beside weights of about 0.2. */
    private static final float NOISE = 0.01f;

    @ParameterizedTest
    @EnumSource(Reference.class)
    void bringsShuffledCopiesTogether(Reference reference) {
        AlignedPopulation aligned = align(shuffledCopies(-1), reference, 1, AlignmentListener.silent());
        float[] first = aligned.weights(0).toArray();
        for (int i = 1; i < MEMBERS; i++) {
            float[] other = aligned.weights(i).toArray();
            for (int k = 0; k < other.length; k++) {
                assertEquals(first[k], other[k], 2 * NOISE, "member " + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reference.class)
    void reportsTheInnerProductsWithTheReference(Reference reference) {
        Members members = independent();
        AlignedPopulation aligned = align(members, reference, 1, AlignmentListener.silent());
        for (int i = 0; i < MEMBERS; i++) {
            MemberAlignment alignment = aligned.alignments().get(i);
            assertEquals(i, alignment.member());
            assertEquals(
                    Samples.innerProduct(aligned.reference(), members.weights(i)), alignment.objectiveBefore(), 1e-9);
            assertEquals(
                    Samples.innerProduct(aligned.reference(), aligned.weights(i)), alignment.objectiveAfter(), 1e-9);
        }
    }

    /** The mean is found in rounds, whose permutations of heads and of the units inside them are composed. */
    @ParameterizedTest
    @EnumSource(Reference.class)
    void reportsTheInnerProductsOfHeadsToo(Reference reference) {
        Symmetry symmetry = Samples.ATTENTION_SYMMETRY;
        Members members = Members.of(MEMBERS, i -> Samples.normal(Samples.ATTENTION, new Seed(6).child(i)));
        AlignedPopulation aligned = new PopulationAlignment(
                        symmetry, AlignmentConfig.defaults().withReference(reference))
                .align(members, new Seed(7), 1, AlignmentListener.silent());
        for (int i = 0; i < MEMBERS; i++) {
            StateDict moved =
                    Samples.oneByOne(aligned.alignments().get(i).permutations(), members.weights(i), symmetry);
            assertTrue(moved.sameBits(aligned.weights(i)));
            assertEquals(
                    Samples.innerProduct(aligned.reference(), moved),
                    aligned.alignments().get(i).objectiveAfter(),
                    1e-9);
        }
    }

    @ParameterizedTest
    @EnumSource(Reference.class)
    void isTheSameWhateverTheNumberOfThreads(Reference reference) {
        AlignedPopulation one = align(independent(), reference, 1, AlignmentListener.silent());
        AlignedPopulation two = align(independent(), reference, 2, AlignmentListener.silent());
        assertEquals(one.alignments(), two.alignments());
        assertTrue(one.reference().sameBits(two.reference()));
    }

    @Test
    void firstLeavesTheFirstMemberWhereItIs() {
        AlignedPopulation aligned = align(independent(), Reference.FIRST, 1, AlignmentListener.silent());
        assertTrue(aligned.alignments().get(0).permutations().isIdentity());
        assertTrue(aligned.reference().sameBits(independent().weights(0)));
    }

    @Test
    void medoidFindsTheMemberThatTheOthersWereMadeFrom() {
        for (int centre = 0; centre < MEMBERS; centre++) {
            Members members = shuffledCopies(centre);
            AlignedPopulation aligned = align(members, Reference.MEDOID, 1, AlignmentListener.silent());
            assertTrue(aligned.reference().sameBits(members.weights(centre)));
        }
    }

    @Test
    void medoidLooksAtNoMoreThanItsSample() {
        ConcurrentLinkedQueue<Integer> asked = new ConcurrentLinkedQueue<>();
        Members members = independent();
        Members counted = Members.of(MEMBERS, i -> {
            asked.add(i);
            return members.weights(i);
        });
        new Medoid(new WeightMatching(SYMMETRY, MatchingConfig.defaults()), SYMMETRY, 3).of(counted, new Seed(1));
        assertEquals(3, asked.size());
        assertEquals(3, asked.stream().distinct().count());
    }

    @Test
    void roundsOfTheMeanNeverLowerItsSquare() {
        List<List<MemberAlignment>> rounds = new ArrayList<>();
        Members members = independent();
        AlignedPopulation aligned = align(members, Reference.MEAN, 1, (round, alignment) -> {
            if (round == rounds.size()) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(round).add(alignment);
        });
        assertTrue(rounds.size() >= 3, () -> "only " + rounds.size() + " rounds");
        double last = 0;
        for (List<MemberAlignment> round : rounds) {
            double square = squareOfMean(new AlignedPopulation(members, SYMMETRY, aligned.reference(), round));
            assertTrue(square >= last * (1 - 1e-6), "the mean fell from " + last + " to " + square);
            last = square;
        }
        assertEquals(
                permutations(rounds.get(rounds.size() - 1)),
                permutations(rounds.get(rounds.size() - 2)),
                "the last round moved nobody");
        assertEquals(squareOfMean(aligned), Samples.innerProduct(aligned.reference(), aligned.reference()), 1e-6);
        assertTrue(last > squareOfMean(align(members, Reference.FIRST, 1, AlignmentListener.silent())));
    }

    /** Members of a batch that are matched to one sum may be in each other's way, which must not lower the square. */
    @Test
    void noRoundLowersTheSquareOfTheMeanOfAFewWhoAllMoveAtOnce() {
        for (int s = 0; s < 20; s++) {
            Seed seed = new Seed(s);
            Members members = Members.of(3, i -> Initialisation.TORCH_DEFAULT.draw(MLP.layout(), seed.child(i)));
            List<List<MemberAlignment>> rounds = new ArrayList<>();
            align(members, Reference.MEAN, 2, (round, alignment) -> {
                if (alignment.member() == 0) {
                    rounds.add(new ArrayList<>());
                }
                rounds.get(round).add(alignment);
            });
            double last = 0;
            for (List<MemberAlignment> round : rounds) {
                double square = squareOfMean(new AlignedPopulation(members, SYMMETRY, members.weights(0), round));
                assertTrue(square >= last * (1 - 1e-6), "the mean fell from " + last + " to " + square);
                last = square;
            }
        }
    }

    @Test
    void meanLeavesNobodyWhoWouldMoveToTheOthers() {
        for (int s = 0; s < 10; s++) {
            int zoo = s;
            Members members =
                    Members.of(MEMBERS, i -> Initialisation.TORCH_DEFAULT.draw(MLP.layout(), new Seed(zoo).child(i)));
            AlignedPopulation aligned = align(members, Reference.MEAN, 1, AlignmentListener.silent());
            for (int i = 0; i < MEMBERS; i++) {
                float[] others = aligned.reference().toArray();
                float[] own = aligned.weights(i).toArray();
                for (int k = 0; k < others.length; k++) {
                    others[k] -= own[k] / MEMBERS;
                }
                Matching again = new WeightMatching(SYMMETRY, MatchingConfig.defaults())
                        .match(StateDict.of(MLP.layout(), others), aligned.weights(i), new Seed(1));
                assertEquals(again.objectiveBefore(), again.objectiveAfter(), 1e-6, "zoo " + s + ", member " + i);
            }
        }
    }

    @Test
    void meanStopsAtItsLimitOfRounds() {
        List<Integer> rounds = new ArrayList<>();
        AlignmentConfig config =
                AlignmentConfig.defaults().withReference(Reference.MEAN).withMeanRounds(1);
        new PopulationAlignment(SYMMETRY, config)
                .align(independent(), new Seed(1), 1, (round, alignment) -> rounds.add(round));
        assertEquals(1, rounds.stream().mapToInt(Integer::intValue).max().orElseThrow());
    }

    @Test
    void masksFollowTheirWeights() {
        Members dense = independent();
        Mask mask = everyThirdPruned();
        Members sparse = Members.of(MEMBERS, i -> mask.apply(dense.weights(i)), i -> Optional.of(mask));
        AlignedPopulation aligned = align(sparse, Reference.FIRST, 1, AlignmentListener.silent());
        for (int i = 0; i < MEMBERS; i++) {
            Mask moved = aligned.mask(i).orElseThrow();
            assertEquals(mask.keptPrunable(), moved.keptPrunable());
            assertTrue(moved.apply(aligned.weights(i)).sameBits(aligned.weights(i)));
        }
        assertTrue(align(dense, Reference.FIRST, 1, AlignmentListener.silent())
                .mask(1)
                .isEmpty());
    }

    @Test
    void tellsTheListenerOfEachMemberInOrderAndInTheCallersThread() {
        List<Integer> heard = new ArrayList<>();
        Thread caller = Thread.currentThread();
        align(independent(), Reference.FIRST, 2, (round, alignment) -> {
            assertEquals(caller, Thread.currentThread());
            heard.add(alignment.member());
        });
        assertEquals(IntStream.range(0, MEMBERS).boxed().toList(), heard);
    }

    @Test
    void sumsTheObjectives() {
        AlignedPopulation aligned = align(shuffledCopies(-1), Reference.FIRST, 1, AlignmentListener.silent());
        double sum = 0;
        for (int i = 0; i < MEMBERS; i++) {
            sum += Samples.innerProduct(aligned.reference(), aligned.weights(i));
        }
        assertEquals(sum, aligned.objective(), 1e-9);
    }

    @ParameterizedTest
    @EnumSource(Reference.class)
    void namesTheMemberAndEntryThatDoesNotFit(Reference reference) {
        Members members = independent();
        Members odd = Members.of(
                MEMBERS, i -> i == 4 ? Samples.normal(Mlp.of(12, 9, 7, 4).layout(), new Seed(1)) : members.weights(i));
        var e = assertThrows(
                IllegalArgumentException.class, () -> align(odd, reference, 2, AlignmentListener.silent()));
        assertTrue(e.getMessage().contains("member 4"), e::getMessage);
        assertTrue(e.getMessage().contains("fc2.weight"), e::getMessage);
    }

    @Test
    void aBrokenSourceIsNoIllegalArgument() {
        Members members = independent();
        Members broken = Members.of(MEMBERS, i -> {
            if (i == 3) {
                throw new UnsupportedOperationException("gone");
            }
            return members.weights(i);
        });
        var e = assertThrows(
                IllegalStateException.class, () -> align(broken, Reference.FIRST, 1, AlignmentListener.silent()));
        assertTrue(e.getMessage().contains("member 3"), e::getMessage);
        assertEquals("gone", e.getCause().getMessage());
    }

    private static AlignedPopulation align(
            Members members, Reference reference, int threads, AlignmentListener listener) {
        return new PopulationAlignment(SYMMETRY, AlignmentConfig.defaults().withReference(reference))
                .align(members, new Seed(5), threads, listener);
    }

    private static Members independent() {
        return Members.of(MEMBERS, i -> Initialisation.TORCH_DEFAULT.draw(MLP.layout(), new Seed(77).child(i)));
    }

    /** One network with noise, each copy in an order of its own; {@code centre} has no noise. */
    private static Members shuffledCopies(int centre) {
        float[] base =
                Initialisation.TORCH_DEFAULT.draw(MLP.layout(), new Seed(3)).toArray();
        return Members.of(MEMBERS, i -> {
            Seed seed = new Seed(4).child(i);
            SplittableRandom random = seed.random();
            float[] noisy = base.clone();
            for (int k = 0; k < noisy.length && i != centre; k++) {
                noisy[k] += NOISE * (2 * (float) random.nextDouble() - 1);
            }
            return Permutations.random(SYMMETRY, seed).apply(StateDict.of(MLP.layout(), noisy), SYMMETRY);
        });
    }

    private static List<Permutations> permutations(List<MemberAlignment> alignments) {
        return alignments.stream().map(MemberAlignment::permutations).toList();
    }

    private static double squareOfMean(AlignedPopulation population) {
        float[] sum = new float[MLP.layout().size()];
        for (int i = 0; i < population.count(); i++) {
            float[] values = population.weights(i).toArray();
            for (int k = 0; k < sum.length; k++) {
                sum[k] += values[k];
            }
        }
        double square = 0;
        for (float value : sum) {
            square += Math.pow(value / (double) population.count(), 2);
        }
        return square;
    }

    private static Mask everyThirdPruned() {
        BitSet kept = new BitSet();
        for (int e = 0; e < MLP.layout().entries().size(); e++) {
            for (int i = MLP.layout().offset(e); i < MLP.layout().offset(e + 1); i++) {
                kept.set(i, i % 3 != 0 || !MLP.layout().entry(e).prunable());
            }
        }
        return Mask.of(MLP.layout(), kept);
    }
}
