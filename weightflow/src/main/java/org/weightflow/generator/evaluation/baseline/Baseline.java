package org.weightflow.generator.evaluation.baseline;

import java.util.List;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.networks.Seed;

/**
 * A way to make networks from a zoo without training a generator. A generator is worth its name only where it is more accurate than
 * these at the same distance from the zoo.
 * <p>Running statistics of batch normalisation do not fit the networks as they are drawn, and have to be estimated for each.
 * <p>Networks of a sparse zoo get a mask with exactly the zoo's kept counts, see {@link Pruning}. Drawing is pure: a network depends
 * on the zoo, the seed and its index alone, so any thread may draw any network in any order.
 */
public sealed interface Baseline
        permits Noise, Interpolation, Soup, PerDimensionGaussian, PcaGaussian, KernelDensity, GaussianMixture {
    /** The name, which {@link #parse} reads, such as {@code noise-0.01}. */
    String name();

    /** The fewest zoo members that it can be drawn from. */
    int fewestMembers();

    /**
     * @param index which network; its draws come from {@code seed.child(index)}
     * @param seed  the baseline's own seed
     */
    Network draw(LoadedZoo zoo, int index, Seed seed);

    /**
     * Noise at .01, .02, .03 and .05, interpolation at .1, .2 and .5, soup of 16, both Gaussians: the levels at which a zoo of small
     * networks goes from copies to ruins. Kernel densities and mixtures are part of the frontier.
     */
    static List<Baseline> defaults() {
        return List.of(
                new Noise(0.01),
                new Noise(0.02),
                new Noise(0.03),
                new Noise(0.05),
                new Interpolation(0.1),
                new Interpolation(0.2),
                new Interpolation(0.5),
                new Soup(16),
                new PerDimensionGaussian(1),
                new PcaGaussian(1));
    }

    /**
     * The baseline of that name: {@code noise-SIGMA}, {@code interpolation-WEIGHT}, {@code soup-MEMBERS},
     * {@code kernel-density-BANDWIDTH}, {@code gaussian-mixture-COMPONENTS}, {@code per-dimension-gaussian} and
     * {@code pca-gaussian}, both also with {@code -SCALE}.
     *
     * @throws IllegalArgumentException naming the known forms
     */
    static Baseline parse(String name) {
        try {
            if (name.equals(PerDimensionGaussian.NAME)) {
                return new PerDimensionGaussian(1);
            }
            if (name.equals(PcaGaussian.NAME)) {
                return new PcaGaussian(1);
            }
            int dash = name.lastIndexOf('-') + 1;
            String level = name.substring(dash);
            switch (name.substring(0, dash)) {
                case Noise.NAME + "-":
                    return new Noise(Double.parseDouble(level));
                case Interpolation.NAME + "-":
                    return new Interpolation(Double.parseDouble(level));
                case Soup.NAME + "-":
                    return new Soup(Integer.parseInt(level));
                case PerDimensionGaussian.NAME + "-":
                    return new PerDimensionGaussian(Double.parseDouble(level));
                case PcaGaussian.NAME + "-":
                    return new PcaGaussian(Double.parseDouble(level));
                case KernelDensity.NAME + "-":
                    return new KernelDensity(Double.parseDouble(level));
                case GaussianMixture.NAME + "-":
                    return new GaussianMixture(Integer.parseInt(level));
                default:
                    break;
            }
        } catch (NumberFormatException notANumber) {
            // Falls through to the message that names the known forms.
        }
        throw new IllegalArgumentException("baseline '" + name
                + "' is not known; write noise-SIGMA, interpolation-WEIGHT, soup-MEMBERS, kernel-density-BANDWIDTH,"
                + " gaussian-mixture-COMPONENTS, per-dimension-gaussian or pca-gaussian, the last two also with -SCALE,"
                + " such as noise-0.01");
    }
}
