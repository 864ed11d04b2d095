package org.weightflow.generator.evaluation.baseline;

import java.util.SplittableRandom;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/**
 * A zoo member with white noise: network i = w_{i mod N} + sigma e, e ~ N(0, I) on every kept value; pruned values and buffers stay.
 * What a generator has to beat at the same accuracy, see Zeng et al.
 *
 * @param sigma standard deviation of the noise, in units of the weights
 * @see <a href="https://arxiv.org/abs/2506.07998">Zeng et al. (2025)</a>
 */
public record Noise(double sigma) implements Baseline {
    static final String NAME = "noise";

    public Noise {
        Check.positive("noise sigma", sigma);
    }

    @Override
    public String name() {
        return Levels.named(NAME, sigma);
    }

    @Override
    public int fewestMembers() {
        return 1;
    }

    @Override
    public Network draw(LoadedZoo zoo, int index, Seed seed) {
        int member = index % zoo.count();
        Layout layout = zoo.layout();
        Mask mask = zoo.mask(member);
        float[] flat = zoo.vector(member).clone();
        SplittableRandom random = seed.child(index).random();
        for (int e = 0; e < layout.entries().size(); e++) {
            if (!layout.entry(e).kind().isLearnable()) {
                continue;
            }
            for (int d = layout.offset(e); d < layout.offset(e + 1); d++) {
                if (mask == null || mask.keeps(d)) {
                    flat[d] = (float) (flat[d] + sigma * random.nextGaussian());
                }
            }
        }
        return new Network(StateDict.of(layout, flat), mask);
    }
}
