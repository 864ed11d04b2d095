package org.weightflow.generator.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.generator.evaluation.frontier.FrontierConfig;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.Json;

/** Both files that a report becomes. */
class MetricsTreeTest {
    private static final List<String> KEYS = List.of(
            "accuracy.max",
            "accuracy.mean",
            "accuracy.min",
            "accuracy.sd",
            "barycentric.largest",
            "barycentric.participation",
            "barycentric.residual",
            "brier.mean",
            "code_rms_ratio",
            "copy.ratio",
            "copy.z",
            "density",
            "diversity.disagreement",
            "diversity.nearest",
            "ece.mean",
            "ensemble1.accuracy",
            "ensemble1.brier",
            "ensemble1.ece",
            "ensemble1.groups.accuracy.mean",
            "ensemble1.groups.accuracy.sd",
            "ensemble1.groups.brier.mean",
            "ensemble1.groups.brier.sd",
            "ensemble1.groups.count",
            "ensemble1.groups.ece.mean",
            "ensemble1.groups.ece.sd",
            "ensemble1.groups.nll.mean",
            "ensemble1.groups.nll.sd",
            "ensemble1.nll",
            "ensemble16.accuracy",
            "ensemble16.brier",
            "ensemble16.ece",
            "ensemble16.groups.accuracy.mean",
            "ensemble16.groups.accuracy.sd",
            "ensemble16.groups.brier.mean",
            "ensemble16.groups.brier.sd",
            "ensemble16.groups.count",
            "ensemble16.groups.ece.mean",
            "ensemble16.groups.ece.sd",
            "ensemble16.groups.nll.mean",
            "ensemble16.groups.nll.sd",
            "ensemble16.nll",
            "ensemble4.accuracy",
            "ensemble4.brier",
            "ensemble4.ece",
            "ensemble4.groups.accuracy.mean",
            "ensemble4.groups.accuracy.sd",
            "ensemble4.groups.brier.mean",
            "ensemble4.groups.brier.sd",
            "ensemble4.groups.count",
            "ensemble4.groups.ece.mean",
            "ensemble4.groups.ece.sd",
            "ensemble4.groups.nll.mean",
            "ensemble4.groups.nll.sd",
            "ensemble4.nll",
            "ensemble64.accuracy",
            "ensemble64.brier",
            "ensemble64.ece",
            "ensemble64.groups.accuracy.mean",
            "ensemble64.groups.accuracy.sd",
            "ensemble64.groups.brier.mean",
            "ensemble64.groups.brier.sd",
            "ensemble64.groups.count",
            "ensemble64.groups.ece.mean",
            "ensemble64.groups.ece.sd",
            "ensemble64.groups.nll.mean",
            "ensemble64.groups.nll.sd",
            "ensemble64.nll",
            "ensemble_all.accuracy",
            "ensemble_all.brier",
            "ensemble_all.ece",
            "ensemble_all.nll",
            "iou.max",
            "iou.mean",
            "kept.entries[0].max",
            "kept.entries[0].min",
            "kept.entries[0].name",
            "kept.entries[0].size",
            "kept.entries[1].max",
            "kept.entries[1].min",
            "kept.entries[1].name",
            "kept.entries[1].size",
            "kept.max",
            "kept.min",
            "kept.prunable",
            "members",
            "nll.mean",
            "nll.sd",
            "novelty.below_half",
            "novelty.below_third",
            "novelty.median",
            "novelty.q05",
            "novelty.q95",
            "np.t100.high",
            "np.t100.low",
            "np.t100.share",
            "np.t25.high",
            "np.t25.low",
            "np.t25.share",
            "np.t50.high",
            "np.t50.low",
            "np.t50.share",
            "np.t75.high",
            "np.t75.low",
            "np.t75.share",
            "outliers.permuted-pixels.confidence.auroc",
            "outliers.permuted-pixels.confidence.fpr95",
            "outliers.permuted-pixels.entropy.auroc",
            "outliers.permuted-pixels.entropy.fpr95",
            "outliers.uniform-noise.confidence.auroc",
            "outliers.uniform-noise.confidence.fpr95",
            "outliers.uniform-noise.entropy.auroc",
            "outliers.uniform-noise.entropy.fpr95");

    @ParameterizedTest(name = "{0} zoo members")
    @ValueSource(ints = {1, 2, 17})
    void everySeriesHasTheSameKeysAndNoneIsNaN(int members) {
        Map<String, Object> tree = MetricsTree.of(report(members, 3));
        List<Object> series = new ArrayList<>(List.of(tree.get("zoo"), tree.get("samples")));
        series.addAll(map(tree.get("baselines")).values());
        assertEquals(12, series.size());
        for (Object each : series) {
            TreeSet<String> keys = new TreeSet<>();
            collect("", each, keys);
            assertEquals(KEYS, List.copyOf(keys));
        }
        assertEquals(
                List.of(
                        "baselines",
                        "cost",
                        "frontier",
                        "map",
                        "samples",
                        "schema",
                        "spectrum",
                        "statistics_images",
                        "zoo"),
                List.copyOf(new TreeSet<>(tree.keySet())));
        // Refuses numbers that are not finite.
        String text = Json.text(tree);
        assertEquals(text, Json.text(MetricsTree.of(report(members, 3))));
        assertFalse(text.contains("NaN"));
    }

    @Test
    void numbersAreThoseOfTheReport() {
        EvaluationReport report = report(17, 3);
        Map<String, Object> tree = MetricsTree.of(report);
        Map<String, Object> samples = map(tree.get("samples"));
        assertEquals(1, tree.get("schema"));
        assertEquals(3, samples.get("members"));
        assertEquals(
                report.samples().novelty().q95(), map(samples.get("novelty")).get("q95"));
        assertEquals(
                report.samples().novelty().belowHalf(),
                map(samples.get("novelty")).get("below_half"));
        assertEquals(report.samples().nll().sd(), map(samples.get("nll")).get("sd"));
        assertEquals(
                report.samples().ensembleAll().ece(),
                map(samples.get("ensemble_all")).get("ece"));
        assertNull(map(samples.get("ensemble16")).get("ece"), "there are only three samples");
        assertEquals(
                report.zoo().ensembles().get(16).first().nll(),
                map(map(tree.get("zoo")).get("ensemble16")).get("nll"));
        assertEquals(report.nearestDistance(), map(tree.get("map")).get("nearest_distance"));
        assertEquals(report.spectrum().get(1), map(tree.get("map")).get("share_y"));
        assertEquals(16, ((List<?>) map(tree.get("spectrum")).get("shares")).size());
        assertEquals(
                1, report.spectrum().stream().mapToDouble(Double::doubleValue).sum(), 1e-12);
        assertEquals(45, map(samples.get("kept")).get("min"));
    }

    @Test
    void theTableHasALineForEveryNetwork() {
        EvaluationReport report = report(2, 3);
        String[] lines = MembersCsv.of(report).split("\n", -1);
        // Header, zoo, samples, nine baselines of three (soup-16 needs more members), and what follows
        // the last line feed.
        assertEquals(1 + 2 + 3 + 9 * 3 + 1, lines.length);
        assertEquals(
                "series,index,accuracy,nll,brier,ece,novelty,iou,largest_weight,participation,residual,density,x,y",
                lines[0]);
        NetworkReport second = report.samples().networks().get(1);
        String[] cells = lines[4].split(",", -1);
        assertEquals(14, cells.length);
        assertEquals("samples", cells[0]);
        assertEquals("1", cells[1]);
        assertEquals(second.scores().accuracy(), Double.parseDouble(cells[2]));
        assertEquals(second.novelty(), Double.parseDouble(cells[6]));
        assertEquals(second.residual(), Double.parseDouble(cells[10]));
        assertEquals(second.x(), Double.parseDouble(cells[12]));
        assertEquals("", cells[13], "two members span one axis");
        assertEquals("", lines[lines.length - 1]);
        assertTrue(lines[6].startsWith("noise-0.01,0,"), lines[6]);
    }

    private static EvaluationReport report(int members, int samples) {
        return new Evaluation(
                        RandomZoo.MLP,
                        EvaluationConfig.defaults().withFrontier(new FrontierConfig(3)),
                        EvaluationListener.silent())
                .evaluate(
                        NetworkSource.of(RandomZoo.networks(RandomZoo.MLP, members, new Seed(1))),
                        NetworkSource.of(RandomZoo.networks(RandomZoo.MLP, samples, new Seed(2))),
                        RandomZoo.examples(RandomZoo.MLP, 50, new Seed(3)),
                        new Seed(4));
    }

    private static void collect(String path, Object value, Set<String> keys) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> collect(path.isEmpty() ? key.toString() : path + "." + key, each, keys));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                collect(path + "[" + i + "]", list.get(i), keys);
            }
        } else {
            keys.add(path);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
