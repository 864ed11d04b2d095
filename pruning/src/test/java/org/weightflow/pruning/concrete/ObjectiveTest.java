package org.weightflow.pruning.concrete;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.Recording;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.gradient.Gradient;
import org.weightflow.networks.gradient.NetworkGradient;
import org.weightflow.networks.prediction.PopulationPredictor;
import org.weightflow.networks.training.Adam;
import org.weightflow.pruning.concrete.ConcreteConfig.Form;

class ObjectiveTest {
    private static final Architecture PLAIN = Architectures.parse("mlp-6-9-3");
    private static final Architecture NORMALISED = Architectures.parse("mlp-6-9-3-bn");
    private static final int BATCH = 24;
    private static final int MEMBERS = 2;

    /** Both members of a group, by central differences of J along the gradient over the logits, with the noise as it is. */
    @ParameterizedTest
    @CsvSource({
        "TASK_LOSS, mlp-6-9-3, CODED",
        "TASK_LOSS, mlp-6-9-3, TEXTBOOK",
        "TASK_LOSS, small-cnn-width2-tanh-in1x15x15-classes3, CODED",
        "DELTA_LOSS, mlp-6-9-3, CODED",
        "REVERSE_KL, mlp-6-9-3, CODED",
        "REVERSE_KL, mlp-6-9-3-bn, TEXTBOOK",
        "FORWARD_KL, mlp-6-9-3, CODED",
        "FEATURE_MSE, mlp-6-9-3, CODED"
    })
    void gradientOverTheLogitsIsThatOfTheObjective(Objective objective, String id, Form form) {
        Architecture architecture = Architectures.parse(id);
        ConcreteConfig config = ConcreteConfig.defaults().toBuilder()
                .objective(objective)
                .form(form)
                .scale(1)
                .build();
        float[][] gradients = new float[MEMBERS][];
        float[][] logits = new float[MEMBERS][];
        try (Search search = new Search(architecture, config);
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            for (int p = 0; p < MEMBERS; p++) {
                logits[p] = search.gates[p].logits().clone();
            }
            Leaves leaves = search.members.leaves();
            try (Recording recording = new Recording()) {
                recording.backward(search.losses(leaves));
            }
            search.group.step(leaves, 0, 0.1);
            for (int p = 0; p < MEMBERS; p++) {
                gradients[p] = search.gates[p].gradient().clone();
            }
        }
        double radius = 0.05;
        float[] ahead = objective(architecture, config, logits, gradients, radius);
        float[] behind = objective(architecture, config, logits, gradients, -radius);
        for (int p = 0; p < MEMBERS; p++) {
            double norm = Multiplier.norm(gradients[p]);
            assertTrue(norm > 1e-3, () -> "too flat to tell: " + norm);
            // float32 gives J to 1e-7, so the slope to 1e-6; the curvature over the radius is a few thousandths of it.
            assertEquals(norm, (ahead[p] - behind[p]) / (2 * radius), 0.01 * norm, "member " + p);
        }
    }

    /** J of each member at logits moved by the radius along their gradients, with the noise of the first step. */
    private static float[] objective(
            Architecture architecture, ConcreteConfig config, float[][] logits, float[][] gradients, double radius) {
        try (Search search = new Search(architecture, config);
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            for (int p = 0; p < MEMBERS; p++) {
                double along = radius / Multiplier.norm(gradients[p]);
                for (int i = 0; i < logits[p].length; i++) {
                    search.gates[p].logits()[i] = (float) (logits[p][i] + along * gradients[p][i]);
                }
            }
            return search.losses(search.members.leaves()).toFloatArray();
        }
    }

    /** The start of a search of two members, half of whose gates are to stay open. */
    private static final class Search implements AutoCloseable {
        private final Architecture architecture;
        private final TensorStore members;
        private final Gates[] gates = new Gates[MEMBERS];
        private final GateGroup group;
        private final NDManager run = EngineRuntime.newManager();

        Search(Architecture architecture, ConcreteConfig config) {
            this.architecture = architecture;
            BitSet gated = prunable(architecture.layout());
            for (int p = 0; p < MEMBERS; p++) {
                gates[p] = new Gates(config, Adam.defaults(), gated, gated.cardinality() / 2, new Seed(20 + p));
            }
            members = store(architecture, 1, MEMBERS);
            List<StateDict> references = List.of(start(architecture, 3), start(architecture, 4));
            group = new GateGroup(
                    architecture, config.objective(), gated, members, references, gates, new GateGroup.Outcome() {
                        @Override
                        public void onStep(int member, long step, Gates own, Gates.Descent descent) {}

                        @Override
                        public void onEnd(int member, double[] logits) {}
                    });
        }

        NDArray losses(Leaves leaves) {
            return group.losses(leaves, inputs(run, architecture, MEMBERS), labels(run, MEMBERS));
        }

        @Override
        public void close() {
            group.close();
            members.close();
            run.close();
        }
    }

    /** dJ / dm in float64, along its own direction and each single gate. */
    @ParameterizedTest
    @CsvSource({
        "GRADIENT_NORM, mlp-6-9-3",
        "GRADIENT_NORM, mlp-6-9-3-bn",
        "GRADIENT_MATCHING, mlp-6-9-3",
        "GRADIENT_MATCHING, mlp-6-9-3-bn"
    })
    void derivativesOfGradientObjectivesAreThoseOfTheirValues(Objective kind, String id) {
        Architecture architecture = Architectures.parse(id);
        Layout layout = architecture.layout();
        BitSet gated = prunable(layout);
        GradientObjective objective = new GradientObjective(architecture, kind, gated);
        double[] weights = doubles(start(architecture, 1));
        double[] reference = doubles(start(architecture, 2));
        double[] gates = gates(gated, layout.size());
        Gradient at = objective.at(weights, reference, gates, batch(architecture));
        double largest = 0;
        double step = 1e-6;
        for (int i = gated.nextSetBit(0); i >= 0; i = gated.nextSetBit(i + 1)) {
            double[] up = gates.clone();
            up[i] += step;
            double[] down = gates.clone();
            down[i] -= step;
            double slope =
                    (objective.at(weights, reference, up, batch(architecture)).value()
                                    - objective
                                            .at(weights, reference, down, batch(architecture))
                                            .value())
                            / (2 * step);
            largest = Math.max(largest, Math.abs(slope));
            // HessianProduct is good to some 1e-6 of the gradient's length.
            assertEquals(slope, at.derivatives()[i], 1e-5, "gate " + i);
        }
        assertTrue(largest > 0.01, "too flat to tell: " + largest);
    }

    @Test
    void gradientObjectivesAreWhatTheirNamesSay() {
        BitSet gated = prunable(PLAIN.layout());
        double[] weights = doubles(start(PLAIN, 1));
        double[] ones = new double[weights.length];
        Arrays.fill(ones, 1);
        double[] gradient = new NetworkGradient(PLAIN, NetworkGradient.Statistics.BATCH)
                .crossEntropy(batch(PLAIN))
                .at(weights)
                .derivatives();
        double norm = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
        assertEquals(
                -norm,
                new GradientObjective(PLAIN, Objective.GRADIENT_NORM, gated)
                        .at(weights, weights, ones, batch(PLAIN))
                        .value(),
                1e-12);
        GradientObjective matching = new GradientObjective(PLAIN, Objective.GRADIENT_MATCHING, gated);
        assertEquals(0, matching.at(weights, weights, ones, batch(PLAIN)).value(), 1e-12);
        double[] other = doubles(start(PLAIN, 2));
        double apart = matching.at(weights, other, ones, batch(PLAIN)).value();
        assertTrue(apart > 0.1 && apart <= 4, () -> "2 (1 - r) lies in [0, 4]: " + apart);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TASK_LOSS", "GRADIENT_NORM", "GRADIENT_MATCHING"})
    void isZeroForTheDenseNetworkItselfAndPositiveElsewhere(Objective objective) {
        for (Architecture architecture : List.of(PLAIN, NORMALISED)) {
            assertEquals(0, values(architecture, objective, 1, 1)[0], 1e-6, architecture.id());
            for (int other = 2; other < 12; other++) {
                assertTrue(values(architecture, objective, other, 1)[0] > 1e-3, architecture.id());
            }
        }
    }

    /** Among them running statistics and counters. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"GRADIENT_NORM", "GRADIENT_MATCHING"})
    void passesChangeNothingOfEitherNetwork(Objective objective) {
        try (TensorStore sparse = store(NORMALISED, 1, 1);
                TensorStore dense = store(NORMALISED, 2, 1);
                NDManager run = EngineRuntime.newManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            new OutputObjective(NORMALISED, objective)
                    .perMember(sparse, dense, inputs(run, NORMALISED, 1), labels(run, 1));
            assertTrue(start(NORMALISED, 1).sameBits(sparse.get(0)));
            assertTrue(start(NORMALISED, 2).sameBits(dense.get(0)));
        }
    }

    @Test
    void divergencesAreThoseOfTheirDirections() {
        double[][] sparse = logProbabilities(1);
        double[][] dense = logProbabilities(2);
        assertEquals(divergence(sparse, dense), values(PLAIN, Objective.REVERSE_KL, 1, 2)[0], 1e-5);
        assertEquals(divergence(dense, sparse), values(PLAIN, Objective.FORWARD_KL, 1, 2)[0], 1e-5);
        assertTrue(Math.abs(divergence(dense, sparse) - divergence(sparse, dense)) > 1e-3, "too alike to tell");
    }

    @Test
    void featuresAreStandardisedBeforeTheyAreCompared() {
        double[][] one = standardisedFeatures(start(PLAIN, 1));
        double[][] two = standardisedFeatures(start(PLAIN, 2));
        double sum = 0;
        for (int b = 0; b < BATCH; b++) {
            for (int u = 0; u < 9; u++) {
                sum += Math.pow(one[b][u] - two[b][u], 2);
            }
        }
        assertEquals(sum / (9 * BATCH), values(PLAIN, Objective.FEATURE_MSE, 1, 2)[0], 1e-4);
    }

    @Test
    void namesTheArchitectureThatHasNoFeatures() {
        Architecture linear = Architectures.parse("mlp-6-3");
        var e = assertThrows(IllegalArgumentException.class, () -> values(linear, Objective.FEATURE_MSE, 1, 2));
        assertTrue(e.getMessage().contains("mlp-6-3"), e::getMessage);
    }

    private static double divergence(double[][] p, double[][] q) {
        double sum = 0;
        for (int b = 0; b < p.length; b++) {
            for (int c = 0; c < p[b].length; c++) {
                sum += Math.exp(p[b][c]) * (p[b][c] - q[b][c]);
            }
        }
        return sum / p.length;
    }

    private static double[][] logProbabilities(int seed) {
        try (TensorStore store = store(PLAIN, seed, 1)) {
            float[] logits = new PopulationPredictor(PLAIN).logits(store, batch(PLAIN))[0];
            double[][] log = new double[BATCH][3];
            for (int b = 0; b < BATCH; b++) {
                double sum = 0;
                for (int c = 0; c < 3; c++) {
                    sum += Math.exp(logits[b * 3 + c]);
                }
                for (int c = 0; c < 3; c++) {
                    log[b][c] = logits[b * 3 + c] - Math.log(sum);
                }
            }
            return log;
        }
    }

    private static double[][] standardisedFeatures(StateDict network) {
        float[] x = batch(PLAIN).features();
        double[][] features = new double[BATCH][9];
        for (int b = 0; b < BATCH; b++) {
            for (int u = 0; u < 9; u++) {
                double sum = network.entry("fc1.bias").get(u);
                for (int i = 0; i < 6; i++) {
                    sum += network.entry("fc1.weight").get(u * 6 + i) * x[b * 6 + i];
                }
                features[b][u] = Math.max(0, sum);
            }
            double mean = Arrays.stream(features[b]).average().orElseThrow();
            double variance = Arrays.stream(features[b])
                    .map(f -> (f - mean) * (f - mean))
                    .average()
                    .orElseThrow();
            for (int u = 0; u < 9; u++) {
                features[b][u] = (features[b][u] - mean) / Math.sqrt(variance + 1e-12);
            }
        }
        return features;
    }

    private static float[] values(Architecture architecture, Objective objective, int sparse, int dense) {
        try (TensorStore one = store(architecture, sparse, 1);
                TensorStore two = store(architecture, dense, 1);
                NDManager run = EngineRuntime.newManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return new OutputObjective(architecture, objective)
                    .perMember(one, two, inputs(run, architecture, 1), labels(run, 1))
                    .toFloatArray();
        }
    }

    private static TensorStore store(Architecture architecture, int firstSeed, int members) {
        TensorStore store = new TensorStore(architecture.layout(), members);
        for (int p = 0; p < members; p++) {
            store.put(p, start(architecture, firstSeed + p));
        }
        return store;
    }

    private static StateDict start(Architecture architecture, int seed) {
        return Initialisation.TORCH_DEFAULT.draw(architecture.layout(), new Seed(seed));
    }

    private static BitSet prunable(Layout layout) {
        BitSet prunable = new BitSet();
        for (int e = 0; e < layout.entries().size(); e++) {
            if (layout.entry(e).prunable()) {
                prunable.set(layout.offset(e), layout.offset(e + 1));
            }
        }
        return prunable;
    }

    private static double[] gates(BitSet gated, int size) {
        SplittableRandom random = new Seed(8).random();
        double[] gates = new double[size];
        for (int i = 0; i < size; i++) {
            gates[i] = gated.get(i) ? 0.2 + 0.6 * random.nextDouble() : 1;
        }
        return gates;
    }

    private static double[] doubles(StateDict values) {
        float[] flat = values.toArray();
        double[] doubles = new double[flat.length];
        for (int i = 0; i < flat.length; i++) {
            doubles[i] = flat[i];
        }
        return doubles;
    }

    private static Examples batch(Architecture architecture) {
        SplittableRandom random = new Seed(6).random();
        float[] features = new float[BATCH * architecture.inputs()];
        int[] labels = new int[BATCH];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        for (int b = 0; b < BATCH; b++) {
            labels[b] = b % 3;
        }
        return Examples.of(features, labels, List.of(architecture.inputs()), 3);
    }

    private static NDArray inputs(NDManager owner, Architecture architecture, int members) {
        float[] one = batch(architecture).features();
        float[] all = new float[members * one.length];
        for (int p = 0; p < members; p++) {
            for (int i = 0; i < one.length; i++) {
                all[p * one.length + i] = one[i] * (1 + p);
            }
        }
        return SharedMemory.copyOf(owner, all, new Shape(members, BATCH, architecture.inputs()));
    }

    private static NDArray labels(NDManager owner, int members) {
        NDArray labels = owner.zeros(new Shape(members, 1, BATCH), DataType.INT64);
        for (int i = 0; i < members * BATCH; i++) {
            SharedMemory.longs(labels).put(i, i % BATCH % 3);
        }
        return labels;
    }
}
