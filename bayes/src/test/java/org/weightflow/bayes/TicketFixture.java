package org.weightflow.bayes;

import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;

/** A small network with a random mask, scales, shifts and statistics away from their usual starts, and random labelled examples. */
public record TicketFixture(Architecture architecture, StateDict network, Mask mask, Examples training) {
    public static TicketFixture of(String id, int examples, double density, Seed seed) {
        Architecture architecture = Architectures.parse(id);
        Layout layout = architecture.layout();
        SplittableRandom random = seed.random();
        BitSet kept = new BitSet(layout.size());
        float[] flat = Initialisation.TORCH_DEFAULT.draw(layout, seed).toArray();
        for (int i = 0; i < flat.length; i++) {
            boolean prunable = layout.entry(layout.entryAt(i)).prunable();
            kept.set(i, !prunable || random.nextDouble() < density);
            flat[i] += (float) (0.3 * random.nextDouble() + 0.01);
        }
        Mask mask = Mask.of(layout, kept);
        return new TicketFixture(
                architecture, mask.apply(StateDict.of(layout, flat)), mask, data(architecture, examples, random));
    }

    private static Examples data(Architecture architecture, int examples, SplittableRandom random) {
        float[] features = new float[examples * architecture.inputs()];
        int[] labels = new int[examples];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        for (int n = 0; n < examples; n++) {
            labels[n] = random.nextInt(architecture.classes());
        }
        return Examples.of(features, labels, List.of(architecture.inputs()), architecture.classes());
    }
}
