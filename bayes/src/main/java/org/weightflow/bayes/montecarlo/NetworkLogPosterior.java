package org.weightflow.bayes.montecarlo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.weightflow.bayes.Survivors;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Shuffle;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.gradient.DifferentiableFunction;
import org.weightflow.networks.gradient.Gradient;
import org.weightflow.networks.gradient.NetworkGradient;

/**
 * The posterior of a ticket over its {@link Survivors}, and over nothing else: the space has as many dimensions as there are
 * learnable values that the mask keeps.
 * <pre>log p(w | D) = (1 / T) sum_n log softmax(z(x_n; w))[y_n] - ||w||^2 / (2 s^2) + constant</pre>
 * with the logits z of all N examples, computed in float64, the prior's standard deviation s, and the temperature T of the
 * likelihood: 1 is Bayes' rule, less makes the posterior narrower. Normalisation uses the running statistics of the network that is
 * given; they are no part of w.
 * <p>Cost of a value or gradient: a forward and a backward pass over all examples; of an estimate, over a batch.
 */
public final class NetworkLogPosterior implements StochasticLogDensity {
    private static final int BLOCK = 1024;

    private final NetworkGradient gradients;
    private final StateDict network;
    private final Survivors survivors;
    private final Examples training;
    private final PosteriorConfig config;
    /** Of so many examples at a time, so that memory does not grow with the data. */
    private final List<Block> blocks;

    private final double[] origin;

    /**
     * @param network whose state and mask; its pruned values are taken as 0
     * @throws IllegalArgumentException if the network, the mask or the data do not fit the architecture, or there are no examples
     */
    public NetworkLogPosterior(
            Architecture architecture, StateDict network, Mask mask, Examples training, PosteriorConfig config) {
        architecture.layout().requireSame(network.layout(), "the network");
        this.gradients = new NetworkGradient(architecture, NetworkGradient.Statistics.RUNNING);
        this.network = mask.apply(network);
        this.survivors = Survivors.of(mask);
        this.training = training;
        this.config = config;
        this.blocks = blocks(training);
        this.origin = doubles(this.network);
    }

    private static double[] doubles(StateDict network) {
        float[] flat = network.toArray();
        double[] values = new double[flat.length];
        Arrays.setAll(values, i -> flat[i]);
        return values;
    }

    @Override
    public int dimension() {
        return survivors.count();
    }

    @Override
    public int examples() {
        return training.count();
    }

    private record Block(DifferentiableFunction crossEntropy, int examples) {}

    private List<Block> blocks(Examples all) {
        List<Block> cut = new ArrayList<>();
        for (int from = 0; from < all.count(); from += BLOCK) {
            int[] rows =
                    IntStream.range(from, Math.min(from + BLOCK, all.count())).toArray();
            cut.add(new Block(gradients.crossEntropy(all.select(rows)), rows.length));
        }
        return cut;
    }

    @Override
    public Gradient at(double[] position) {
        double[] point = point(position);
        double precision = precision();
        double value = 0;
        double[] slope = new double[position.length];
        for (int i = 0; i < slope.length; i++) {
            value -= precision * position[i] * position[i] / 2;
            slope[i] = -precision * position[i];
        }
        for (Block block : blocks) {
            Gradient mean = block.crossEntropy().at(point);
            double scale = block.examples() / config.temperature();
            double[] own = survivors.of(mean.derivatives());
            for (int i = 0; i < slope.length; i++) {
                slope[i] -= scale * own[i];
            }
            value -= scale * mean.value();
        }
        return new Gradient(value, slope);
    }

    /** From a batch of distinct examples, each as likely as any other. */
    @Override
    public double[] estimate(double[] position, SplittableRandom random) {
        int size = Math.min(config.batchSize(), examples());
        int[] rows = Arrays.copyOf(Shuffle.permutation(examples(), random), size);
        double[] slope = survivors.of(gradients
                .crossEntropy(training.select(rows))
                .at(point(position))
                .derivatives());
        double precision = precision() / examples();
        for (int i = 0; i < slope.length; i++) {
            slope[i] = -slope[i] / config.temperature() - precision * position[i];
        }
        return slope;
    }

    private double precision() {
        return 1 / (config.priorDeviation() * config.priorDeviation());
    }

    private double[] point(double[] position) {
        double[] point = origin.clone();
        survivors.put(position, point);
        return point;
    }

    /** Where the network itself lies: the usual start of a chain. */
    public double[] position() {
        return survivors.values(network);
    }

    /** A draw of the prior: where a chain starts that is to find the posterior from afar. */
    public double[] priorDraw(Seed seed) {
        SplittableRandom random = seed.random();
        double[] position = new double[dimension()];
        Arrays.setAll(position, i -> config.priorDeviation() * random.nextGaussian());
        return position;
    }

    /** The network at a position; pruned values are 0. */
    public StateDict network(double[] position) {
        return survivors.network(network, position);
    }

    /**
     * Draws of all chains as networks, chain after chain, in each the draws {@code every - 1}, {@code 2 every - 1} and so on.
     *
     * @throws IllegalArgumentException if no chain has that many draws
     */
    public List<StateDict> networks(List<Chain> chains, int every) {
        Check.atLeast("every", every, 1);
        List<StateDict> networks = new ArrayList<>();
        for (Chain chain : chains) {
            for (int d = every - 1; d < chain.count(); d += every) {
                networks.add(network(chain.draw(d)));
            }
        }
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("no chain has " + every + " draws to take every " + every + "th of");
        }
        return networks;
    }
}
