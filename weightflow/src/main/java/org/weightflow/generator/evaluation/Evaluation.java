package org.weightflow.generator.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.evaluation.baseline.Baseline;
import org.weightflow.generator.evaluation.baseline.DrawnNetworks;
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
 * <p>Draws come from the children of the seed named {@code baseline} (then the baseline's name, then the network's index),
 * {@code sketch} and {@code pairs}, so that no series changes with the presence or order of others.
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

    /**
     * @param zoo     aligned members, in whose space distances are taken; at least one
     * @param samples networks in the same space; at least one; as many networks of each baseline are drawn
     * @param test    examples that nothing before has selected on
     * @throws IllegalArgumentException if a network does not fit the architecture, holds a value that is not finite, or one that its
     *                                  mask prunes and that is not 0, or overflows; if the examples do not fit; or if baselines lack
     *                                  statistics
     */
    public EvaluationReport evaluate(NetworkSource zoo, NetworkSource samples, Examples test, Seed seed) {
        architecture.requireFits(test.exampleShape(), test.classes());
        Check.atLeast("test examples", test.count(), 1);
        Check.atLeast("samples", samples.count(), 1);
        if (statistics == null
                && architecture.layout().hasState()
                && !config.baselines().isEmpty()) {
            throw new IllegalArgumentException("baselines of " + architecture.id()
                    + " lack the running statistics of their batch normalisation; give the evaluation training images");
        }
        LoadedZoo loaded = LoadedZoo.read(architecture.layout(), zoo);
        ZooFrame frame = new ZooFrame(loaded, seed.child("sketch"));

        SeriesPass zooPass = new SeriesPass(this, frame, test, seed, ZOO, Series.Kind.ZOO).over(loaded);
        WrongSets zooWrong = new WrongSets(zooPass.wrong());
        List<Series> series = new ArrayList<>();
        series.add(zooPass.series(zooWrong));
        series.add(new SeriesPass(this, frame, test, seed, SAMPLES, Series.Kind.SAMPLES)
                .over(samples)
                .series(zooWrong));
        for (Baseline baseline : config.baselines()) {
            SeriesPass pass = new SeriesPass(this, frame, test, seed, baseline.name(), Series.Kind.BASELINE);
            if (loaded.count() >= baseline.fewestMembers()) {
                Seed own = seed.child("baseline").child(baseline.name());
                pass.over(new DrawnNetworks(baseline, loaded, samples.count(), own, statistics));
            }
            series.add(pass.series(zooWrong));
        }
        return new EvaluationReport(
                series, frame.medianNearest(), frame.spectrum(), statistics == null ? 0 : statistics.images());
    }

    Architecture architecture() {
        return architecture;
    }

    EvaluationConfig config() {
        return config;
    }

    EvaluationListener listener() {
        return listener;
    }
}
