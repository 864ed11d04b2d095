package org.weightflow.generator.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightflow.generator.flow.matching.FlowCoupling;
import org.weightflow.generator.flow.matching.FlowPath;
import org.weightflow.generator.flow.matching.Source;
import org.weightflow.generator.flow.matching.SourceConfig;
import org.weightflow.generator.flow.matching.TimeLaw;
import org.weightflow.generator.ode.RungeKutta4;
import org.weightflow.networks.Seed;

/** Flows learn laws that are known. Codes are so many that a flow cannot know each of them. */
class PlantedFlowTest {
    private static final int CODES = 3000;
    private static final int SAMPLES = 2000;
    private static final FlowConfig QUICK = FlowConfig.defaults().toBuilder()
            .hidden(48)
            .blocks(1)
            .timeFeatures(8)
            .batch(96)
            .steps(600)
            .learningRate(4e-3)
            .warmupSteps(20)
            .emaDecay(0.98)
            .evaluationInterval(10_000)
            .build();

    private static final double[][] CENTRES = {{-2, -1}, {2, -1}, {0, 2}};
    private static final double[] WEIGHTS = {0.5, 0.3, 0.2};

    static Stream<Arguments> pathsAndCouplings() {
        return Stream.of(FlowPath.values())
                .flatMap(path -> Stream.of(FlowCoupling.values()).map(coupling -> Arguments.of(path, coupling)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("pathsAndCouplings")
    void aMixtureHasItsWeightsAndMeans(FlowPath path, FlowCoupling coupling) {
        double[][] samples = samples(
                mixture(),
                QUICK.toBuilder()
                        .path(path)
                        .coupling(coupling)
                        .batch(64)
                        .steps(path == FlowPath.STOCHASTIC ? 1000 : 600)
                        .build());
        requireMixture(samples);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOGIT_NORMAL", "POWER"})
    void theLawOfTheTimesLeavesTheLawOfTheSamples(TimeLaw.Kind kind) {
        requireMixture(samples(
                mixture(),
                QUICK.toBuilder().time(TimeLaw.uniform().withKind(kind)).build()));
    }

    @ParameterizedTest
    @EnumSource(names = {"DIAGONAL", "COVARIANCE"})
    void theSourceLeavesTheLawOfTheSamples(SourceConfig.Kind kind) {
        requireMixture(samples(
                mixture(),
                QUICK.toBuilder().source(SourceConfig.standard().withKind(kind)).build()));
    }

    /** Eight dimensions, of which the first ones go together: x_d = d / 4 + (a + b_d) / sqrt 2 for d < 4, b_d / 2 beyond. */
    @Test
    void aGaussianHasItsMeanAndCovariance() {
        SplittableRandom random = new Seed(5).random();
        double[][] codes = new double[CODES][8];
        for (double[] code : codes) {
            double a = random.nextGaussian();
            for (int d = 0; d < 8; d++) {
                double b = random.nextGaussian();
                code[d] = d < 4 ? d / 4.0 + (a + b) / Math.sqrt(2) : b / 2;
            }
        }
        double[][] samples = samples(codes, QUICK.toBuilder().steps(900).build());
        double[] mean = mean(samples);
        for (int i = 0; i < 8; i++) {
            assertEquals(i < 4 ? i / 4.0 : 0, mean[i], 0.15);
            for (int j = 0; j < 8; j++) {
                double expected = i == j ? i < 4 ? 1 : 0.25 : i < 4 && j < 4 ? 0.5 : 0;
                assertEquals(expected, covariance(samples, mean, i, j), 0.15, i + ", " + j);
            }
        }
    }

    /** Radius 2 + 0.1 n at a uniform angle. */
    @Test
    void aNoisyCircleHasItsRadius() {
        SplittableRandom random = new Seed(6).random();
        double[][] codes = new double[CODES][];
        for (int i = 0; i < CODES; i++) {
            double angle = 2 * Math.PI * random.nextDouble();
            double radius = 2 + 0.1 * random.nextGaussian();
            codes[i] = new double[] {radius * Math.cos(angle), radius * Math.sin(angle)};
        }
        double[][] samples = samples(codes, QUICK.toBuilder().steps(1200).build());
        double[] radii = Stream.of(samples)
                .mapToDouble(x -> Math.hypot(x[0], x[1]))
                .sorted()
                .toArray();
        assertEquals(2, radii[SAMPLES / 2], 0.05);
        assertTrue(radii[SAMPLES / 10] > 1.65, () -> "a tenth of the radii is below " + radii[SAMPLES / 10]);
        assertTrue(radii[SAMPLES * 9 / 10] < 2.3, () -> "a tenth of the radii is above " + radii[SAMPLES * 9 / 10]);
        int[] quarters = new int[4];
        for (double[] sample : samples) {
            quarters[(sample[0] > 0 ? 1 : 0) + (sample[1] > 0 ? 2 : 0)]++;
        }
        for (int quarter : quarters) {
            assertEquals(SAMPLES / 4.0, quarter, SAMPLES * 0.05);
        }
    }

    private static double[][] mixture() {
        SplittableRandom random = new Seed(4).random();
        return IntStream.range(0, CODES)
                .mapToObj(i -> {
                    double u = random.nextDouble();
                    double[] centre = CENTRES[u < WEIGHTS[0] ? 0 : u < WEIGHTS[0] + WEIGHTS[1] ? 1 : 2];
                    return new double[] {
                        centre[0] + 0.3 * random.nextGaussian(), centre[1] + 0.3 * random.nextGaussian()
                    };
                })
                .toArray(double[][]::new);
    }

    private static void requireMixture(double[][] samples) {
        int[] counts = new int[3];
        double[][] sums = new double[3][2];
        for (double[] sample : samples) {
            int nearest = IntStream.range(0, 3)
                    .boxed()
                    .min((a, b) -> Double.compare(distance(sample, CENTRES[a]), distance(sample, CENTRES[b])))
                    .orElseThrow();
            counts[nearest]++;
            sums[nearest][0] += sample[0];
            sums[nearest][1] += sample[1];
        }
        for (int c = 0; c < 3; c++) {
            assertEquals(WEIGHTS[c], counts[c] / (double) SAMPLES, 0.07, "weight of mode " + c);
            assertEquals(CENTRES[c][0], sums[c][0] / counts[c], 0.2, "mean of mode " + c);
            assertEquals(CENTRES[c][1], sums[c][1] / counts[c], 0.2, "mean of mode " + c);
        }
        long near = Stream.of(samples)
                .filter(x -> Stream.of(CENTRES).anyMatch(centre -> distance(x, centre) < 1))
                .count();
        assertTrue(
                near > 0.85 * SAMPLES, () -> near + " of " + SAMPLES + " samples are within 1 of a mode of spread 0.3");
    }

    private static double[][] samples(double[][] codes, FlowConfig config) {
        int dimensions = codes[0].length;
        double[] ones = IntStream.range(0, dimensions).mapToDouble(d -> 1).toArray();
        TrainedFlow flow = new FlowTrainer(
                        codes.clone(), new double[0][], ones, config, CheckpointChoice.last(), null, new Seed(11))
                .train(FlowListener.SILENT);
        Source source = Source.of(config.source(), codes);
        SplittableRandom random = new Seed(99).random();
        double[] points = new double[SAMPLES * dimensions];
        double[] point = new double[dimensions];
        for (int i = 0; i < SAMPLES; i++) {
            source.draw(random, 1, point);
            System.arraycopy(point, 0, points, i * dimensions, dimensions);
        }
        try (FlowField field = FlowField.of(dimensions, config, flow.weights())) {
            new RungeKutta4(20).integrate(field, points);
        }
        double[][] samples = new double[SAMPLES][dimensions];
        for (int i = 0; i < SAMPLES; i++) {
            System.arraycopy(points, i * dimensions, samples[i], 0, dimensions);
        }
        return samples;
    }

    private static double distance(double[] a, double[] b) {
        return Math.hypot(a[0] - b[0], a[1] - b[1]);
    }

    private static double[] mean(double[][] rows) {
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += row[d] / rows.length;
            }
        }
        return mean;
    }

    private static double covariance(double[][] rows, double[] mean, int i, int j) {
        double sum = 0;
        for (double[] row : rows) {
            sum += (row[i] - mean[i]) * (row[j] - mean[j]);
        }
        return sum / rows.length;
    }
}
