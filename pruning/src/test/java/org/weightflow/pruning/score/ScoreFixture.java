package org.weightflow.pruning.score;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.architecture.Architectures;

/** Networks, examples and masks to score, and sums of scores over units. */
final class ScoreFixture {
    private ScoreFixture() {}

    /** Examples of normal values; their classes take turns. */
    static ScoringData data(String id, int count, Seed seed) {
        Architecture architecture = Architectures.parse(id);
        SplittableRandom random = seed.random();
        float[] features = new float[count * architecture.inputs()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        int[] labels =
                IntStream.range(0, count).map(n -> n % architecture.classes()).toArray();
        return new ScoringData(
                architecture, Examples.of(features, labels, List.of(architecture.inputs()), architecture.classes()));
    }

    /** A fresh network; all biases are zero. */
    static StateDict fresh(ScoringData data, Seed seed) {
        return Initialisation.KAIMING_NORMAL.draw(data.architecture().layout(), seed);
    }

    /** A fresh network with biases of order one tenth. */
    static StateDict biased(ScoringData data, Seed seed) {
        Layout layout = data.architecture().layout();
        float[] flat = fresh(data, seed).toArray();
        SplittableRandom random = seed.child("biases").random();
        for (int i = 0; i < flat.length; i++) {
            if (layout.entry(layout.entryAt(i)).kind() == Layout.Kind.BIAS) {
                flat[i] = (float) (0.1 * random.nextGaussian());
            }
        }
        return StateDict.of(layout, flat);
    }

    /** Keeps each prunable value with the given probability. */
    static Mask mask(Layout layout, double density, Seed seed) {
        SplittableRandom random = seed.random();
        BitSet kept = new BitSet();
        for (int i = 0; i < layout.size(); i++) {
            kept.set(i, !layout.entry(layout.entryAt(i)).prunable() || random.nextDouble() < density);
        }
        return Mask.of(layout, kept);
    }

    static Mask dense(ScoringData data) {
        return Mask.dense(data.architecture().layout());
    }

    static Candidates candidates(ScoringData data, StateDict weights) {
        return Candidates.of(data, weights, dense(data));
    }

    /** The part of a flat vector that one entry has. */
    static double[] entry(Layout layout, double[] flat, String name) {
        int e = layout.indexOf(name);
        return Arrays.copyOfRange(flat, layout.offset(e), layout.offset(e + 1));
    }

    static double sum(double... values) {
        return Arrays.stream(values).sum();
    }

    /** The sum over all places of what a flat vector holds for each unit. */
    static double[] unitSums(Layout layout, double[] flat, int units, List<Symmetry.Place> places) {
        double[] sums = new double[units];
        for (Symmetry.Place place : places) {
            Layout.Entry entry = layout.entry(layout.indexOf(place.entry()));
            double[] values = entry(layout, flat, place.entry());
            int stride = 1;
            for (int axis = place.axis() + 1; axis < entry.shape().size(); axis++) {
                stride *= entry.shape().get(axis);
            }
            for (int i = 0; i < values.length; i++) {
                int position = i / stride % entry.shape().get(place.axis());
                for (int u = 0; u < units; u++) {
                    int start = place.starts().get(u);
                    if (position >= start && position < start + place.width()) {
                        sums[u] += values[i];
                    }
                }
            }
        }
        return sums;
    }
}
