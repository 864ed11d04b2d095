package org.weightflow.generator.evaluation.baseline;

import java.util.SplittableRandom;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;

/**
 * A point on the line between two members: (1 - t) w_a + t w_b, with a and b distinct and drawn uniformly for each network.
 *
 * @param weight t in (0, 1): near 0 it copies member a, at .5 it is as far from both
 */
public record Interpolation(double weight) implements Baseline {
    static final String NAME = "interpolation";

    public Interpolation {
        Check.openInterval("interpolation weight", weight, 0, 1);
    }

    @Override
    public String name() {
        return Levels.named(NAME, weight);
    }

    @Override
    public int fewestMembers() {
        return 2;
    }

    @Override
    public Network draw(LoadedZoo zoo, int index, Seed seed) {
        SplittableRandom random = seed.child(index).random();
        int a = random.nextInt(zoo.count());
        int b = random.nextInt(zoo.count() - 1);
        b = b < a ? b : b + 1;
        double[] coefficients = new double[zoo.count()];
        coefficients[a] = 1 - weight;
        coefficients[b] = weight;
        return Pruning.toTheCountsOf(zoo, index, AffineCombination.of(zoo, coefficients));
    }
}
