package org.weightflow.generator.evaluation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;

/** Small random networks and examples to test with. */
public final class RandomZoo {
    /** 6-5-3: 53 parameters, 45 of them prunable. */
    public static final Mlp MLP = Mlp.of(6, 5, 3);

    private RandomZoo() {}

    public static List<Network> networks(Mlp mlp, int count, Seed seed) {
        List<Network> networks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            networks.add(Network.dense(Initialisation.TORCH_DEFAULT.draw(mlp.layout(), seed.child(i))));
        }
        return networks;
    }

    public static LoadedZoo loaded(int count, Seed seed) {
        return LoadedZoo.read(MLP.layout(), NetworkSource.of(networks(MLP, count, seed)));
    }

    public static NetworkSource masked(int count, Seed seed, IntFunction<Mask> masks) {
        List<Network> dense = networks(MLP, count, seed);
        return NetworkSource.of(
                count, i -> new Network(masks.apply(i).apply(dense.get(i).weights()), masks.apply(i)));
    }

    /** A random mask of {@link #MLP} with these kept counts of its two weights. */
    public static Mask mask(Seed seed, int first, int second) {
        Layout layout = MLP.layout();
        BitSet kept = Mask.dense(layout).toBitSet();
        SplittableRandom random = seed.random();
        prune(kept, layout.offset(0), layout.offset(1), first, random);
        prune(kept, layout.offset(2), layout.offset(3), second, random);
        return Mask.of(layout, kept);
    }

    public static StateDict stateDict(Layout layout, double[] values) {
        float[] flat = new float[values.length];
        for (int d = 0; d < flat.length; d++) {
            flat[d] = (float) values[d];
        }
        return StateDict.of(layout, flat);
    }

    /** Normal features and uniform labels. */
    public static Examples examples(Mlp mlp, int count, Seed seed) {
        SplittableRandom random = seed.random();
        float[] features = new float[count * mlp.inputs()];
        int[] labels = new int[count];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(mlp.classes());
        }
        return Examples.of(features, labels, List.of(mlp.inputs()), mlp.classes());
    }

    private static void prune(BitSet kept, int from, int to, int count, SplittableRandom random) {
        int left = to - from;
        while (left > count) {
            int d = from + random.nextInt(to - from);
            if (kept.get(d)) {
                kept.clear(d);
                left--;
            }
        }
    }
}
