package org.weightflow.bayes.montecarlo;

import java.util.List;
import java.util.SplittableRandom;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.EngineWorkers;

/**
 * Chains that leave a density unchanged by following Hamilton's equations: each iteration draws a standard normal momentum, takes
 * leapfrog steps of size e to a proposal and accepts it with the probability {@code min(1, exp(H(start) - H(proposal)))}, else stays
 * where it is.
 * <p>In the warm-up e is adapted by dual averaging, beginning at the step that accepts about half of single steps; afterwards it stays
 * as it is. The mass is 1 in every coordinate.
 * <p>Chains run side by side on the engine's threads, each from end to end on one, with the draws of the seed's child of its number;
 * so they come out the same on any number of threads. Cost: the leapfrog steps of all iterations, a gradient each.
 *
 * @see <a href="https://arxiv.org/abs/1206.1901">Neal (2011)</a>
 * @see <a href="https://www.jmlr.org/papers/v15/hoffman14a.html">Hoffman and Gelman (2014), section 3.2</a>
 */
public final class HamiltonianMonteCarlo {
    /** Rise in energy at which a trajectory has left the equations, as Stan has it. */
    private static final double DIVERGENCE = 1000;

    private static final int MOST_DOUBLINGS = 100;

    private final HmcConfig config;

    public HamiltonianMonteCarlo(HmcConfig config) {
        this.config = config;
    }

    /**
     * @param starts where each chain begins, {@code [dimension]} each
     * @return one a start, in order
     * @throws IllegalArgumentException if a start has another dimension or a density of zero there
     * @throws ArithmeticException if no step size suits a start
     */
    public List<HmcChain> sample(LogDensity density, List<double[]> starts, Seed seed, ChainListener listener) {
        density.requireFits(starts);
        HmcChain[] chains = new HmcChain[starts.size()];
        ChainListener inTurn = ChainListener.inTurn(listener);
        EngineWorkers.forEach(chains.length, c -> {
            PhasePoint start = PhasePoint.at(density, starts.get(c).clone());
            if (!Double.isFinite(start.logDensity())) {
                throw new IllegalArgumentException(
                        "chain " + c + ": the log density at its start is " + start.logDensity());
            }
            chains[c] = new Run(density, c, seed.child(c), inTurn).from(start);
        });
        return List.of(chains);
    }

    /** One chain on its way. */
    private final class Run {
        private final LogDensity density;
        private final int number;
        private final Seed seed;
        private final ChainListener listener;
        private PhasePoint here;
        private double acceptance;
        private double energyError;
        private boolean accepted;

        Run(LogDensity density, int number, Seed seed, ChainListener listener) {
            this.density = density;
            this.number = number;
            this.seed = seed;
            this.listener = listener;
        }

        HmcChain from(PhasePoint start) {
            here = start;
            DualAveraging steps = new DualAveraging(config.targetAcceptance(), suitableStep());
            for (int i = 0; i < config.warmUp(); i++) {
                iterate(i, steps.step());
                steps.add(acceptance);
            }
            return draw(steps.average());
        }

        private HmcChain draw(double step) {
            double[][] draws = new double[config.draws()][];
            double[] logDensities = new double[draws.length];
            int taken = 0;
            int divergences = 0;
            double errors = 0;
            for (int d = 0; d < draws.length; d++) {
                iterate(config.warmUp() + d, step);
                draws[d] = here.position();
                logDensities[d] = here.logDensity();
                taken += accepted ? 1 : 0;
                if (energyError <= DIVERGENCE) {
                    errors += Math.abs(energyError);
                } else {
                    divergences++;
                }
            }
            return new HmcChain(
                    new Chain(draws, logDensities),
                    step,
                    taken / (double) draws.length,
                    divergences == draws.length ? Double.NaN : errors / (draws.length - divergences),
                    divergences);
        }

        private void iterate(int iteration, double step) {
            SplittableRandom random = seed.child("iteration").child(iteration).random();
            PhasePoint start = here.kicked(random);
            PhasePoint proposal = start.leap(density, step, length(random));
            energyError = proposal.energy() - start.energy();
            acceptance = Double.isNaN(energyError) ? 0 : Math.min(1, Math.exp(-energyError));
            accepted = random.nextDouble() < acceptance;
            if (accepted) {
                here = proposal;
            }
            listener.onProgress(new ChainListener.Progress(
                    number, iteration + 1, config.warmUp() + config.draws(), here.logDensity()));
        }

        private int length(SplittableRandom random) {
            int longest = config.leapfrogSteps();
            int shortest = Math.max(1, (int) Math.ceil((1 - config.jitter()) * longest));
            return random.nextInt(shortest, longest + 1);
        }

        /** Doubles or halves from 1 until the acceptance of one leapfrog step crosses 1/2. */
        private double suitableStep() {
            PhasePoint kicked = here.kicked(seed.child("step").random());
            double step = 1;
            boolean grows = acceptsHalf(kicked, step);
            for (int i = 0; i < MOST_DOUBLINGS; i++) {
                step = grows ? 2 * step : step / 2;
                if (acceptsHalf(kicked, step) != grows) {
                    return step;
                }
            }
            throw new ArithmeticException("chain " + number + ": every step size down or up to " + step
                    + (grows ? " is accepted" : " is refused") + "; the density or its gradient must be wrong");
        }

        private boolean acceptsHalf(PhasePoint start, double step) {
            double error = start.leap(density, step, 1).energy() - start.energy();
            return error < Math.log(2);
        }
    }

    /** The chains' draws alone. */
    public static List<Chain> chains(List<HmcChain> chains) {
        return chains.stream().map(HmcChain::chain).toList();
    }
}
