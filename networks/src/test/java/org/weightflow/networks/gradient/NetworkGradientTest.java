package org.weightflow.networks.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.engine.EngineWorkers;
import org.weightflow.networks.gradient.NetworkGradient.Statistics;

/** Beside these, the tests of the architectures compare the gradient of each with PyTorch's. */
class NetworkGradientTest {
    private static final int COUNT = 6;

    /** In float64 a step of 1e-7, which seldom meets a kink, leaves about 1e-9 of the slope; in float32 nothing would be left. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp-6-5-4-3",
                "mlp-6-5-4-3-bn",
                "mlp-6-5-4-3-ln",
                "lenet-5-3-4-6-in2x20x18-classes3",
                "small-cnn-width3-gelu-in1x15x15",
                "small-cnn-width3-silu-in1x15x15",
                "conv-2-width2-in1x8x6",
                "resnet-8-width2-in2x8x8-classes3",
                "resnet-8-width2-conv-in1x8x8-classes3",
                "vit-width8-depth1-heads2-mlp2-in3x8x8-classes3"
            })
    void isTheSlopeInEveryDirection(String id) {
        Architecture architecture = Architectures.parse(id);
        double[] point = point(architecture, new Seed(1));
        for (Statistics statistics : Statistics.values()) {
            NetworkGradient gradients = new NetworkGradient(architecture, statistics);
            assertSlopes(architecture, gradients.crossEntropy(examples(architecture), 2), point);
            assertSlopes(architecture, gradients.logitSum(features(architecture)), point);
        }
    }

    private static void assertSlopes(Architecture architecture, DifferentiableFunction function, double[] point) {
        Layout layout = architecture.layout();
        double[] before = point.clone();
        double[] gradient = function.at(point).derivatives();
        assertArrayEquals(before, point);
        double step = 1e-7;
        for (int e = 0; e < layout.entries().size(); e++) {
            if (!layout.entry(e).kind().isLearnable()) {
                double[] state = Arrays.copyOfRange(gradient, layout.offset(e), layout.offset(e + 1));
                assertArrayEquals(new double[state.length], state);
                continue;
            }
            SplittableRandom random = new Seed(2).child(e).random();
            double[] ahead = point.clone();
            double[] behind = point.clone();
            double expected = 0;
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                double direction = random.nextGaussian();
                ahead[i] += step * direction;
                behind[i] -= step * direction;
                expected += gradient[i] * direction;
            }
            double slope = (function.at(ahead).value() - function.at(behind).value()) / (2 * step);
            assertEquals(
                    expected,
                    slope,
                    1e-7 * Math.max(1, Math.abs(expected)),
                    layout.entry(e).name());
        }
    }

    @Test
    void dividesTheLogitsByTheTemperature() {
        Architecture architecture = Architectures.parse("mlp-6-5-4-3");
        Layout layout = architecture.layout();
        NetworkGradient gradients = new NetworkGradient(architecture, Statistics.RUNNING);
        double[] point = point(architecture, new Seed(1));
        double[] cooled = point.clone();
        for (String last : List.of("fc3.weight", "fc3.bias")) {
            int e = layout.indexOf(last);
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                cooled[i] /= 200;
            }
        }
        assertEquals(
                gradients.crossEntropy(examples(architecture)).at(cooled).value(),
                gradients.crossEntropy(examples(architecture), 200).at(point).value(),
                1e-15);
    }

    /** Statistics of the batch depend on the examples side by side; the running ones do not. */
    @Test
    void takesTheStatisticsThatItIsToldTo() {
        Architecture architecture = Architectures.parse("mlp-6-5-4-3-bn");
        double[] point = point(architecture, new Seed(1));
        double[] moved = point.clone();
        Layout layout = architecture.layout();
        moved[layout.offset(layout.indexOf("bn1.running_mean"))] += 1;
        moved[layout.offset(layout.indexOf("bn1.num_batches_tracked"))] = Double.NaN;
        DifferentiableFunction running =
                new NetworkGradient(architecture, Statistics.RUNNING).crossEntropy(examples(architecture));
        DifferentiableFunction batch =
                new NetworkGradient(architecture, Statistics.BATCH).crossEntropy(examples(architecture));
        assertTrue(running.at(point).value() != running.at(moved).value());
        assertEquals(batch.at(point).value(), batch.at(moved).value());
        assertArrayEquals(batch.at(point).derivatives(), batch.at(moved).derivatives());
    }

    @Test
    void isTheSameOnEveryThread() {
        Architecture architecture = Architectures.parse("lenet-5-3-4-6-in2x20x18-classes3");
        DifferentiableFunction function =
                new NetworkGradient(architecture, Statistics.RUNNING).crossEntropy(examples(architecture));
        double[][] gradients = new double[4][];
        EngineWorkers.forEach(
                4,
                j -> gradients[j] =
                        function.at(point(architecture, new Seed(1))).derivatives());
        for (double[] gradient : gradients) {
            assertArrayEquals(gradients[0], gradient);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        Architecture architecture = Architectures.parse("mlp-6-5-4-3");
        NetworkGradient gradients = new NetworkGradient(architecture, Statistics.RUNNING);
        assertRefused("4 inputs are no examples of 6 values", () -> gradients.logitSum(new double[4]));
        assertRefused("0 inputs are no examples of 6 values", () -> gradients.logitSum(new double[0]));
        assertRefused(
                "a point of 3 values", () -> gradients.logitSum(new double[6]).at(new double[3]));
        assertRefused("temperature 0.0", () -> gradients.crossEntropy(examples(architecture), 0));
        assertRefused(
                "architecture mlp-6-5-4-3 reads 6 values",
                () -> gradients.crossEntropy(examples(Architectures.parse("mlp-5-3"))));
        assertRefused(
                "there are no examples",
                () -> gradients.crossEntropy(Examples.of(new float[0], new int[0], List.of(6), 3)));
    }

    private static void assertRefused(String message, Executable action) {
        var e = assertThrows(IllegalArgumentException.class, action);
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    /** Weights as drawn, every scale, shift and statistic away from its usual start. */
    private static double[] point(Architecture architecture, Seed seed) {
        Layout layout = architecture.layout();
        float[] flat = Initialisation.TORCH_DEFAULT.draw(layout, seed).toArray();
        SplittableRandom random = seed.child("more").random();
        double[] point = new double[flat.length];
        for (int i = 0; i < flat.length; i++) {
            point[i] = flat[i] + 0.2 * (random.nextDouble() - 0.5);
        }
        return point;
    }

    private static Examples examples(Architecture architecture) {
        double[] wide = features(architecture);
        float[] narrow = new float[wide.length];
        int[] labels = new int[COUNT];
        for (int i = 0; i < wide.length; i++) {
            narrow[i] = (float) wide[i];
        }
        for (int n = 0; n < COUNT; n++) {
            labels[n] = n % architecture.classes();
        }
        return Examples.of(narrow, labels, List.of(architecture.inputs()), architecture.classes());
    }

    private static double[] features(Architecture architecture) {
        SplittableRandom random = new Seed(3).random();
        double[] features = new double[COUNT * architecture.inputs()];
        for (int i = 0; i < features.length; i++) {
            features[i] = random.nextGaussian();
        }
        return features;
    }
}
