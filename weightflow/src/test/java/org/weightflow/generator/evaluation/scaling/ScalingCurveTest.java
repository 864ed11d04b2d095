package org.weightflow.generator.evaluation.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.weightflow.canon.pca.Retain;
import org.weightflow.generator.GeneratorConfig;
import org.weightflow.generator.SampleConfig;
import org.weightflow.generator.TestZoo;
import org.weightflow.generator.evaluation.scaling.ScalingConfig.Recipe;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.generator.flow.FlowListener;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/** 60 independent Gaussian networks of 67 values, the last 20 of them held out. */
class ScalingCurveTest {
    private static final int HELD_OUT = 20;
    private static final int SAMPLES = 30;
    private static final LoadedZoo ZOO = zoo(60);

    /** Samples that are training members: with an anchor of 1 a generator copies, whatever its flow has learnt. */
    private static final SampleConfig COPIES = SampleConfig.defaults().withAnchor(1);

    /** What equal distances, of samples that copy the same member, take off the deviation of U. */
    private static final double TIES = 0.1;

    private static List<ScalingPoint> copies;

    private static LoadedZoo zoo(int count) {
        List<StateDict> members = TestZoo.random(count, 5);
        return LoadedZoo.read(TestZoo.MLP.layout(), NetworkSource.dense(count, members::get));
    }

    private static List<ScalingPoint> measure(GeneratorConfig generator, SampleConfig sampling, Integer... sizes) {
        ScalingConfig config =
                new ScalingConfig(List.of(sizes), HELD_OUT, SAMPLES, List.of(new Recipe("flow", generator)), sampling);
        return new ScalingCurve(TestZoo.MLP, TestZoo.flowers(1), null, config, new Seed(3))
                .measure(ZOO, FlowListener.SILENT, point -> {});
    }

    private static ScalingPoint point(List<ScalingPoint> points, int members, String series) {
        return points.stream()
                .filter(point -> point.members() == members && point.series().equals(series))
                .findFirst()
                .orElseThrow();
    }

    @BeforeAll
    static void copy() {
        copies = measure(TestZoo.quick(), COPIES, 10, 40);
    }

    @Test
    void aGeneratorThatCopiesHasNoDistanceAndAVeryNegativeZ() {
        for (int members : new int[] {10, 40}) {
            ScalingPoint flow = point(copies, members, "flow");
            assertEquals(0, flow.novelty(), 1e-5);
            assertEquals(0, flow.codeNovelty(), 1e-5);
            assertEquals(1, flow.copies());
            assertEquals(List.of(0.0, 0.0, 0.0, 0.0), flow.joint());
            // All of 30 distances below all of 20: z = -(nm/2) / sqrt(nm (n + m + 1) / 12).
            double least = -SAMPLES * HELD_OUT / 2.0 / Math.sqrt(SAMPLES * HELD_OUT * (SAMPLES + HELD_OUT + 1) / 12.0);
            assertEquals(least, flow.z(), TIES);
            assertEquals(least, flow.codeZ(), TIES);
        }
    }

    /** They are of the training members' kind, and no nearer to them than these to each other. */
    @Test
    void membersHeldOutAreAsFarAsMembersAre() {
        ScalingPoint fresh = point(copies, 40, "held out");
        assertEquals(1, fresh.novelty(), 0.2);
        assertEquals(0, fresh.copies());
        assertEquals(0, fresh.z());
    }

    @Test
    void noiseIsAsFarAsTheSamplesThatItIsMatchedTo() {
        List<ScalingPoint> points = measure(TestZoo.quick(), COPIES.withAnchor(0.8), 40);
        double sampled = point(points, 40, "flow").novelty();
        assertTrue(sampled > 0.05 && sampled < 0.6, () -> "r " + sampled);
        assertEquals(sampled, point(points, 40, "noise: flow").novelty(), 0.15 * sampled);
    }

    /** Copied codes decode to networks that lack what the components leave out; only codes show that they are copies. */
    @Test
    void componentsLeftOutDoNotHideACopy() {
        ScalingPoint flow = point(measure(TestZoo.quick().withRetain(Retain.count(4)), COPIES, 40), 40, "flow");
        assertTrue(flow.captured() < 0.5, () -> "captured " + flow.captured());
        assertTrue(flow.novelty() > 0.5, () -> "r " + flow.novelty());
        assertEquals(0, flow.codeNovelty(), 1e-5);
        assertTrue(flow.codeZ() < -5, () -> "Z " + flow.codeZ());
    }

    @Test
    void membersBehindTheSizeChangeNothing() {
        List<ScalingPoint> alone = measure(TestZoo.quick(), COPIES, 10);
        assertEquals(4, alone.size());
        for (String series : List.of("flow", "PCA Gaussian", "held out")) {
            ScalingPoint expected = point(copies, 10, series);
            ScalingPoint found = point(alone, 10, series);
            assertEquals(expected.novelty(), found.novelty());
            assertEquals(expected.accuracy(), found.accuracy());
            assertEquals(expected.zooAccuracy(), found.zooAccuracy());
        }
        assertEquals(8, point(alone, 10, "flow").training());
    }

    @Test
    void pointsAreLinesOfATable() {
        String[] lines = ScalingPoint.csv(copies).split("\n", -1);
        assertEquals(copies.size() + 2, lines.length);
        for (int i = 0; i <= copies.size(); i++) {
            assertEquals(17, lines[i].split(",", -1).length, lines[i]);
        }
    }

    @Test
    void namesHowManyMembersAreNeeded() {
        var e = assertThrows(IllegalArgumentException.class, () -> measure(TestZoo.quick(), COPIES, 41));
        assertTrue(e.getMessage().contains("60 members") && e.getMessage().contains("61"), e::getMessage);
    }

    @Test
    void recipesShareTheirBasis() {
        List<Recipe> recipes = new ArrayList<>();
        recipes.add(new Recipe("all", TestZoo.quick()));
        recipes.add(new Recipe("few", TestZoo.quick().withRetain(Retain.count(4))));
        var e = assertThrows(
                IllegalArgumentException.class, () -> new ScalingConfig(List.of(10), 5, 5, recipes, COPIES));
        assertTrue(e.getMessage().contains("'few'"), e::getMessage);
    }
}
