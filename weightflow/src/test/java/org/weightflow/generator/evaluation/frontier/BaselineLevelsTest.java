package org.weightflow.generator.evaluation.frontier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.generator.evaluation.RandomZoo;
import org.weightflow.generator.evaluation.baseline.Baseline;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.generator.evaluation.statistics.Quantile;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

class BaselineLevelsTest {
    private static final double[] DISTANCES = {0.1, 0.25, 0.5, 0.75, 1, 1.1};

    @ParameterizedTest(name = "weights times {0}")
    @ValueSource(doubles = {0.01, 1, 300})
    void noiseAndKernelsLieWhereTheyWereSolvedFor(double scale) {
        LoadedZoo zoo = scaled(scale);
        double unit = Quantile.median(zoo.geometry().nearestDistances());
        Map<String, List<Baseline>> families = BaselineLevels.of(zoo, unit);
        for (String name : List.of("noise", "kernel-density")) {
            List<Baseline> levels = families.get(name);
            for (int i = 0; i < levels.size(); i++) {
                // Other members may be nearer than the one that noise was added to, from about r = 1 on.
                double expected = DISTANCES[i];
                double measured = Quantile.median(novelties(levels.get(i), zoo, unit));
                assertEquals(expected, measured, expected * 0.12, levels.get(i).name());
            }
        }
    }

    @Test
    void prunedValuesTakeNoNoise() {
        LoadedZoo zoo = LoadedZoo.read(
                RandomZoo.MLP.layout(), RandomZoo.masked(20, new Seed(1), i -> RandomZoo.mask(new Seed(i), 9, 4)));
        double unit = Quantile.median(zoo.geometry().nearestDistances());
        double[] measured = novelties(BaselineLevels.of(zoo, unit).get("noise").get(2), zoo, unit);
        assertEquals(0.5, Quantile.median(measured), 0.06);
    }

    @Test
    void smallZoosHaveTheLevelsThatTheyAllow() {
        LoadedZoo four = RandomZoo.loaded(4, new Seed(2));
        Map<String, List<Baseline>> families = BaselineLevels.of(four, 1);
        assertEquals(
                List.of("soup-2", "soup-4"),
                families.get("soup").stream().map(Baseline::name).toList());
        assertEquals(
                List.of("gaussian-mixture-2"),
                families.get("gaussian-mixture").stream().map(Baseline::name).toList());
        for (int members : new int[] {2, 4, 20, 64}) {
            long levels = BaselineLevels.of(RandomZoo.loaded(members, new Seed(2)), 1).values().stream()
                    .mapToLong(List::size)
                    .sum();
            assertEquals(levels, BaselineLevels.count(members), members + " members");
        }
        assertTrue(
                BaselineLevels.of(RandomZoo.loaded(1, new Seed(2)), Double.NaN).isEmpty());
        assertTrue(BaselineLevels.of(four, 0).isEmpty());
    }

    private static LoadedZoo scaled(double scale) {
        Layout layout = RandomZoo.MLP.layout();
        LoadedZoo zoo = RandomZoo.loaded(20, new Seed(1));
        List<Network> networks = new ArrayList<>();
        for (int i = 0; i < zoo.count(); i++) {
            float[] flat = zoo.vector(i).clone();
            for (int d = 0; d < flat.length; d++) {
                flat[d] *= (float) scale;
            }
            networks.add(Network.dense(StateDict.of(layout, flat)));
        }
        return LoadedZoo.read(layout, NetworkSource.of(networks));
    }

    private static double[] novelties(Baseline baseline, LoadedZoo zoo, double unit) {
        return IntStream.range(0, 200)
                .mapToDouble(i -> {
                    float[] flat = baseline.draw(zoo, i, new Seed(5)).weights().toArray();
                    return IntStream.range(0, zoo.count())
                                    .mapToDouble(m -> {
                                        double sum = 0;
                                        for (int d = 0; d < flat.length; d++) {
                                            sum += Math.pow((double) flat[d] - zoo.vector(m)[d], 2);
                                        }
                                        return Math.sqrt(sum);
                                    })
                                    .min()
                                    .orElseThrow()
                            / unit;
                })
                .toArray();
    }
}
