package org.weightflow.generator.evaluation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.evaluation.frontier.Level;
import org.weightflow.generator.evaluation.outlier.OutlierTally;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.generator.evaluation.statistics.Quantile;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.metrics.Scores;
import org.weightflow.networks.prediction.PopulationPredictor;

/** One pass over the networks of a series: a group at a time is predicted with, measured, and let go. */
final class SeriesPass {
    private static final int GROUP = 25;

    private final Architecture architecture;
    private final Layout layout;
    private final ZooFrame frame;
    private final Examples test;
    private final EvaluationConfig config;
    private final Seed seed;
    private final EvaluationListener listener;

    private final String name;
    private final Series.Kind kind;
    private final List<Judged> judged = new ArrayList<>();
    private final List<char[]> predicted = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final List<double[]> positions = new ArrayList<>();
    private final List<Integer> kept = new ArrayList<>();
    private final Density.Tally density;
    private final EnsembleTally ensemble;
    private final List<EnsembleGroups> groups;
    private final OutlierTally outliers;

    /** What is kept of one network's predictions, beside the classes. */
    private record Judged(Scores scores, BitSet wrong) {}

    SeriesPass(Scene scene, String name, Series.Kind kind) {
        this.architecture = scene.architecture();
        this.layout = architecture.layout();
        this.frame = scene.frame();
        this.test = scene.test();
        this.config = scene.config();
        this.seed = scene.seed();
        this.listener = scene.listener();
        this.name = name;
        this.kind = kind;
        this.density = new Density.Tally(layout);
        this.ensemble = new EnsembleTally(test.labels(), test.classes());
        this.groups = config.ensembleSizes().stream()
                .map(size -> new EnsembleGroups(size, test.labels(), test.classes()))
                .toList();
        this.outliers = new OutlierTally(architecture, scene.outliers());
    }

    /** Asks for every network once, in order. */
    SeriesPass over(NetworkSource source) {
        for (int from = 0; from < source.count(); from += GROUP) {
            int size = Math.min(GROUP, source.count() - from);
            float[][] flat = new float[size][];
            for (int g = 0; g < size; g++) {
                Network network = source.network(from + g);
                String which = name + " network " + (from + g);
                layout.requireSame(network.weights().layout(), which);
                flat[g] = network.weights().toArray();
                network.requireSound(flat[g], which);
                density.add(network);
                kept.add(network.keptPrunable());
            }
            predict(from, flat);
            if (kind == Series.Kind.ZOO) {
                IntStream.range(from, from + size).forEach(i -> places.add(frame.member(i)));
            } else {
                places.addAll(frame.places(flat, positions));
            }
            listener.onNetworks(name, from + size, source.count());
        }
        return this;
    }

    /** The wrong predictions of each network. */
    List<BitSet> wrong() {
        return judged.stream().map(Judged::wrong).toList();
    }

    double meanAccuracy() {
        return judged.stream()
                .mapToDouble(each -> each.scores().accuracy())
                .average()
                .orElse(Double.NaN);
    }

    Series series(ZooMarks zoo) {
        double unit = frame.medianNearest();
        List<NetworkReport> networks = networks(zoo);
        double[] nearest = places.stream().mapToDouble(Place::nearest).toArray();
        return new Series(
                name,
                kind,
                networks,
                novelty(nearest, unit),
                diversity(nearest, unit),
                codeRmsRatio(),
                density.density(),
                groups.stream().collect(Collectors.toMap(EnsembleGroups::size, EnsembleGroups::report)),
                ensemble.members() == 0 ? unknown() : ensemble.scores(),
                JointScore.of(networks, zoo.accuracy(), seed.child("joint").child(name)),
                CopyTest.of(toTraining(), frame.heldOutDistances()),
                outliers.reports());
    }

    /** What the frontier needs of the series. */
    Level level(ZooMarks zoo) {
        List<NetworkReport> networks = networks(zoo);
        return Level.of(
                name,
                networks.stream().map(network -> network.scores().accuracy()).toList(),
                networks.stream().map(NetworkReport::novelty).toList(),
                Disagreement.mean(predicted, seed.child("pairs")),
                networks.stream().mapToDouble(NetworkReport::overlap).average().orElse(Double.NaN),
                seed);
    }

    private List<NetworkReport> networks(ZooMarks zoo) {
        return IntStream.range(0, judged.size())
                .parallel()
                .mapToObj(i -> report(i, overlap(i, zoo.wrong())))
                .toList();
    }

    /** Held-out members of the zoo are what the others are compared with. */
    private double[] toTraining() {
        return kind == Series.Kind.ZOO
                ? frame.training().stream()
                        .mapToDouble(i -> places.get(i).training())
                        .toArray()
                : places.stream().mapToDouble(Place::training).toArray();
    }

    private void predict(int first, float[][] flat) {
        float[][] logits = new float[flat.length][];
        new PopulationPredictor(architecture)
                .predict(flat.length, g -> StateDict.of(layout, flat[g]), test, (g, values) -> {
                    requireFinite(values, first + g);
                    logits[g] = values;
                });
        List<Predictions> predictions = IntStream.range(0, flat.length)
                .parallel()
                .mapToObj(g -> Predictions.ofLogits(logits[g], 0, test.count(), test.classes()))
                .toList();
        judged.addAll(predictions.parallelStream().map(this::judge).toList());
        for (Predictions each : predictions) {
            predicted.add(classes(each));
            ensemble.add(each);
            groups.forEach(group -> group.add(each));
        }
        outliers.add(
                IntStream.range(0, flat.length)
                        .mapToObj(g -> StateDict.of(layout, flat[g]))
                        .toList(),
                predictions);
    }

    /** Finite weights may still be so large that the network overflows. */
    private void requireFinite(float[] logits, int network) {
        for (int i = 0; i < logits.length; i++) {
            if (!Float.isFinite(logits[i])) {
                throw new IllegalArgumentException(name + " network " + network + ": logit " + i % test.classes()
                        + " of example " + i / test.classes() + " is " + logits[i] + ", which is not finite");
            }
        }
    }

    private Judged judge(Predictions predictions) {
        return new Judged(
                Classification.scores(predictions, test.labels()), Classification.wrong(predictions, test.labels()));
    }

    private static char[] classes(Predictions predictions) {
        char[] classes = new char[predictions.examples()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (char) predictions.predicted(i);
        }
        return classes;
    }

    private double overlap(int index, WrongSets zooWrong) {
        if (!config.overlap()) {
            return Double.NaN;
        }
        return kind == Series.Kind.ZOO
                ? zooWrong.largestOfMember(index)
                : zooWrong.largest(judged.get(index).wrong());
    }

    private NetworkReport report(int index, double overlap) {
        Place place = places.get(index);
        double unit = frame.medianNearest();
        return new NetworkReport(
                judged.get(index).scores(),
                ratio(place.nearest(), unit),
                overlap,
                place.largestWeight(),
                place.participation(),
                ratio(place.residual(), unit),
                Math.sqrt(place.codeSquare()),
                kept.get(index),
                Density.fraction(kept.get(index), layout.prunableSize()),
                place.x(),
                place.y());
    }

    /** Quantiles are taken of distances and then divided, so that the zoo's median is 1 to the last bit. */
    private static Series.Novelty novelty(double[] nearest, double unit) {
        return new Series.Novelty(
                ratio(Quantile.median(nearest), unit),
                ratio(Quantile.of(nearest, 0.05), unit),
                ratio(Quantile.of(nearest, 0.95), unit),
                shareBelow(nearest, 1.0 / 3, unit),
                shareBelow(nearest, 1.0 / 2, unit));
    }

    private Series.Diversity diversity(double[] nearest, double unit) {
        double[] inside = kind == Series.Kind.ZOO ? nearest : NearestInside.distances(positions);
        return new Series.Diversity(
                ratio(Quantile.median(inside), unit), Disagreement.mean(predicted, seed.child("pairs")));
    }

    private double codeRmsRatio() {
        return Math.sqrt(
                places.stream().mapToDouble(Place::codeSquare).average().orElse(Double.NaN));
    }

    private static double shareBelow(double[] nearest, double r, double unit) {
        if (nearest.length == 0 || Double.isNaN(ratio(nearest[0], unit))) {
            return Double.NaN;
        }
        int below = 0;
        for (double distance : nearest) {
            below += ratio(distance, unit) < r ? 1 : 0;
        }
        return below / (double) nearest.length;
    }

    /** NaN if the unit is unknown or 0: a zoo of one member, or of equal ones. */
    private static double ratio(double distance, double unit) {
        return unit > 0 ? distance / unit : Double.NaN;
    }

    private static Scores unknown() {
        return new Scores(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
}
