package org.weightflow.pruning.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.pruning.MagnitudePruning;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.persistence.NeuralPersistence.Mode;

class TopologicallyCriticalTest {
    private static final Layout LAYOUT = Mlp.of(20, 16, 9, 4).layout();
    private static final StateDict WEIGHTS = Initialisation.KAIMING_NORMAL.draw(LAYOUT, new Seed(1));

    @Test
    void protectsATreeOfEachLayer() {
        StateDict weights = Initialisation.XAVIER_NORMAL.draw(Architectures.LENET_300_100.layout(), new Seed(2));
        BitSet protectedValues = TopologicallyCritical.protectedValues(weights);
        assertEquals(1591, protectedValues.cardinality());
        for (LayerMatrix layer : LayerMatrix.of(weights.layout())) {
            BitSet own = protectedValues.get(layer.offset(), layer.offset() + layer.weights());
            assertEquals(layer.treeEdges(), own.cardinality());
        }
    }

    /** What plain magnitude pruning to the same count destroys. */
    @Test
    void keepsThePersistenceOfANetworkThatIsPrunedAroundIt() {
        CriticalBound bound = CriticalBound.of(LAYOUT);
        double fraction = 1 - (bound.edges() + 10) / (double) bound.weights();
        MagnitudePruning pruning =
                MagnitudePruning.of(new PruneConfig(1, fraction, PruneConfig.Scope.GLOBAL, Map.of()), LAYOUT);
        Mask plain = pruning.prune(WEIGHTS, Mask.dense(LAYOUT));
        Mask critical = pruning.prune(WEIGHTS, Mask.dense(LAYOUT), TopologicallyCritical.protectedValues(WEIGHTS));
        assertEquals(bound.edges() + 10, critical.keptPrunable());
        assertEquals(plain.keptPrunable(), critical.keptPrunable());

        NetworkPersistence dense = NeuralPersistence.of(WEIGHTS, Mode.PAPER);
        assertEquals(dense, NeuralPersistence.of(critical.apply(WEIGHTS), Mode.PAPER));
        assertNotEquals(dense, NeuralPersistence.of(plain.apply(WEIGHTS), Mode.PAPER));
        assertEquals(1, TreeRetention.of(WEIGHTS, critical).share());
        assertTrue(TreeRetention.of(WEIGHTS, plain).share() < 1);
    }

    @Test
    void protectsOnlyWhatTheMaskHasLeft() {
        BitSet kept = Mask.dense(LAYOUT).toBitSet();
        BitSet tree = TopologicallyCritical.protectedValues(WEIGHTS);
        kept.clear(tree.nextSetBit(0));
        Mask mask = Mask.of(LAYOUT, kept);
        BitSet again = TopologicallyCritical.protectedValues(WEIGHTS, mask);
        assertEquals(tree.cardinality(), again.cardinality(), "another edge joins the two components");
        again.andNot(kept);
        assertTrue(again.isEmpty());

        BitSet row = Mask.dense(LAYOUT).toBitSet();
        row.clear(0, 20);
        assertEquals(
                tree.cardinality() - 1,
                TopologicallyCritical.protectedValues(WEIGHTS, Mask.of(LAYOUT, row))
                        .cardinality(),
                "a unit without inputs is a component of its own");
    }

    @Test
    void namesTheEntryInWhichTheMaskDiffers() {
        Mask other = Mask.dense(Mlp.of(20, 16, 8, 4).layout());
        var e = assertThrows(
                IllegalArgumentException.class, () -> TopologicallyCritical.protectedValues(WEIGHTS, other));
        assertTrue(e.getMessage().contains("fc2.weight"), e::getMessage);
    }
}
