package org.weightflow.canon.evidence;

import java.util.List;
import java.util.SplittableRandom;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry.Place;
import org.weightflow.networks.Symmetry.Scale;

/** Untrained networks and data for the tests of this package. */
final class Networks {
    private Networks() {}

    /** Normal inputs, all of class 0. */
    static Examples examples(Architecture architecture, int count) {
        SplittableRandom random = new Seed(11).random();
        float[] features = new float[count * architecture.inputs()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return Examples.of(features, new int[count], List.of(architecture.inputs()), architecture.classes());
    }

    /** Weights of twice their usual size, so that signals do not fade; norms and statistics of order one. */
    static StateDict random(Architecture architecture, Seed seed) {
        Layout layout = architecture.layout();
        float[] flat = Initialisation.TORCH_DEFAULT.draw(layout, seed).toArray();
        SplittableRandom random = seed.child("more").random();
        for (int e = 0; e < layout.entries().size(); e++) {
            Layout.Entry entry = layout.entry(e);
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                flat[i] = switch (entry.kind()) {
                    case WEIGHT -> 2 * flat[i];
                    case BIAS -> flat[i];
                    case NORM -> entry.name().endsWith("weight")
                            ? 0.5f + random.nextFloat()
                            : (float) random.nextGaussian();
                    case BUFFER -> entry.name().endsWith("var")
                            ? 0.5f + random.nextFloat()
                            : 0.3f * (float) random.nextGaussian();
                    case COUNTER -> 0;
                };
            }
        }
        return StateDict.of(layout, flat);
    }

    /** Another network of the same function: every scale of the symmetry is used, by powers of two from 1/4 to 4. */
    static StateDict scaled(Architecture architecture, StateDict network, Seed seed) {
        float[] flat = network.toArray();
        for (Scale scale : architecture.symmetry().scales()) {
            SplittableRandom random = seed.child(scale.name()).random();
            for (int u = 0; u < scale.units(); u++) {
                float factor = (float) Math.scalb(1.0, random.nextInt(5) - 2);
                for (Place place : scale.up()) {
                    multiply(flat, network.layout(), place, u, factor);
                }
                for (Place place : scale.down()) {
                    multiply(flat, network.layout(), place, u, 1 / factor);
                }
            }
        }
        return StateDict.of(network.layout(), flat);
    }

    private static void multiply(float[] flat, Layout layout, Place place, int unit, float factor) {
        int e = layout.indexOf(place.entry());
        List<Integer> shape = layout.entry(e).shape();
        int stride = shape.subList(place.axis() + 1, shape.size()).stream().reduce(1, (a, b) -> a * b);
        int start = place.starts().get(unit);
        for (int k = 0; k < layout.entry(e).size(); k++) {
            int at = k / stride % shape.get(place.axis());
            if (at >= start && at < start + place.width()) {
                flat[layout.offset(e) + k] *= factor;
            }
        }
    }
}
