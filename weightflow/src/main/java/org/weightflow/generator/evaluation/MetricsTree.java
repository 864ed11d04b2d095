package org.weightflow.generator.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.networks.metrics.Detection;
import org.weightflow.networks.metrics.Scores;

/**
 * The content of {@code metrics.json}: maps, lists, whole numbers and doubles that any JSON writer takes.
 * <p>Every series has the same keys, whatever could be computed; a number that could not is null.
 */
public final class MetricsTree {
    /** Raised whenever a key changes its meaning or goes. */
    public static final int SCHEMA = 1;

    private MetricsTree() {}

    public static Map<String, Object> of(EvaluationReport report) {
        Map<String, Object> baselines = new LinkedHashMap<>();
        for (Series series : report.baselines()) {
            baselines.put(series.name(), tree(series));
        }
        List<Double> spectrum = report.spectrum();
        return map(
                "schema", SCHEMA,
                "zoo", tree(report.zoo()),
                "samples", tree(report.samples()),
                "baselines", baselines,
                "map",
                        map(
                                "share_x", spectrum.isEmpty() ? null : spectrum.get(0),
                                "share_y", spectrum.size() < 2 ? null : spectrum.get(1),
                                "nearest_distance", number(report.nearestDistance())),
                "spectrum", map("shares", spectrum),
                "statistics_images", report.statisticsImages() == 0 ? null : report.statisticsImages(),
                "cost", cost(report.cost()),
                "frontier", FrontierTree.of(report.frontier()));
    }

    private static Map<String, Object> cost(Cost cost) {
        return map(
                "multiply_adds", map("dense", number(cost.dense()), "kept", number(cost.kept())),
                "training_examples", number(cost.trainingExamples()),
                "training_flops",
                        map(
                                "dense", number(cost.trainingFlopsDense()),
                                "kept", number(cost.trainingFlopsKept())),
                "sampling_flops", number(cost.samplingFlops()));
    }

    private static Map<String, Object> tree(Series series) {
        Spread accuracy = series.accuracy();
        Spread nll = series.nll();
        Series.Novelty novelty = series.novelty();
        Map<String, Object> tree = map(
                "members", series.networks().size(),
                "accuracy",
                        map(
                                "mean", number(accuracy.mean()),
                                "sd", number(accuracy.sd()),
                                "min", number(accuracy.min()),
                                "max", number(accuracy.max())),
                "nll", map("mean", number(nll.mean()), "sd", number(nll.sd())),
                "brier", map("mean", number(series.brier().mean())),
                "ece", map("mean", number(series.ece().mean())),
                "novelty",
                        map(
                                "median", number(novelty.median()),
                                "q05", number(novelty.q05()),
                                "q95", number(novelty.q95()),
                                "below_third", number(novelty.belowThird()),
                                "below_half", number(novelty.belowHalf())),
                "diversity",
                        map(
                                "nearest", number(series.diversity().nearest()),
                                "disagreement", number(series.diversity().disagreement())),
                "iou",
                        map(
                                "mean", number(series.overlap().mean()),
                                "max", number(series.overlap().max())),
                "barycentric",
                        map(
                                "largest", number(series.median(NetworkReport::largestWeight)),
                                "participation", number(series.median(NetworkReport::participation)),
                                "residual", number(series.median(NetworkReport::residual))),
                "code_rms_ratio", number(series.codeRmsRatio()),
                "density",
                        number(series.networks().stream()
                                .mapToDouble(NetworkReport::density)
                                .average()
                                .orElse(Double.NaN)),
                "kept", kept(series));
        series.ensembles().forEach((size, ensembles) -> tree.put("ensemble" + size, ensembles(ensembles)));
        tree.put("ensemble_all", scores(series.ensembleAll()));
        tree.put("np", joint(series));
        tree.put(
                "copy",
                map(
                        "z",
                        number(series.copying().z()),
                        "ratio",
                        number(series.copying().ratio())));
        tree.put("outliers", outliers(series));
        return tree;
    }

    private static Map<String, Object> ensembles(EnsembleReport ensembles) {
        Map<String, Object> tree = scores(ensembles.first());
        tree.put(
                "groups",
                map(
                        "count", ensembles.groups().size(),
                        "accuracy", meanAndSd(ensembles.spread(Scores::accuracy)),
                        "nll", meanAndSd(ensembles.spread(Scores::nll)),
                        "brier", meanAndSd(ensembles.spread(Scores::brier)),
                        "ece", meanAndSd(ensembles.spread(Scores::ece))));
        return tree;
    }

    private static Map<String, Object> meanAndSd(Spread spread) {
        return map("mean", number(spread.mean()), "sd", number(spread.sd()));
    }

    private static Map<String, Object> joint(Series series) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (JointScore score : series.joint()) {
            tree.put(
                    FrontierTree.key(score.novelty()),
                    map(
                            "share", number(score.share()),
                            "low", number(score.interval().low()),
                            "high", number(score.interval().high())));
        }
        return tree;
    }

    private static Map<String, Object> outliers(Series series) {
        Map<String, Object> tree = new LinkedHashMap<>();
        series.outliers()
                .forEach((name, report) -> tree.put(
                        name,
                        map("confidence", detection(report.confidence()), "entropy", detection(report.entropy()))));
        return tree;
    }

    private static Map<String, Object> detection(Detection detection) {
        return map("auroc", number(detection.auroc()), "fpr95", number(detection.fpr95()));
    }

    /** The counts behind the density: kept of prunable, in all and per entry, smallest and largest over the networks. */
    private static Map<String, Object> kept(Series series) {
        boolean known = !series.networks().isEmpty();
        Density density = series.density();
        List<Object> entries = new ArrayList<>();
        for (Density.Entry entry : density.entries()) {
            entries.add(map(
                    "name",
                    entry.name(),
                    "min",
                    known ? entry.keptMin() : null,
                    "max",
                    known ? entry.keptMax() : null,
                    "size",
                    entry.size()));
        }
        return map(
                "min",
                known ? density.keptMin() : null,
                "max",
                known ? density.keptMax() : null,
                "prunable",
                density.prunable(),
                "entries",
                entries);
    }

    private static Map<String, Object> scores(Scores scores) {
        return map(
                "accuracy", number(scores.accuracy()),
                "nll", number(scores.nll()),
                "brier", number(scores.brier()),
                "ece", number(scores.ece()));
    }

    static Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }

    static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
