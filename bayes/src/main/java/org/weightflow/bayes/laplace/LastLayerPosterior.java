package org.weightflow.bayes.laplace;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.weightflow.bayes.Survivors;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/** Networks that differ in the survivors of their last layer, which are jointly Gaussian. */
public final class LastLayerPosterior {
    private final StateDict mean;
    private final Survivors survivors;
    private final CholeskyFactor precision;

    LastLayerPosterior(StateDict mean, Survivors survivors, CholeskyFactor precision) {
        this.mean = mean;
        this.survivors = survivors;
        this.precision = precision;
    }

    /** A complete network: w* + L^-T e with e standard normal and the precision L L^T. */
    public StateDict draw(Seed seed) {
        SplittableRandom random = seed.random();
        double[] noise = IntStream.range(0, survivors.count())
                .mapToDouble(i -> random.nextGaussian())
                .toArray();
        double[] values = survivors.values(mean);
        double[] offsets = precision.backSubstituted(noise);
        for (int i = 0; i < values.length; i++) {
            values[i] += offsets[i];
        }
        return survivors.network(mean, values);
    }

    /** That many networks; the i-th comes from the i-th child of the seed. */
    public List<StateDict> draws(int count, Seed seed) {
        Check.atLeast("draws", count, 1);
        return IntStream.range(0, count).mapToObj(i -> draw(seed.child(i))).toList();
    }
}
