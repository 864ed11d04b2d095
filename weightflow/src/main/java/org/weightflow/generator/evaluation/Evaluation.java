package org.weightflow.generator.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.evaluation.baseline.Baseline;
import org.weightflow.generator.evaluation.baseline.DrawnNetworks;
import org.weightflow.generator.evaluation.outlier.OutlierSets;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;
import org.weightflow.networks.prediction.BatchNormEstimation;

/**
 * Says how accurate and how new sampled networks are, beside the zoo they were learnt from and beside baselines that need no
 * generator. Accuracy alone says nothing: copies of the zoo are as accurate as the zoo.
 * <p>Zoo and samples are taken as they are; the networks of the baselines get statistics of batch normalisation that are estimated
 * from training images, as those of samples are. Distances are between learnable values.
 * <p>The zoo is held in memory; all other networks pass through in groups of 25, of which at most two are held.
 * <p>Draws come from the children of the seed named {@code baseline} and {@code frontier} (then the baseline's name, then the
 * network's index), {@code sketch}, {@code pairs}, {@code outliers} and those of the bootstraps, so that no series changes with the
 * presence or order of others.
 * <p>Where members were held out from the generator, baselines are drawn from the others alone; r is the distance to the nearest of
 * all.
 *
 * @see <a href="https://arxiv.org/abs/2506.07998">Zeng et al. (2025), why novelty has to be measured</a>
 */
public final class Evaluation {
    static final String ZOO = "zoo";
    static final String SAMPLES = "samples";

    private final Architecture architecture;
    private final EvaluationConfig config;
    private final EvaluationListener listener;
    /** Null where none was given. */
    private final BatchNormEstimation statistics;

    public Evaluation(Architecture architecture, EvaluationConfig config, EvaluationListener listener) {
        this(architecture, config, listener, null);
    }

    private Evaluation(
            Architecture architecture,
            EvaluationConfig config,
            EvaluationListener listener,
            BatchNormEstimation statistics) {
        this.architecture = architecture;
        this.config = config;
        this.listener = listener;
        this.statistics = architecture.layout().hasState() ? statistics : null;
    }

    /** The same with a source of statistics for the baselines; an architecture without any ignores it. */
    public Evaluation withStatistics(BatchNormEstimation estimation) {
        return new Evaluation(architecture, config, listener, estimation);
    }

    /** As {@link #evaluate(EvaluationSubject, Examples, Seed)}, of networks of which nothing else is known. */
    public EvaluationReport evaluate(NetworkSource zoo, NetworkSource samples, Examples test, Seed seed) {
        return evaluate(EvaluationSubject.of(zoo, samples), test, seed);
    }

    /**
     * @param test examples that nothing before has selected on
     * @throws IllegalArgumentException if a network does not fit the architecture, holds a value that is not finite, or one that its
     *                                  mask prunes and that is not 0, or overflows; if the examples do not fit; or if baselines lack
     *                                  statistics
     */
    public EvaluationReport evaluate(EvaluationSubject subject, Examples test, Seed seed) {
        architecture.requireFits(test.exampleShape(), test.classes());
        Check.atLeast("test examples", test.count(), 1);
        Check.atLeast("samples", subject.samples().count(), 1);
        boolean draws = !config.baselines().isEmpty() || !config.frontier().isNone();
        if (statistics == null && architecture.layout().hasState() && draws) {
            throw new IllegalArgumentException("baselines of " + architecture.id()
                    + " lack the running statistics of their batch normalisation; give the evaluation training images");
        }
        LoadedZoo zoo = LoadedZoo.read(architecture.layout(), subject.zoo());
        ZooFrame frame = new ZooFrame(zoo, subject.heldOut(), seed.child("sketch"));
        Scene scene = new Scene(architecture, config, listener, frame, test, outliers(subject, test, seed), seed);
        LoadedZoo known = zoo.only(frame.training());

        SeriesPass zooPass = new SeriesPass(scene, ZOO, Series.Kind.ZOO).over(zoo);
        ZooMarks marks = ZooMarks.of(zooPass);
        List<Series> series = new ArrayList<>();
        series.add(zooPass.series(marks));
        series.add(new SeriesPass(scene, SAMPLES, Series.Kind.SAMPLES)
                .over(subject.samples())
                .series(marks));
        for (Baseline baseline : config.baselines()) {
            SeriesPass pass = new SeriesPass(scene, baseline.name(), Series.Kind.BASELINE);
            if (known.count() >= baseline.fewestMembers()) {
                Seed own = seed.child("baseline").child(baseline.name());
                pass.over(new DrawnNetworks(baseline, known, subject.samples().count(), own, statistics));
            }
            series.add(pass.series(marks));
        }
        return new EvaluationReport(
                series,
                frame.medianNearest(),
                frame.spectrum(),
                statistics == null ? 0 : statistics.images(),
                Cost.of(architecture, zoo, subject.effort()),
                new FrontierPass(scene, marks, known, statistics).over(subject.settings()));
    }

    private Map<String, Examples> outliers(EvaluationSubject subject, Examples test, Seed seed) {
        Map<String, Examples> sets = new LinkedHashMap<>();
        if (config.outliers()) {
            sets.putAll(OutlierSets.of(test, seed.child("outliers")));
            subject.outliers().forEach((name, examples) -> {
                architecture.requireFits(examples.exampleShape(), examples.classes());
                sets.put(name, OutlierSets.some(examples));
            });
        }
        return sets;
    }
}
