package org.weightflow.bayes.variational;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.variational.VariationalConfig.Estimator;
import org.weightflow.networks.AffineListener;
import org.weightflow.networks.AffineRule;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.SharedMemory;

/** One map of many equal members, whose streams of noise differ: what members make of the same inputs is a sample of outputs. */
class NoisyMapsTest {
    private static final int MEMBERS = 8000;
    private static final int BATCH = 3;
    private static final int IN = 3;
    private static final int OUT = 2;
    private static final AffineListener.Map DENSE = new AffineListener.Map("fc1", false, 1, 0);
    /** The last example has one input alone, whose noise its outputs share but for their signs. */
    private static final float[] INPUTS = {1, -2, 0.5f, 0, 3, -1, 0, 2, 0};

    private static final float[] MEANS = {0.5f, -1, 2, 0.25f, 0, 1};
    private static final float[] DEVIATIONS = {0.3f, 0.1f, 1, 0, 0.5f, 0.2f};
    private static final float[] BIAS = {0.7f, -0.4f};

    /** Means and variances of each output are those of Gaussians, within five standard errors. */
    private static void assertMoments(double[] expectedMeans, double[] expectedVariances, double[][] samples) {
        for (int i = 0; i < samples[0].length; i++) {
            int at = i;
            double mean =
                    Arrays.stream(samples).mapToDouble(row -> row[at]).average().orElseThrow();
            double variance = Arrays.stream(samples)
                    .mapToDouble(row -> (row[at] - mean) * (row[at] - mean))
                    .average()
                    .orElseThrow();
            double v = expectedVariances[i];
            assertEquals(expectedMeans[i], mean, 5 * Math.sqrt(v / samples.length) + 1e-6, "mean of output " + i);
            assertEquals(v, variance, 5 * v * Math.sqrt(2.0 / samples.length) + 1e-9, "variance of output " + i);
        }
    }

    /** x mu + b. */
    private static double[] means(int copies) {
        return outputs(copies, (x, i) -> x * MEANS[i], true);
    }

    /** x^2 sigma^2. */
    private static double[] variances(int copies) {
        return outputs(copies, (x, i) -> x * x * DEVIATIONS[i] * DEVIATIONS[i], false);
    }

    private interface Term {
        double of(double x, int weight);
    }

    private static double[] outputs(int copies, Term term, boolean bias) {
        double[] values = new double[copies * BATCH * OUT];
        for (int r = 0; r < copies * BATCH; r++) {
            for (int o = 0; o < OUT; o++) {
                double sum = bias ? BIAS[o] : 0;
                for (int i = 0; i < IN; i++) {
                    sum += term.of(INPUTS[r % BATCH * IN + i], o * IN + i);
                }
                values[r * OUT + o] = sum;
            }
        }
        return values;
    }

    @ParameterizedTest
    @EnumSource
    void outputsHaveTheMomentsOfALinearNetworkOfGaussianWeights(Estimator estimator) {
        assertMoments(means(1), variances(1), dense(estimator, 1, new Seed(1)));
    }

    /** The same moments from networks that are drawn as a whole, each of which sees all examples. */
    @Test
    void networksDrawnFromThePosteriorHaveTheSameMoments() {
        Layout layout = Mlp.of(IN, OUT).layout();
        float[] means = Arrays.copyOf(MEANS, layout.size());
        System.arraycopy(BIAS, 0, means, MEANS.length, OUT);
        Posterior posterior = new Posterior(
                StateDict.of(layout, means),
                StateDict.of(layout, Arrays.copyOf(DEVIATIONS, layout.size())),
                Mask.dense(layout));
        List<StateDict> draws = posterior.draws(MEMBERS, new Seed(2));
        float[] weights = new float[MEMBERS * MEANS.length];
        float[] biases = new float[MEMBERS * OUT];
        for (int p = 0; p < MEMBERS; p++) {
            draws.get(p).entry(0).get(0, weights, p * MEANS.length, MEANS.length);
            draws.get(p).entry(1).get(0, biases, p * OUT, OUT);
        }
        try (NDManager manager = EngineRuntime.newManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray outputs = AffineRule.PLAIN.apply(
                    DENSE,
                    stacked(manager, INPUTS, BATCH, IN),
                    SharedMemory.copyOf(manager, weights, new Shape(MEMBERS, OUT, IN)),
                    SharedMemory.copyOf(manager, biases, new Shape(MEMBERS, OUT)));
            assertMoments(means(1), variances(1), rows(outputs, BATCH * OUT));
        }
    }

    /** K samples at once have the moments of one each, by row k B + b, and do not vary together. */
    @ParameterizedTest
    @EnumSource
    void samplesOfOnePassAreLikeThoseOfSeparateOnes(Estimator estimator) {
        int copies = 3;
        double[][] outputs = dense(estimator, copies, new Seed(3));
        double[] means = means(copies);
        double[] variances = variances(copies);
        assertMoments(means, variances, outputs);
        int width = BATCH * OUT;
        for (int k = 1; k < copies; k++) {
            for (int i = 0; i < width; i++) {
                int first = i;
                int other = k * width + i;
                double covariance = Arrays.stream(outputs)
                        .mapToDouble(row -> (row[first] - means[first]) * (row[other] - means[other]))
                        .average()
                        .orElseThrow();
                // Flipout's products of Gaussians have up to three times the variance of independent ones.
                double error = variances[i] * Math.sqrt(3.0 / MEMBERS);
                assertEquals(0, covariance, 5 * error + 1e-9, "samples 0 and " + k + " of output " + i);
            }
        }
    }

    /**
     * Flipout draws one D for all samples of an example, and signs r, s for each: samples y and z of the same example have
     * {@code cov(y^2, z^2) = 2 sum_i (x_i sigma_i)^4}, less than the variance as r mixes the inputs, and products of two outputs do not
     * vary together, as s parts the outputs.
     */
    @Test
    void flipoutsSignsAreThoseOfInputsAndOfOutputs() {
        double[][] outputs = dense(Estimator.FLIPOUT, 2, new Seed(4));
        double[] means = means(1);
        double[] variances = variances(1);
        double[] fourths = outputs(1, (x, i) -> Math.pow(x * DEVIATIONS[i], 4), false);
        int width = BATCH * OUT;
        for (int i = 0; i < width; i++) {
            int at = i;
            double[] squares = Arrays.stream(outputs)
                    .mapToDouble(row -> Math.pow((row[at] - means[at]) * (row[at + width] - means[at]), 2))
                    .toArray();
            assertMean(variances[i] * variances[i] + 2 * fourths[i], squares, "squares of " + i);
        }
        for (int b = 0; b < BATCH; b++) {
            int first = b * OUT;
            double[] products = Arrays.stream(outputs)
                    .mapToDouble(row -> (row[first] - means[first])
                            * (row[first + 1] - means[first + 1])
                            * (row[first + width] - means[first])
                            * (row[first + width + 1] - means[first + 1]))
                    .toArray();
            assertMean(0, products, "products of example " + b);
        }
    }

    /** Within five standard errors of the values themselves. */
    private static void assertMean(double expected, double[] values, String what) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        assertEquals(expected, mean, 5 * Math.sqrt(variance / values.length) + 1e-9, what);
    }

    /** Only the first map of a pass makes samples of examples. */
    @ParameterizedTest
    @EnumSource
    void laterMapsKeepTheirRows(Estimator estimator) {
        try (NDManager manager = EngineRuntime.newManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray x = manager.ones(new Shape(1, 2, 3));
            NDArray weight = manager.ones(new Shape(1, 3, 3));
            NoisyMaps maps = maps(estimator, 4, weight, List.of(new Seed(1)));
            NDArray first = maps.apply(DENSE, x, weight, null);
            assertEquals(new Shape(1, 8, 3), first.getShape());
            assertEquals(
                    new Shape(1, 8, 3), maps.apply(DENSE, first, weight, null).getShape());
        }
    }

    /** Each pixel of a convolution and each token of a dense map is x mu + b in the mean, with variance x^2 sigma^2. */
    @ParameterizedTest
    @EnumSource
    void convolutionsAndTokensHaveTheSameMoments(Estimator estimator) {
        int members = 1000;
        SplittableRandom random = new SplittableRandom(6);
        AffineListener.Map kernel = new AffineListener.Map("conv", true, 2, 1);
        assertMapMoments(estimator, kernel, members, new Shape(2, 3, 5, 4), new Shape(2, 3, 3, 3), random);
        assertMapMoments(estimator, DENSE, members, new Shape(2, 3, IN), new Shape(OUT, IN), random);
    }

    private static void assertMapMoments(
            Estimator estimator,
            AffineListener.Map map,
            int members,
            Shape inputShape,
            Shape weightShape,
            SplittableRandom random) {
        float[] x = floats(random, inputShape.size());
        float[] mean = floats(random, weightShape.size());
        float[] variance = floats(random, weightShape.size());
        for (int i = 0; i < variance.length; i++) {
            variance[i] *= variance[i];
        }
        float[] bias = {0.3f, -0.6f};
        try (NDManager manager = EngineRuntime.newManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray input = map.convolution()
                    ? image(manager, x, inputShape, members)
                    : stacked(manager, x, inputShape, members);
            NDArray weight = stacked(manager, mean, weightShape, members);
            NDArray variances = stacked(manager, variance, weightShape, members);
            NDArray shift = stacked(manager, bias, new Shape(2), members);
            NDArray noisy =
                    maps(estimator, 1, variances, seeds(new Seed(7), members)).apply(map, input, weight, shift);
            double[] means = row(map, AffineRule.product(map, input, weight, shift), members, 0);
            double[] squares = row(map, AffineRule.product(map, input.square(), variances, null), members, 0);
            double[][] outputs = IntStream.range(0, members)
                    .mapToObj(p -> row(map, noisy, members, p))
                    .toArray(double[][]::new);
            assertMoments(means, squares, outputs);
        }
    }

    /** What one member makes, of {@code [P, ...]} or of images {@code [B, P C, H, W]}. */
    private static double[] row(AffineListener.Map map, NDArray outputs, int members, int member) {
        Shape shape = outputs.getShape();
        long channels = shape.get(1) / members;
        NDArray own = map.convolution()
                ? outputs.get(":, " + member * channels + ":" + (member + 1) * channels)
                : outputs.get(member);
        return doubles(own);
    }

    @ParameterizedTest
    @EnumSource
    void membersDrawFromStreamsOfTheirOwn(Estimator estimator) {
        try (NDManager manager = EngineRuntime.newManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray x = manager.ones(new Shape(3, 2, IN));
            NDArray weight = manager.ones(new Shape(3, OUT, IN));
            List<Seed> seeds = List.of(new Seed(1), new Seed(2), new Seed(1));
            NDArray outputs = maps(estimator, 2, weight, seeds).apply(DENSE, x, weight, null);
            double[] first = doubles(outputs.get(0));
            assertTrue(Arrays.equals(first, doubles(outputs.get(2))));
            double[] second = doubles(outputs.get(1));
            for (int i = 0; i < first.length; i++) {
                assertTrue(first[i] != second[i], "output " + i);
            }
            NDArray alone = maps(estimator, 2, weight.get("1:2"), seeds.subList(1, 2))
                    .apply(DENSE, x.get("1:2"), weight.get("1:2"), null);
            assertTrue(Arrays.equals(second, doubles(alone)));
        }
    }

    private static double[][] dense(Estimator estimator, int copies, Seed seed) {
        float[] variances = DEVIATIONS.clone();
        for (int i = 0; i < variances.length; i++) {
            variances[i] *= variances[i];
        }
        try (NDManager manager = EngineRuntime.newManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray variance = stacked(manager, variances, OUT, IN);
            NDArray outputs = maps(estimator, copies, variance, seeds(seed, MEMBERS))
                    .apply(
                            DENSE,
                            stacked(manager, INPUTS, BATCH, IN),
                            stacked(manager, MEANS, OUT, IN),
                            stacked(manager, BIAS, OUT));
            assertEquals(new Shape(MEMBERS, (long) copies * BATCH, OUT), outputs.getShape());
            return rows(outputs, copies * BATCH * OUT);
        }
    }

    private static List<Seed> seeds(Seed root, int members) {
        return IntStream.range(0, members).mapToObj(root::child).toList();
    }

    private static NoisyMaps maps(Estimator estimator, int copies, NDArray variance, List<Seed> seeds) {
        VariationalConfig config =
                VariationalConfig.defaults().withEstimator(estimator).withSamples(copies);
        return new NoisyMaps(config, name -> variance, new Noise(seeds));
    }

    private static NDArray stacked(NDManager manager, float[] values, long... shape) {
        return stacked(manager, values, new Shape(shape), MEMBERS);
    }

    private static NDArray stacked(NDManager manager, float[] values, Shape shape, int members) {
        return SharedMemory.copyOf(manager, values, new Shape(1).addAll(shape)).repeat(0, members);
    }

    /** {@code [B, C, H, W]} to {@code [B, P C, H, W]}. */
    private static NDArray image(NDManager manager, float[] values, Shape shape, int members) {
        return SharedMemory.copyOf(manager, values, shape).tile(new long[] {1, members, 1, 1});
    }

    private static float[] floats(SplittableRandom random, long count) {
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double[][] rows(NDArray outputs, int width) {
        double[] all = doubles(outputs);
        return IntStream.range(0, all.length / width)
                .mapToObj(p -> Arrays.copyOfRange(all, p * width, (p + 1) * width))
                .toArray(double[][]::new);
    }

    private static double[] doubles(NDArray values) {
        return values.toType(DataType.FLOAT64, true).toDoubleArray();
    }
}
