package org.weightflow.generator.evaluation.baseline;

import java.util.SplittableRandom;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;

/**
 * The mean of m distinct members, drawn uniformly for each network: 1/m sum over the drawn i of w_i.
 *
 * @param members m
 * @see <a href="https://arxiv.org/abs/2203.05482">Wortsman et al. (2022), model soups</a>
 */
public record Soup(int members) implements Baseline {
    static final String NAME = "soup";

    public Soup {
        Check.atLeast("soup members", members, 2);
    }

    @Override
    public String name() {
        return NAME + "-" + members;
    }

    @Override
    public int fewestMembers() {
        return members;
    }

    @Override
    public Network draw(LoadedZoo zoo, int index, Seed seed) {
        SplittableRandom random = seed.child(index).random();
        double[] coefficients = new double[zoo.count()];
        // Selection sampling: each subset of m is equally likely. Knuth, The Art of Computer Programming 2, algorithm
        // 3.4.2 S.
        int wanted = members;
        for (int i = 0; wanted > 0; i++) {
            if (random.nextInt(zoo.count() - i) < wanted) {
                coefficients[i] = 1.0 / members;
                wanted--;
            }
        }
        return Pruning.toTheCountsOf(zoo, index, AffineCombination.of(zoo, coefficients));
    }
}
