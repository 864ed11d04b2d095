package org.weightflow.generator.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.weightflow.generator.evaluation.baseline.Baseline;
import org.weightflow.generator.evaluation.baseline.DrawnNetworks;
import org.weightflow.generator.evaluation.frontier.BaselineLevels;
import org.weightflow.generator.evaluation.frontier.Family;
import org.weightflow.generator.evaluation.frontier.Frontier;
import org.weightflow.generator.evaluation.frontier.Level;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.networks.Seed;
import org.weightflow.networks.prediction.BatchNormEstimation;

/** Measures the levels of every family, one after the other. */
final class FrontierPass {
    private static final String GENERATOR = "generator";

    private final Scene scene;
    private final ZooMarks marks;
    private final LoadedZoo zoo;
    private final BatchNormEstimation statistics;
    private final Seed seed;

    /**
     * @param zoo        what baselines are drawn from
     * @param statistics null for an architecture without any
     */
    FrontierPass(Scene scene, ZooMarks marks, LoadedZoo zoo, BatchNormEstimation statistics) {
        this.scene = scene.forLevels();
        this.marks = marks;
        this.zoo = zoo;
        this.statistics = statistics;
        this.seed = scene.seed().child("frontier");
    }

    /** @param settings of the generator; empty where it is not known */
    Frontier over(List<EvaluationSubject.Setting> settings) {
        if (scene.config().frontier().isNone()) {
            return Frontier.NONE;
        }
        List<Family> families = new ArrayList<>();
        BaselineLevels.of(zoo, scene.frame().medianNearest()).forEach((name, baselines) -> {
            List<Level> levels = baselines.stream()
                    .map(baseline -> level(baseline.name(), drawn(baseline)))
                    .toList();
            families.add(Family.of(name, false, levels, seed));
        });
        if (!settings.isEmpty() && !families.isEmpty()) {
            List<Level> levels = settings.stream()
                    .map(setting -> level(setting.name(), setting.networks()))
                    .toList();
            families.add(0, Family.of(GENERATOR, true, levels, seed));
        }
        return Frontier.of(families, seed);
    }

    private NetworkSource drawn(Baseline baseline) {
        return new DrawnNetworks(
                baseline, zoo, scene.config().frontier().networks(), seed.child(baseline.name()), statistics);
    }

    private Level level(String name, NetworkSource networks) {
        return new SeriesPass(scene, name, Series.Kind.BASELINE).over(networks).level(marks);
    }
}
