package org.weightflow.bayes.variational;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.variational.DeviationRule.Kind;
import org.weightflow.bayes.variational.VariationalConfig.Estimator;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.Recording;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.CrossEntropy;
import org.weightflow.networks.training.Sgd;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingRule;

/** Single steps, looked at from inside. */
class VariationalTrainingTest {
    /** N of the loss. */
    private static final int EXAMPLES = 10;

    /** Plain descent at rate 1: what a step subtracts is the gradient. */
    private static final TrainConfig DESCENT =
            TrainConfig.defaults().withOptimizer(new Sgd(0, 0, false)).withLearningRate(1);

    private static final VariationalConfig CONFIG =
            VariationalConfig.defaults().withTemperature(0.7).withSamples(2);

    /** One of each family, as small as it comes. */
    private static final List<String> ARCHITECTURES = List.of(
            "mlp-6-5-4-3",
            "mlp-6-5-4-3-bn",
            "mlp-6-5-4-3-ln",
            "lenet-5-2-3-7-5-classes4",
            "conv-2-width2-in1x8x6",
            "small-cnn-width3-gelu-in1x15x15",
            "cnn-s",
            "resnet-18-width1-in3x8x8",
            "resnet-8-width2-conv-in1x8x8-classes3",
            "vgg-11-bn-width1-in1x32x32",
            "vit-width8-depth2-heads2-mlp2-in3x8x12-classes3");

    private static Stream<Arguments> architecturesByEstimators() {
        return ARCHITECTURES.stream()
                .flatMap(id -> Stream.of(Estimator.values()).map(estimator -> Arguments.of(id, estimator)));
    }

    /** Batches of a population. */
    private static final class Batch {
        private final NDArray inputs;
        private final NDArray labels;

        Batch(NDManager manager, Architecture net, int members, int size) {
            SplittableRandom random = new SplittableRandom(8);
            float[] x = new float[members * size * net.inputs()];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextGaussian();
            }
            inputs = SharedMemory.copyOf(manager, x, new Shape(members, size, net.inputs()));
            labels = manager.zeros(new Shape(members, 1, size), DataType.INT64);
            for (int i = 0; i < members * size; i++) {
                SharedMemory.longs(labels).put(i, random.nextInt(net.classes()));
            }
        }
    }

    private static VariationalTraining rule(
            Architecture net, TrainConfig training, VariationalConfig config, List<Posterior> start, List<Seed> seeds) {
        return new VariationalTraining(net, training, config, EXAMPLES, start, seeds, 0);
    }

    private static TensorStore means(List<Posterior> members) {
        TensorStore store = new TensorStore(members.get(0).layout(), members.size());
        for (int p = 0; p < members.size(); p++) {
            store.put(p, members.get(p).mean());
        }
        return store;
    }

    private static float[] losses(TrainingRule.Group group, TensorStore store, Batch batch) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return group.losses(store.leaves(), batch.inputs, batch.labels).toFloatArray();
        }
    }

    private static void step(TrainingRule.Group group, TensorStore store, Batch batch, long step) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Leaves leaves = store.leaves();
            try (Recording recording = new Recording()) {
                recording.backward(group.losses(leaves, batch.inputs, batch.labels));
            }
            group.step(leaves, step, 1);
        }
    }

    private static Posterior after(
            Architecture net, TrainConfig training, VariationalConfig config, Posterior start, int steps) {
        VariationalTraining rule = rule(net, training, config, List.of(start), List.of(new Seed(5)));
        try (TensorStore store = means(List.of(start));
                NDManager manager = EngineRuntime.newManager();
                TrainingRule.Group group = rule.begin(store, 0)) {
            Batch batch = new Batch(manager, net, 1, 4);
            for (int t = 0; t < steps; t++) {
                step(group, store, batch, t);
            }
            group.finish();
        }
        return rule.trained().get(0);
    }

    private static Posterior start(Architecture net, DeviationRule deviations, Mask mask) {
        // Biases that are not 0 keep units that hear nothing off the kink of their activation.
        StateDict drawn = Initialisation.TORCH_DEFAULT.draw(net.layout(), new Seed(3));
        return deviations.about(drawn, mask);
    }

    private static Posterior start(Architecture net, double deviation) {
        return start(net, new DeviationRule(Kind.CONSTANT, deviation), Mask.dense(net.layout()));
    }

    /** The whole loss in float64 but for the pass: what {@link VariationalConfig} says, with the noise of step 0. */
    private static double loss(Architecture net, VariationalConfig config, Posterior posterior) {
        VariationalTraining rule = rule(net, DESCENT, config, List.of(posterior), List.of(new Seed(5)));
        try (TensorStore store = means(List.of(posterior));
                NDManager manager = EngineRuntime.newManager();
                TrainingRule.Group group = rule.begin(store, 0)) {
            double data = losses(group, store, new Batch(manager, net, 1, 4))[0];
            return data + config.temperature() / EXAMPLES * Divergence.of(posterior, config.prior());
        }
    }

    /**
     * Gradients against central differences with the noise held fixed, of some values of each entry. A pass in float32 knows its loss
     * to some 3e-7, so differences over 2 h are known to 3e-4.
     */
    @ParameterizedTest
    @CsvSource({
        "mlp-6-5-4-3, LOCAL_REPARAMETERISATION",
        "mlp-6-5-4-3, FLIPOUT",
        "small-cnn-width3-gelu-in1x15x15, LOCAL_REPARAMETERISATION",
        "small-cnn-width3-gelu-in1x15x15, FLIPOUT",
        "vit-width4-depth1-heads2-mlp1-in1x8x8-classes3, LOCAL_REPARAMETERISATION",
        "vit-width4-depth1-heads2-mlp1-in1x8x8-classes3, FLIPOUT"
    })
    void gradientsOfMeansAndLogDeviationsAreThoseOfTheLoss(String id, Estimator estimator) {
        Architecture net = Architectures.parse(id);
        VariationalConfig config = CONFIG.withEstimator(estimator);
        Posterior start = start(net, 0.2);
        Posterior trained = after(net, DESCENT, config, start, 1);
        Layout layout = net.layout();
        float[] means = start.mean().toArray();
        float[] deviations = start.deviation().toArray();
        float[] newMeans = trained.mean().toArray();
        float[] newDeviations = trained.deviation().toArray();
        SplittableRandom random = new SplittableRandom(4);
        double h = 5e-4;
        double largest = 0;
        for (int e = 0; e < layout.entries().size(); e++) {
            for (int n = 0; n < 2; n++) {
                int i = layout.offset(e) + random.nextInt(layout.entry(e).size());
                String what = layout.entry(e).name() + ", value " + (i - layout.offset(e));
                double slope = slope(net, config, start, i, h, false);
                assertEquals(slope, (double) means[i] - newMeans[i], 1e-3 + 0.01 * Math.abs(slope), "mean of " + what);
                if (deviations[i] > 0) {
                    double ofLog = slope(net, config, start, i, h, true);
                    double moved = Math.log(deviations[i]) - Math.log(newDeviations[i]);
                    assertEquals(ofLog, moved, 1e-3 + 0.01 * Math.abs(ofLog), "log deviation of " + what);
                    largest = Math.max(largest, Math.abs(ofLog + config.temperature() / EXAMPLES));
                }
            }
        }
        // d KL / d log sigma is close to -1: the rest is the data's.
        assertTrue(largest > 5e-3, "the data have a say: " + largest);
    }

    private static double slope(
            Architecture net, VariationalConfig config, Posterior at, int index, double h, boolean ofDeviation) {
        return (loss(net, config, moved(at, index, h, ofDeviation))
                        - loss(net, config, moved(at, index, -h, ofDeviation)))
                / (2 * h);
    }

    private static Posterior moved(Posterior at, int index, double by, boolean deviation) {
        float[] means = at.mean().toArray();
        float[] deviations = at.deviation().toArray();
        if (deviation) {
            deviations[index] = (float) (deviations[index] * Math.exp(by));
        } else {
            means[index] = (float) (means[index] + by);
        }
        return new Posterior(StateDict.of(at.layout(), means), StateDict.of(at.layout(), deviations), at.mask());
    }

    /** As many samples as one likes of a network without noise are the network: rows, labels and the mean over them fit. */
    @ParameterizedTest
    @MethodSource("architecturesByEstimators")
    void lossWithoutNoiseIsThatOfTheMeans(String id, Estimator estimator) {
        Architecture net = Architectures.parse(id);
        List<Posterior> members = List.of(start(net, 1e-9), start(net, 1e-9));
        VariationalTraining rule = rule(
                net,
                DESCENT,
                CONFIG.withEstimator(estimator).withSamples(3),
                members,
                List.of(new Seed(1), new Seed(2)));
        try (TensorStore store = means(members);
                TensorStore plain = means(members);
                NDManager manager = EngineRuntime.newManager();
                TrainingRule.Group group = rule.begin(store, 0);
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Batch batch = new Batch(manager, net, 2, 4);
            NDArray logits = net.forward(ForwardPass.training(plain), batch.inputs);
            assertArrayEquals(
                    CrossEntropy.perMember(logits, batch.labels).toFloatArray(), losses(group, store, batch), 2e-5f);
        }
    }

    /** What is pruned brings no noise into a pass, whatever its log deviation is held at. */
    @ParameterizedTest
    @EnumSource
    void prunedWeightsBringNoNoise(Estimator estimator) {
        Architecture net = Architectures.parse("mlp-6-5-4-3");
        BitSet kept = Mask.dense(net.layout()).toBitSet();
        for (int i = 0; i < 30; i += 3) {
            kept.clear(i);
        }
        Posterior start = start(net, new DeviationRule(Kind.CONSTANT, 1e-9), Mask.of(net.layout(), kept));
        VariationalConfig cold = CONFIG.withEstimator(estimator).withTemperature(0);
        try (TensorStore plain = means(List.of(start));
                NDManager manager = EngineRuntime.newManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Batch batch = new Batch(manager, net, 1, 4);
            NDArray logits = net.forward(ForwardPass.training(plain), batch.inputs);
            assertEquals(CrossEntropy.perMember(logits, batch.labels).getFloat(), loss(net, cold, start), 1e-6);
        }
    }

    @ParameterizedTest
    @MethodSource("architecturesByEstimators")
    void everyArchitectureTakesSteps(String id, Estimator estimator) {
        Architecture net = Architectures.parse(id);
        Posterior start = start(net, 0.05);
        Posterior trained = after(
                net,
                TrainConfig.defaults().withLearningRate(0.01),
                CONFIG.withEstimator(estimator).withTemperature(0),
                start,
                2);
        Layout layout = net.layout();
        float[] before = start.deviation().toArray();
        float[] after = trained.deviation().toArray();
        for (int e = 0; e < layout.entries().size(); e++) {
            Layout.Entry entry = layout.entry(e);
            boolean moved = false;
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                moved |= before[i] != after[i];
            }
            assertEquals(GaussianWeights.isGaussian(entry), moved, "deviations of " + entry.name());
        }
    }

    /** A draw of noise for each step, member and call: the same only where all are the same. */
    @Test
    void noiseDiffersBetweenStepsAndMembersAndIsTheSameForTheSameStep() {
        Architecture net = Architectures.parse("mlp-6-5-4-3");
        Posterior start = start(net, 0.5);
        List<Posterior> members = List.of(start, start, start);
        List<Seed> seeds = List.of(new Seed(1), new Seed(2), new Seed(1));
        List<float[]> losses = new ArrayList<>();
        try (TensorStore store = means(members);
                NDManager manager = EngineRuntime.newManager()) {
            Batch one = new Batch(manager, net, 1, 4);
            Batch batch = new Batch(manager, net, 3, 4);
            batch.inputs.set(one.inputs.tile(new long[] {3, 1, 1}).toFloatArray());
            batch.labels.set(one.labels.tile(new long[] {3, 1, 1}).toLongArray());
            for (long from : new long[] {0, 1}) {
                VariationalTraining rule =
                        new VariationalTraining(net, DESCENT, CONFIG, EXAMPLES, members, seeds, from);
                try (TrainingRule.Group group = rule.begin(store, 0)) {
                    losses.add(losses(group, store, batch));
                    losses.add(losses(group, store, batch));
                }
            }
        }
        float[] zeroth = losses.get(0);
        assertEquals(zeroth[0], zeroth[2]);
        assertTrue(zeroth[0] != zeroth[1], "members");
        assertTrue(zeroth[0] != losses.get(1)[0], "steps");
        assertArrayEquals(losses.get(1), losses.get(2), "a training that begins with step 1");
    }

    /** One step of a K-sample pass has the mean loss of K passes, and a K-th of their variance. */
    @ParameterizedTest
    @EnumSource
    void lossOfSeveralSamplesIsTheirMean(Estimator estimator) {
        Architecture net = Architectures.parse("mlp-6-5-4-3");
        int members = 1500;
        int copies = 4;
        double[] one = moments(net, CONFIG.withEstimator(estimator).withSamples(1), members);
        double[] four = moments(net, CONFIG.withEstimator(estimator).withSamples(copies), members);
        assertEquals(one[0], four[0], 5 * Math.sqrt(one[1] / members * (1 + 1.0 / copies)));
        assertTrue(one[1] > 1e-3, "noise matters: variance " + one[1]);
        if (estimator == Estimator.LOCAL_REPARAMETERISATION) {
            // Under Flipout samples share the weights that are drawn. Losses are skewed: a variance is known to some 5
            // %.
            assertEquals(one[1] / copies, four[1], 0.25 * one[1] / copies);
        } else {
            assertTrue(four[1] < one[1] / 2, () -> four[1] + " of " + one[1]);
        }
    }

    /** Mean and variance of the loss over members that differ in their noise only. */
    private static double[] moments(Architecture net, VariationalConfig config, int members) {
        Posterior start = start(net, 0.5);
        List<Posterior> all = IntStream.range(0, members).mapToObj(p -> start).toList();
        List<Seed> seeds =
                IntStream.range(0, members).mapToObj(p -> new Seed(9).child(p)).toList();
        VariationalTraining rule = rule(net, DESCENT, config, all, seeds);
        try (TensorStore store = means(all);
                NDManager manager = EngineRuntime.newManager();
                TrainingRule.Group group = rule.begin(store, 0)) {
            Batch batch = new Batch(manager, net, 1, 4);
            Batch same = new Batch(manager, net, members, 4);
            same.inputs.set(batch.inputs.tile(new long[] {members, 1, 1}).toFloatArray());
            same.labels.set(batch.labels.tile(new long[] {members, 1, 1}).toLongArray());
            float[] losses = losses(group, store, same);
            double sum = 0;
            double squares = 0;
            for (float loss : losses) {
                sum += loss;
                squares += (double) loss * loss;
            }
            double mean = sum / members;
            return new double[] {mean, squares / members - mean * mean};
        }
    }

    /** Weight decay and clipping are the optimiser's; decay leaves log deviations alone, and each gradient has its own norm. */
    @Test
    void decayIsForMeansAndClippingForEither() {
        Architecture net = Architectures.parse("mlp-6-5-4-3");
        Posterior start = start(net, 0.2);
        VariationalConfig cold = CONFIG.withTemperature(0);
        Posterior plain = after(net, DESCENT, cold, start, 1);
        Posterior decayed = after(net, DESCENT.withOptimizer(new Sgd(0, 0.5, false)), cold, start, 1);
        assertTrue(plain.deviation().sameBits(decayed.deviation()));
        assertFalse(plain.mean().sameBits(decayed.mean()));
        Posterior clipped = after(net, DESCENT.withClipNorm(0.01), cold, start, 1);
        double ofMeans = 0;
        double ofLogs = 0;
        float[] means = start.mean().toArray();
        float[] deviations = start.deviation().toArray();
        float[] newMeans = clipped.mean().toArray();
        float[] newDeviations = clipped.deviation().toArray();
        for (int i = 0; i < means.length; i++) {
            ofMeans += Math.pow((double) newMeans[i] - means[i], 2);
            ofLogs += deviations[i] == 0 ? 0 : Math.pow(Math.log((double) newDeviations[i] / deviations[i]), 2);
        }
        assertEquals(0.01, Math.sqrt(ofMeans), 1e-4);
        assertEquals(0.01, Math.sqrt(ofLogs), 1e-4);
    }

    @Test
    void deviationRateScalesTheStepsOfLogDeviationsAlone() {
        Architecture net = Architectures.parse("mlp-6-5-4-3");
        Posterior start = start(net, 0.2);
        Posterior once = after(net, DESCENT, CONFIG, start, 1);
        Posterior fast = after(net, DESCENT, CONFIG.withDeviationRate(3), start, 1);
        assertTrue(once.mean().sameBits(fast.mean()));
        for (int i = 0; i < 30; i++) {
            double step = Math.log(once.deviation().toArray()[i] / 0.2f);
            assertEquals(3 * step, Math.log(fast.deviation().toArray()[i] / 0.2f), 2e-6);
        }
    }

    @Test
    void refusesWeightsWithoutDeviation() {
        Architecture net = Architectures.parse("mlp-6-5-4-3");
        float[] deviations = start(net, 0.1).deviation().toArray();
        deviations[net.layout().offset(net.layout().indexOf("fc2.weight")) + 7] = 0;
        Posterior bad =
                new Posterior(start(net, 0.1).mean(), StateDict.of(net.layout(), deviations), Mask.dense(net.layout()));
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> rule(net, DESCENT, CONFIG, List.of(start(net, 0.1), bad), List.of(new Seed(1), new Seed(2))));
        assertTrue(e.getMessage().startsWith("fc2.weight, value 7 of member 1: "), e::getMessage);
    }
}
