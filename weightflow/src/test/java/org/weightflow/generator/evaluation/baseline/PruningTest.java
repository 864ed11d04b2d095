package org.weightflow.generator.evaluation.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.weightflow.generator.evaluation.RandomZoo;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;

class PruningTest {
    private static final Layout LAYOUT = RandomZoo.MLP.layout();

    @Test
    void aDenseZooGivesDenseNetworks() {
        LoadedZoo zoo = RandomZoo.loaded(3, new Seed(1));
        assertNull(Pruning.toTheCountsOf(zoo, 0, new float[LAYOUT.size()]).mask());
    }

    @Test
    void aSharedMaskStays() {
        Mask mask = RandomZoo.mask(new Seed(2), 7, 5);
        LoadedZoo zoo = LoadedZoo.read(LAYOUT, RandomZoo.masked(4, new Seed(1), i -> mask));
        Network network = Pruning.toTheCountsOf(zoo, 2, ones());
        assertSame(zoo.mask(0), network.mask());
        float[] flat = network.weights().toArray();
        for (int d = 0; d < flat.length; d++) {
            assertEquals(mask.keeps(d) ? 1f : 0f, flat[d]);
        }
    }

    @Test
    void otherwiseEachNetworkHasTheCountsOfItsZooMember() {
        // Globally pruned members differ in the counts of their entries.
        LoadedZoo zoo = LoadedZoo.read(
                LAYOUT, RandomZoo.masked(3, new Seed(1), i -> RandomZoo.mask(new Seed(i), 5 + 3 * i, 9 - 4 * i)));
        for (Baseline baseline : Baseline.defaults().subList(0, 7)) {
            for (int i = 0; i < 7; i++) {
                Network network = baseline.draw(zoo, i, new Seed(8));
                assertEquals(5 + 3 * (i % 3), network.kept(LAYOUT.indexOf("fc1.weight")), baseline.name());
                assertEquals(9 - 4 * (i % 3), network.kept(LAYOUT.indexOf("fc2.weight")), baseline.name());
                assertEquals(5, network.kept(LAYOUT.indexOf("fc1.bias")), baseline.name());
                network.requireSound(network.weights().toArray(), baseline.name());
            }
        }
    }

    @Test
    void anEntryThatMembersPrunedAltogetherIsPrunedAltogether() {
        LoadedZoo zoo =
                LoadedZoo.read(LAYOUT, RandomZoo.masked(2, new Seed(1), i -> RandomZoo.mask(new Seed(i), 3 + i, 0)));
        assertEquals(0, Pruning.toTheCountsOf(zoo, 0, ones()).kept(LAYOUT.indexOf("fc2.weight")));
    }

    private static float[] ones() {
        float[] ones = new float[LAYOUT.size()];
        java.util.Arrays.fill(ones, 1f);
        return ones;
    }
}
