package org.weightflow.generator.evaluation.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.weightflow.canon.matching.Members;
import org.weightflow.canon.pca.GramSolver;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.Generator;
import org.weightflow.generator.GeneratorConfig;
import org.weightflow.generator.Sample;
import org.weightflow.generator.ZooSource;
import org.weightflow.generator.codes.CodeSpace;
import org.weightflow.generator.evaluation.JointScore;
import org.weightflow.generator.evaluation.baseline.Baseline;
import org.weightflow.generator.evaluation.baseline.DrawnNetworks;
import org.weightflow.generator.evaluation.baseline.Noise;
import org.weightflow.generator.evaluation.baseline.PcaGaussian;
import org.weightflow.generator.evaluation.frontier.Frontier;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.generator.evaluation.statistics.Quantile;
import org.weightflow.generator.flow.FlowListener;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.Seed;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.prediction.NetworkAccuracy;

/**
 * Where copying ends as a generator is given more members: generators fitted to the first n members of a zoo, for several n, and what
 * they make measured against members at the end of the zoo that none of them was given.
 * <p>Beside the samples of each recipe stand white noise on the training members at the same median distance, the normal law of the
 * training members, and the members held out, which are what a generator that has learnt the population's law would make.
 * <p>Every distance is measured twice. In weights it is the whole distance. Among the components it is the distance of codes: where
 * a basis leaves components out, a generator that copies codes still is as far from every member in weights as the components left
 * out make it, and only codes show the copy.
 * <p>Costs the fits and O(M N D) for M networks; nothing of size N x N.
 */
public final class ScalingCurve {
    private static final double COPY = 1.0 / 3;
    /** Members for each component from which on a randomised solver finds them. */
    private static final int ROWS_PER_COMPONENT = 4;

    private static final int NO_STEP = -1;

    private final Architecture architecture;
    private final Examples test;
    private final BatchNormEstimation statistics;
    private final ScalingConfig config;
    private final Seed seed;

    /**
     * @param test       what accuracy is measured on
     * @param statistics of batch normalisation for all networks that are made; null for an architecture without any
     */
    public ScalingCurve(
            Architecture architecture, Examples test, BatchNormEstimation statistics, ScalingConfig config, Seed seed) {
        this.architecture = architecture;
        this.test = test;
        this.statistics = statistics;
        this.config = config;
        this.seed = seed;
    }

    /**
     * The points, size after size.
     *
     * @param zoo      members in one order of units
     * @param listener told of each fit's progress
     * @param measured told of each point as soon as it is known
     * @throws IllegalArgumentException if the zoo has fewer members than the largest size and those held out
     */
    public List<ScalingPoint> measure(LoadedZoo zoo, FlowListener listener, Consumer<ScalingPoint> measured) {
        config.requireFits(zoo.count());
        double[] accuracies = new NetworkAccuracy(architecture, test)
                .of(zoo.count(), member -> zoo.network(member).weights());
        List<ScalingPoint> points = new ArrayList<>();
        for (int size : config.sizes()) {
            new Size(zoo, size, mean(Arrays.copyOf(accuracies, size)), point -> {
                        points.add(point);
                        measured.accept(point);
                    })
                    .measure(listener);
        }
        return points;
    }

    private GeneratorConfig sized(GeneratorConfig generator, int members) {
        boolean few = generator.retain().atMost() <= members / ROWS_PER_COMPONENT;
        return few && generator.basis().solver() == GramSolver.AUTO
                ? generator.withBasis(generator.basis().withSolver(GramSolver.RANDOMISED))
                : generator;
    }

    /** One number of members. */
    private final class Size {
        private final LoadedZoo zoo;
        private final int members;
        private final double zooAccuracy;
        private final Consumer<ScalingPoint> measured;
        private final Seed own;

        Size(LoadedZoo zoo, int members, double zooAccuracy, Consumer<ScalingPoint> measured) {
            this.zoo = zoo;
            this.members = members;
            this.zooAccuracy = zooAccuracy;
            this.measured = measured;
            this.own = seed.child(members);
        }

        void measure(FlowListener listener) {
            ZooSource source = ZooSource.of(
                            architecture,
                            Members.of(
                                    members,
                                    member -> zoo.network(member).weights(),
                                    member -> Optional.ofNullable(zoo.mask(member))))
                    .withStatistics(statistics);
            Frame frame = null;
            for (ScalingConfig.Recipe recipe : config.recipes()) {
                long start = System.nanoTime();
                Generator generator =
                        Generator.fit(source, sized(recipe.generator(), members), own.child("fit"), null, listener);
                double seconds = (System.nanoTime() - start) / 1e9;
                // The basis and the members held out follow from the seed, so that all recipes have the same frame.
                frame = frame == null ? new Frame(generator) : frame;
                List<Network> samples = generator
                        .sample(config.samples(), own.child("sample"), config.sampling())
                        .map(Size::network)
                        .toList();
                double distance =
                        frame.add(recipe.name(), samples, generator.facts().chosenStep(), seconds);
                if (distance > 0) {
                    double sigma = distance / Math.sqrt(frame.noisyValues());
                    frame.add("noise: " + recipe.name(), frame.draw(new Noise(sigma)), NO_STEP, Double.NaN);
                }
            }
            frame.add("PCA Gaussian", frame.draw(new PcaGaussian(1)), NO_STEP, Double.NaN);
            frame.add("held out", heldOut(), NO_STEP, Double.NaN);
        }

        private static Network network(Sample sample) {
            return new Network(sample.weights(), sample.mask());
        }

        private List<Network> heldOut() {
            return IntStream.range(zoo.count() - config.heldOut(), zoo.count())
                    .mapToObj(zoo::network)
                    .toList();
        }

        /** What networks are measured in. */
        private final class Frame {
            private final LoadedZoo training;
            private final CodeSpace space;
            private final LayoutPart learnable = LayoutPart.learnable(zoo.layout());
            private final double captured;
            private final Neighbourhood weights;
            private final Neighbourhood codes;

            Frame(Generator generator) {
                List<Integer> left = generator.facts().heldOutMembers();
                this.training = zoo.only(IntStream.range(0, members)
                        .filter(member -> !left.contains(member))
                        .boxed()
                        .toList());
                this.space = generator.space();
                this.captured = generator.facts().capturedVariance();
                List<Network> others = heldOut();
                List<Network> seen = IntStream.range(0, training.count())
                        .mapToObj(training::network)
                        .toList();
                this.weights = new Neighbourhood(weights(seen), weights(others));
                this.codes = new Neighbourhood(unscaled(generator.trainingCodes()), codes(others));
            }

            /** @return the median distance in weights */
            double add(String series, List<Network> networks, int step, double seconds) {
                double[] accuracies = new NetworkAccuracy(architecture, test)
                        .of(networks.stream().map(Network::weights).toList());
                double[] distances = weights.distances(weights(networks));
                double[] novelties = weights.novelties(distances);
                double[] codeDistances = codes.distances(codes(networks));
                measured.accept(new ScalingPoint(
                        members,
                        training.count(),
                        series,
                        step,
                        captured,
                        mean(accuracies),
                        zooAccuracy,
                        Quantile.median(novelties),
                        share(i -> novelties[i] < COPY, novelties.length),
                        Frontier.NOVELTIES.stream()
                                .map(t -> share(
                                        i -> JointScore.passes(accuracies[i], novelties[i], zooAccuracy, t),
                                        novelties.length))
                                .toList(),
                        weights.z(distances),
                        Quantile.median(codes.novelties(codeDistances)),
                        codes.z(codeDistances),
                        seconds));
                return Quantile.median(distances);
            }

            List<Network> draw(Baseline baseline) {
                DrawnNetworks drawn =
                        new DrawnNetworks(baseline, training, config.samples(), own.child(baseline.name()), statistics);
                return IntStream.range(0, drawn.count())
                        .mapToObj(drawn::network)
                        .toList();
            }

            /** Values of a network that noise is added to. */
            double noisyValues() {
                int pruned = zoo.layout().prunableSize() - training.network(0).keptPrunable();
                return learnable.layout().size() - pruned;
            }

            private double[][] weights(List<Network> networks) {
                return networks.stream()
                        .map(network -> doubles(learnable.of(network.weights().toArray())))
                        .toArray(double[][]::new);
            }

            /** In weight units. */
            private double[][] codes(List<Network> networks) {
                return unscaled(networks.stream()
                        .map(network -> space.encode(network.weights()))
                        .toArray(double[][]::new));
            }

            private double[][] unscaled(double[][] standardised) {
                double[] scale = space.scale();
                return Arrays.stream(standardised)
                        .map(code -> IntStream.range(0, code.length)
                                .mapToDouble(j -> code[j] * scale[j])
                                .toArray())
                        .toArray(double[][]::new);
            }
        }
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static double share(IntPredicate holds, int count) {
        return IntStream.range(0, count).filter(holds).count() / (double) count;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }
}
