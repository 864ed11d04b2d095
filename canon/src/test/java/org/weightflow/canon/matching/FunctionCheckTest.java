package org.weightflow.canon.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;

class FunctionCheckTest {
    private static final Mlp MLP = Mlp.of(20, 16, 12, 5);
    private static final FunctionCheck CHECK = new FunctionCheck(MLP, inputs(64));

    @Test
    void passesMembersWhoseUnitsMovedAndSaysByHowMuchTheyRound() {
        AlignedPopulation aligned = new PopulationAlignment(MLP.symmetry(), AlignmentConfig.defaults())
                .align(Members.of(5, i -> member(i)), new Seed(1), 1, AlignmentListener.silent());
        List<FunctionDifference> differences = CHECK.check(aligned.source(), aligned);
        assertEquals(
                IntStream.range(0, 5).boxed().toList(),
                differences.stream().map(FunctionDifference::member).toList());
        assertEquals(0, differences.get(0).largest());
        assertEquals(0, differences.get(0).relative());
        for (FunctionDifference difference : differences) {
            assertTrue(difference.relative() < 1e-6 && difference.scale() > 0.1, difference::toString);
        }
        assertTrue(differences.get(1).largest() > 0);
    }

    @Test
    void failsNamingTheMemberWhenOneAxisWasForgotten() {
        StateDict before = member(1);
        float[] after = Permutations.random(MLP.symmetry(), new Seed(2))
                .apply(before, MLP.symmetry())
                .toArray();
        before.entry("fc1.bias").get(after, MLP.layout().offset(1), 16);
        var e = assertThrows(
                IllegalStateException.class, () -> CHECK.check(17, before, StateDict.of(MLP.layout(), after)));
        assertTrue(e.getMessage().startsWith("member 17: logits differ by 0."), e::getMessage);
    }

    @Test
    void keepsToTheTolerance() {
        StateDict before = member(1);
        float[] after = before.toArray();
        int lastBias = after.length - 1;
        after[lastBias] += 0.01f;
        StateDict moved = StateDict.of(MLP.layout(), after);
        double scale =
                new FunctionCheck(MLP, inputs(64), 1).check(0, before, moved).scale();
        assertEquals(
                0.01,
                new FunctionCheck(MLP, inputs(64), 0.011 / scale)
                        .check(0, before, moved)
                        .largest(),
                1e-6);
        FunctionCheck strict = new FunctionCheck(MLP, inputs(64), 0.009 / scale);
        assertThrows(IllegalStateException.class, () -> strict.check(0, before, moved));
    }

    @Test
    void failsOnLogitsThatAreNotNumbers() {
        float[] broken = member(1).toArray();
        broken[broken.length - 1] = Float.NaN;
        StateDict moved = StateDict.of(MLP.layout(), broken);
        assertThrows(IllegalStateException.class, () -> CHECK.check(0, member(1), moved));
        assertThrows(IllegalStateException.class, () -> CHECK.check(0, moved, moved));
    }

    @Test
    void runsInAnyThread() {
        StateDict before = member(1);
        assertEquals(
                0,
                CompletableFuture.supplyAsync(() -> CHECK.check(0, before, before))
                        .join()
                        .largest());
    }

    @Test
    void namesInputsThatAreNoRows() {
        var e = assertThrows(IllegalArgumentException.class, () -> new FunctionCheck(MLP, new float[21]));
        assertTrue(e.getMessage().contains("21 input values"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> new FunctionCheck(MLP, new float[0]));
    }

    private static StateDict member(int index) {
        return Initialisation.TORCH_DEFAULT.draw(MLP.layout(), new Seed(9).child(index));
    }

    private static float[] inputs(int rows) {
        float[] inputs = new float[rows * MLP.inputs()];
        var random = new Seed(10).random();
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) random.nextGaussian();
        }
        return inputs;
    }
}
