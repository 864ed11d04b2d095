package org.weightflow.canon.gauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

class HeadRotationTest {
    private static final Architecture VIT = GaugeContract.architecture("vit-patch2-width18-depth2-in1x4x4");
    private static final Symmetry SYMMETRY = VIT.symmetry();
    private static final StateDict REFERENCE = Planted.network(VIT, new Seed(53));
    private static final HeadRotation ROTATION = HeadRotation.of(SYMMETRY);

    @Test
    void undoesPlantedRotations() {
        for (int s = 0; s < 20; s++) {
            StateDict rotated = Planted.rotated(REFERENCE, SYMMETRY, new Seed(s));
            assertTrue(Planted.difference(REFERENCE, rotated) > 0.5);
            GaugeContract.requireSameFunction(VIT, REFERENCE, rotated);
            assertEquals(0, Planted.difference(REFERENCE, ROTATION.toward(REFERENCE, rotated)), GaugeContract.ROUNDING);
        }
    }

    @Test
    void keepsTheFunctionAndComesNearestOfAllRotations() {
        StateDict weights = Planted.network(VIT, new Seed(54));
        StateDict nearest = ROTATION.toward(REFERENCE, weights);
        GaugeContract.requireSameFunction(VIT, weights, nearest);
        double best = distance(REFERENCE, nearest);
        assertTrue(best < distance(REFERENCE, weights) - 0.1);
        for (int s = 0; s < 20; s++) {
            StateDict rotated = Planted.rotated(nearest, SYMMETRY, new Seed(s));
            assertTrue(best < distance(REFERENCE, rotated));
            assertEquals(
                    0, Planted.difference(nearest, ROTATION.toward(REFERENCE, rotated)), 4 * GaugeContract.ROUNDING);
        }
        assertEquals(0, Planted.difference(nearest, ROTATION.toward(REFERENCE, nearest)), GaugeContract.ROUNDING);
        Permutations moved = Permutations.random(SYMMETRY, new Seed(5));
        assertEquals(
                0,
                Planted.difference(
                        moved.apply(nearest, SYMMETRY),
                        ROTATION.toward(moved.apply(REFERENCE, SYMMETRY), moved.apply(weights, SYMMETRY))),
                GaugeContract.ROUNDING);
    }

    @Test
    void leavesWhatLiesOutsideOfHeads() {
        StateDict weights = Planted.network(VIT, new Seed(54));
        StateDict nearest = ROTATION.toward(REFERENCE, weights);
        for (Layout.Entry entry : VIT.layout().entries()) {
            boolean head = entry.name().contains("attn") && !entry.name().endsWith("proj.bias");
            assertEquals(head, !weights.entry(entry.name()).equals(nearest.entry(entry.name())), entry.name());
        }
        Architecture mlp = GaugeContract.architecture("mlp-6-5-4-3");
        StateDict other = Planted.network(mlp, new Seed(1));
        assertTrue(HeadRotation.of(mlp.symmetry())
                .toward(
                        Planted.network(mlp, new Seed(2)),
                        other,
                        Optional.of(GaugeContract.mask(mlp.layout(), new Seed(3))))
                .sameBits(other));
    }

    @Test
    void refusesToFillWhatAMaskPruned() {
        StateDict weights = Planted.network(VIT, new Seed(54));
        Mask outside = without("blocks.0.mlp.fc1.weight");
        assertFalse(ROTATION.toward(REFERENCE, outside.apply(weights), Optional.of(outside))
                .sameBits(weights));
        for (String entry : new String[] {"blocks.1.attn.qkv.weight", "blocks.1.attn.proj.weight"}) {
            Mask inside = without(entry);
            var e = assertThrows(
                    IllegalArgumentException.class,
                    () -> ROTATION.toward(REFERENCE, inside.apply(weights), Optional.of(inside)));
            assertTrue(e.getMessage().startsWith(entry + ": units of blocks.1.attn.head"), e::getMessage);
        }
    }

    @Test
    void namesAReferenceOfAnotherLayout() {
        StateDict other = Planted.network(GaugeContract.architecture("vit-patch2-width18-depth1-in1x4x4"), new Seed(1));
        assertThrows(IllegalArgumentException.class, () -> ROTATION.toward(other, REFERENCE));
    }

    /** Without the last value of an entry. */
    private static Mask without(String entry) {
        BitSet kept = new BitSet();
        kept.set(0, VIT.layout().size());
        kept.clear(VIT.layout().offset(VIT.layout().indexOf(entry) + 1) - 1);
        return Mask.of(VIT.layout(), kept);
    }

    private static double distance(StateDict a, StateDict b) {
        double sum = 0;
        float[] mine = a.toArray();
        float[] theirs = b.toArray();
        for (int k = 0; k < mine.length; k++) {
            sum += Math.pow((double) mine[k] - theirs[k], 2);
        }
        return Math.sqrt(sum);
    }
}
