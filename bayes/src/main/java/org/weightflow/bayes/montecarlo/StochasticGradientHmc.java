package org.weightflow.bayes.montecarlo;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.EngineWorkers;

/**
 * Chains that follow Hamilton's equations with friction and noise, on gradients of a few examples each, and never reject:
 * <pre>q += e m
 * m += e g(q) - e alpha m + N(0, e T (2 alpha - e beta T))</pre>
 * g is an estimate of the gradient of the log density <b>per datum</b>, that is of its N-th part, so the temperature of the
 * posterior is T = 1 / N, times that of the configuration; momenta begin at N(0, T). Step sizes then mean the same for any number of
 * examples.
 * <p>The gradient is taken where q has come to, which keeps the step symplectic but for friction and noise. The density is that of
 * the chain only as e becomes small, and as the noise of the gradients does beside the friction's; there is no correction for either
 * beyond beta.
 * <p>Chains run side by side on the engine's threads and come out the same on any number of them. Cost: a gradient of a batch a step,
 * and the full log density for each draw that is kept.
 *
 * @see <a href="https://arxiv.org/abs/1402.4102">Chen, Fox and Guestrin (2014)</a>
 */
public final class StochasticGradientHmc {
    private final SghmcConfig config;

    public StochasticGradientHmc(SghmcConfig config) {
        this.config = config;
    }

    /**
     * @param starts where each chain begins, {@code [dimension]} each
     * @return one a start, in order
     * @throws IllegalArgumentException if a start has another dimension, or the friction's noise would be less than beta's
     * @throws ArithmeticException if a chain leaves the finite numbers, naming chain and step
     */
    public List<Chain> sample(StochasticLogDensity density, List<double[]> starts, Seed seed, ChainListener listener) {
        density.requireFits(starts);
        double noise = noiseDeviation(config.temperature() / density.examples());
        Chain[] chains = new Chain[starts.size()];
        ChainListener inTurn = ChainListener.inTurn(listener);
        EngineWorkers.forEach(
                chains.length, c -> chains[c] = run(density, c, starts.get(c).clone(), noise, seed.child(c), inTurn));
        return List.of(chains);
    }

    private double noiseDeviation(double temperature) {
        double rate = 2 * config.friction() - config.stepSize() * config.noiseEstimate() * temperature;
        if (rate < 0) {
            throw new IllegalArgumentException("noiseEstimate " + config.noiseEstimate()
                    + " is more than 2 friction / (stepSize temperature); more friction or smaller steps are needed");
        }
        return Math.sqrt(config.stepSize() * temperature * rate);
    }

    private Chain run(
            StochasticLogDensity density, int number, double[] q, double noise, Seed seed, ChainListener listener) {
        double[] m = momenta(q.length, Math.sqrt(config.temperature() / density.examples()), seed);
        double[][] draws = new double[config.draws()][];
        double[] logDensities = new double[draws.length];
        double last = Double.NaN;
        for (int step = 0; step < config.steps(); step++) {
            SplittableRandom random = seed.child("step").child(step).random();
            advance(density, q, m, noise, random);
            if (!isFinite(m)) {
                throw new ArithmeticException("chain " + number + " left the finite numbers in step " + step
                        + "; the last log density was " + last + "; try a smaller stepSize than " + config.stepSize());
            }
            int kept = step + 1 - config.burnIn();
            if (kept > 0 && kept % config.thinning() == 0) {
                int d = kept / config.thinning() - 1;
                draws[d] = q.clone();
                last = density.at(q).value();
                logDensities[d] = last;
                listener.onProgress(new ChainListener.Progress(number, step + 1, config.steps(), last));
            }
        }
        return new Chain(draws, logDensities);
    }

    private static double[] momenta(int dimension, double deviation, Seed seed) {
        SplittableRandom random = seed.child("momentum").random();
        double[] m = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            m[i] = deviation * random.nextGaussian();
        }
        return m;
    }

    /** Whatever is not finite in a position was so in the momentum that led there. */
    private static boolean isFinite(double[] momenta) {
        return Arrays.stream(momenta).allMatch(Double::isFinite);
    }

    private void advance(StochasticLogDensity density, double[] q, double[] m, double noise, SplittableRandom random) {
        double e = config.stepSize();
        for (int i = 0; i < q.length; i++) {
            q[i] += e * m[i];
        }
        double[] g = density.estimate(q, random);
        for (int i = 0; i < q.length; i++) {
            m[i] += e * g[i] - e * config.friction() * m[i] + noise * random.nextGaussian();
        }
    }
}
