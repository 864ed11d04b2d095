package org.weightflow.pruning.selection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.networks.LargestMagnitudes;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.pruning.selection.Scope.Shares;

class SelectionTest {
    private static final Layout LENET = Architectures.LENET_300_100.layout();
    private static final Layout RESNET =
            Architectures.parse("resnet-20-conv-classes10").layout();

    /**
     * Erdos-Renyi-kernel densities of LeNet-300-100, solved in NumPy: epsilon p_l = epsilon (in + out) / (in out), layers beyond 1 full;
     * within one value a layer of floor(density * size).
     */
    @ParameterizedTest
    @CsvSource({
        "0.2, 0.16224, 0.46936, 1",
        "0.1, 0.07957, 0.23019, 1",
        "0.05, 0.03848, 0.11133, 0.91851",
        "0.02, 0.01539, 0.04453, 0.36740"
    })
    void sharesOutByTheErdosRenyiKernel(double density, double first, double second, double third) {
        Selection selection = new Selection(LENET, Scope.of(Shares.ERK));
        int kept = selection.kept(density);
        int[] counts = selection.counts(Mask.dense(LENET), kept);
        double[] expected = {first, 0, second, 0, third, 0};
        for (int e = 0; e < expected.length; e += 2) {
            assertEquals(
                    expected[e],
                    counts[e] / (double) LENET.entry(e).size(),
                    6e-5 + 1.0 / LENET.entry(e).size());
        }
        assertEquals(kept, Arrays.stream(counts).sum());
        assertEquals(26_620, selection.kept(0.1));
    }

    /** Su et al. (2020): proportions (L - l + 1)^2 + (L - l + 1), here 12 : 6 for two layers before the last, which keeps 3 in 10. */
    @Test
    void sharesOutBySmartRatios() {
        Selection selection = new Selection(LENET, Scope.of(Shares.SMART));
        int[] counts = selection.counts(Mask.dense(LENET), 26_620);
        assertEquals(300, counts[4]);
        assertEquals(26_620, Arrays.stream(counts).sum());
        double first = counts[0] / 235_200.0;
        double second = counts[2] / 30_000.0;
        assertEquals(2, first / second, 1e-3);
    }

    @Test
    void smartRatiosFillTheLastLayerWhereTheOthersAreFull() {
        Selection selection = new Selection(LENET, Scope.of(Shares.SMART));
        int[] counts = selection.counts(Mask.dense(LENET), 266_000);
        assertArrayEquals(new int[] {235_200, 0, 30_000, 0, 800, 0}, counts);
    }

    @Test
    void layersKeepTheSameFraction() {
        int[] counts = new Selection(LENET, Scope.of(Shares.LAYER)).counts(Mask.dense(LENET), 2_662);
        assertArrayEquals(new int[] {2_352, 0, 300, 0, 10, 0}, counts);
    }

    @Test
    void givenRatiosAreScaledTogetherToTheDensity() {
        Scope scope =
                new Scope(Shares.GIVEN, Map.of("fc1.weight", 0.1, "fc2.weight", 0.2, "fc3.weight", 0.8), List.of());
        int[] counts = new Selection(LENET, scope).counts(Mask.dense(LENET), (23_520 + 6_000 + 800) / 2);
        assertArrayEquals(new int[] {11_760, 0, 3_000, 0, 400, 0}, counts);
    }

    @Test
    void sparedEntriesStayWholeAndCount() {
        Scope scope = Scope.global().withSpared(List.of("linear.weight", "*.shortcut.0.weight"));
        Selection selection = new Selection(RESNET, scope);
        // 16 x 32 + 32 x 64 values of shortcuts, 640 of the classifier.
        assertEquals(2_560 + 640, selection.spared());
        assertEquals(270_896, RESNET.prunableSize());
        int kept = selection.kept(0.1);
        assertEquals(27_090, kept);
        Mask mask = selection.select(noise(RESNET, 1), Mask.dense(RESNET), kept);
        assertEquals(kept, mask.keptPrunable());
        assertEquals(640, mask.kept(RESNET.indexOf("linear.weight")));
        var e = assertThrows(IllegalArgumentException.class, () -> selection.kept(0.01));
        assertEquals(
                "density 0.01 keeps 2709 of 270896 prunable values, fewer than the 3200 of spared entries and one for each "
                        + "of 19 layers",
                e.getMessage());
    }

    /** Lottery tickets of ResNet-20 spare shortcuts and classifier: 20 % of the 3x3 convolutions a round (Frankle and Carbin, 2019). */
    @Test
    void reproducesThePublishedDensitiesOfResNet20() {
        Selection selection =
                new Selection(RESNET, Scope.global().withSpared(List.of("linear.weight", "*.shortcut.0.weight")));
        Mask mask = Mask.dense(RESNET);
        Map<Integer, Double> published = Map.of(4, 41.66, 6, 27.09, 7, 21.91, 10, 11.79);
        double[] scores = noise(RESNET, 2);
        for (int round = 1; round <= 10; round++) {
            int open = mask.keptPrunable() - 3_200;
            mask = selection.select(scores, mask, 3_200 + (int) Math.round(0.8 * open));
            if (published.containsKey(round)) {
                assertEquals(published.get(round), 100 * mask.density(), 5e-3);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Shares.class, names = "GIVEN", mode = EnumSource.Mode.EXCLUDE)
    void keepsExactlyAsManyAsAsked(Shares shares) {
        for (String id :
                List.of("lenet-300-100", "lenet-5", "resnet-8-in1x28x28", "vit-depth2-in1x28x28", "mlp-4-10-3-bn")) {
            Layout layout = Architectures.parse(id).layout();
            Selection selection = new Selection(layout, Scope.of(shares));
            double[] scores = noise(layout, 3);
            Mask mask = Mask.dense(layout);
            for (double density : new double[] {1, 0.9, 0.5, 0.3}) {
                int kept = selection.kept(density);
                Mask next = selection.select(scores, mask, kept);
                assertEquals(kept, next.keptPrunable(), id);
                assertTrue(next.isWithin(mask), id);
                mask = next;
            }
        }
    }

    @Test
    void noLayerIsEmptiedAndTheNumberStaysExact() {
        double[] scores = noise(LENET, 4);
        Arrays.fill(scores, LENET.offset(2), LENET.offset(3), -5);
        scores[LENET.offset(2) + 17] = -4;
        Selection selection = new Selection(LENET, Scope.global());
        Mask mask = selection.select(scores, Mask.dense(LENET), 266);
        assertEquals(266, mask.keptPrunable());
        assertEquals(1, mask.kept(2));
        assertTrue(mask.keeps(LENET.offset(2) + 17), "its best value");
        assertEquals(3, selection.select(scores, Mask.dense(LENET), 3).keptPrunable());
        var e = assertThrows(IllegalArgumentException.class, () -> selection.select(scores, Mask.dense(LENET), 2));
        assertTrue(e.getMessage().contains("each of 3 layers keeps at least one"), e::getMessage);
        var few = assertThrows(IllegalArgumentException.class, () -> selection.kept(5e-6));
        assertTrue(few.getMessage().contains("keeps 1 of 266200"), few::getMessage);
    }

    @Test
    void protectedValuesStayBeforeAllOthers() {
        double[] scores = noise(LENET, 5);
        BitSet wanted = new BitSet();
        for (int i = 0; i < 500; i++) {
            wanted.set(i * 3);
            scores[i * 3] = -9;
        }
        for (Shares shares : new Shares[] {Shares.GLOBAL, Shares.LAYER}) {
            Selection selection = new Selection(LENET, Scope.of(shares));
            Mask mask = selection.select(scores, Mask.dense(LENET), 1_000, wanted);
            assertEquals(1_000, mask.keptPrunable());
            BitSet missing = (BitSet) wanted.clone();
            missing.andNot(mask.toBitSet());
            assertTrue(missing.isEmpty(), shares.name());
            var e = assertThrows(
                    IllegalArgumentException.class, () -> selection.select(scores, Mask.dense(LENET), 400, wanted));
            assertTrue(e.getMessage().contains("are protected"), e::getMessage);
        }
    }

    @Test
    void namesTheValueWhoseScoreIsNoNumber() {
        double[] scores = noise(LENET, 6);
        scores[LENET.offset(2) + 5] = Double.NaN;
        for (Shares shares : new Shares[] {Shares.GLOBAL, Shares.ERK}) {
            Selection selection = new Selection(LENET, Scope.of(shares));
            var e = assertThrows(ArithmeticException.class, () -> selection.select(scores, Mask.dense(LENET), 1_000));
            assertEquals("fc2.weight: the score of value 5 is not a number", e.getMessage());
        }
    }

    @Test
    void refusesEntriesThatAreNotThere() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> new Selection(LENET, Scope.global().withSpared(List.of("fc9.*"))));
        assertTrue(e.getMessage().startsWith("spared 'fc9.*' is no prunable entry"), e::getMessage);
        Scope bias = new Scope(Shares.GIVEN, Map.of("fc1.bias", 0.1), List.of());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new Selection(LENET, bias))
                .getMessage()
                .contains("ratios name 'fc1.bias'"));
        Scope lacking = new Scope(Shares.GIVEN, Map.of("fc1.weight", 0.1), List.of());
        assertEquals(
                "ratios lack fc2.weight; give each prunable entry one",
                assertThrows(IllegalArgumentException.class, () -> new Selection(LENET, lacking))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Scope(Shares.GIVEN, Map.of(), List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Scope(Shares.ERK, Map.of("x", 0.5), List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Scope(Shares.GIVEN, Map.of("x", 1.5), List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Selection(LENET, Scope.global().withSpared(List.of("*"))));
    }

    @Property(tries = 200)
    void largestScoresAgreeWithTheFastChoiceOfMagnitudes(
            @ForAll @IntRange(min = 1, max = 300) int size,
            @ForAll @DoubleRange(max = 1) double share,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[size];
        double[] magnitudes = new double[size];
        BitSet candidates = new BitSet();
        for (int i = 0; i < size; i++) {
            values[i] = random.nextInt(-5, 6);
            magnitudes[i] = Math.abs(values[i]);
            candidates.set(i, random.nextInt(4) > 0);
        }
        int k = (int) (share * candidates.cardinality());
        assertEquals(LargestMagnitudes.choose(values, candidates, k), LargestScores.choose(magnitudes, candidates, k));
    }

    @Property(tries = 500)
    void allocationsAreExactAndWithinTheirBounds(
            @ForAll @IntRange(min = 1, max = 12) int layers,
            @ForAll @DoubleRange(max = 1) double share,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] caps = new int[layers];
        double[] wishes = new double[layers];
        int room = 0;
        for (int l = 0; l < layers; l++) {
            caps[l] = random.nextInt(1, 50);
            wishes[l] = Math.exp(random.nextDouble() * 8);
            room += caps[l];
        }
        int kept = layers + (int) (share * (room - layers));
        int[] counts = Allocation.share(wishes, caps, kept);
        assertEquals(kept, Arrays.stream(counts).sum());
        for (int l = 0; l < layers; l++) {
            assertTrue(counts[l] >= 1 && counts[l] <= caps[l]);
        }
        assertThrows(IllegalArgumentException.class, () -> Allocation.share(wishes, caps, layers - 1));
        int tooMany = room + 1;
        assertThrows(IllegalArgumentException.class, () -> Allocation.share(wishes, caps, tooMany));
    }

    @Test
    void schedulesEndWhereTheyShould() {
        for (DensitySchedule schedule : DensitySchedule.values()) {
            int before = 1_000;
            for (int round = 1; round <= 5; round++) {
                int kept = schedule.kept(1_000, 100, round, 5);
                assertTrue(kept <= before && kept >= 100);
                before = kept;
            }
            assertEquals(100, before);
        }
        assertEquals(398, DensitySchedule.GEOMETRIC.kept(1_000, 100, 2, 5)); // 1000 * 10^-0.4
        assertEquals(640, DensitySchedule.LINEAR.kept(1_000, 100, 2, 5));
        assertEquals(294, DensitySchedule.CUBIC.kept(1_000, 100, 2, 5)); // 100 + 900 * 0.6^3 = 294.4
        assertEquals(100, DensitySchedule.ONE_SHOT.kept(1_000, 100, 1, 5));
        assertThrows(IllegalArgumentException.class, () -> DensitySchedule.LINEAR.kept(10, 11, 1, 2));
    }

    @Test
    void starsStandForAnyText() {
        assertTrue(Scope.matches("*.shortcut.0.weight", "layer2.0.shortcut.0.weight"));
        assertFalse(Scope.matches("*.shortcut.0.weight", "layer2.0.shortcut.0Xweight"));
        assertTrue(Scope.matches("linear.*", "linear.weight"));
        assertFalse(Scope.matches("linear", "linear.weight"));
    }

    private static double[] noise(Layout layout, long seed) {
        SplittableRandom random = new Seed(seed).random();
        return random.doubles(layout.size()).toArray();
    }

    @Test
    void aLayerWithoutRoomIsRefused() {
        Layout layout = Mlp.of(2, 3, 2).layout();
        Selection selection = new Selection(layout, Scope.global());
        int[] none = new int[layout.entries().size()];
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> selection.select(noise(layout, 1), Mask.dense(layout), none, new BitSet()));
        assertEquals("fc1.weight: keeping 0 of its 6 values is not possible", e.getMessage());
    }
}
