package org.weightflow.pruning.during;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.Sgd;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.pruning.selection.Scope;
import org.weightflow.pruning.selection.Selection;

class GatedTrainingTest {
    /** fc1.weight [3, 4] at 0..11, fc1.bias at 12..14. */
    private static final Mlp LINEAR = Mlp.of(4, 3);

    private static final Layout LAYOUT = LINEAR.layout();
    private static final Selection SELECTION = new Selection(LAYOUT, Scope.global());
    private static final ContinuousSparsification METHOD =
            ContinuousSparsification.defaults().withFinalTemperature(4);
    /** Two steps an epoch, three epochs: temperatures 1, 2, 4. */
    private static final TrainingSpan SPAN = new TrainingSpan(10, 16, 2);

    private static final TrainConfig PLAIN =
            TrainConfig.defaults().withOptimizer(new Sgd(0, 0, false)).withLearningRate(1);
    private static final float[] WEIGHTS =
            Planted.flat(LAYOUT, 0.5, -1, 2, 0.25, -0.5, 1, -2, -0.25, 3, 1, -1, 0.125, 0.1, 0.2, 0.3);

    @Test
    void startsWithTheWeightsThemselvesAndRaisesTheTemperatureByEpoch() {
        try (TensorStore store = store()) {
            var group = rule(PLAIN, METHOD, 6).begin(store, 0);
            assertTrue(store.get(0).sameBits(StateDict.of(LAYOUT, WEIGHTS)));
            double[] after = {1, 2, 2, 4, 4, 4};
            for (int t = 0; t < 6; t++) {
                Planted.step(group, store, 10 + t, 0.1, new float[LAYOUT.size()]);
                assertEquals(after[t], group.temperature(), 1e-15);
            }
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Planted.step(group, store, 16, 0.1, new float[LAYOUT.size()]));
        }
    }

    /** After every step the population holds w sigma(beta s) / sigma(s0) of the weights and gates as they are then. */
    @Test
    void populationHoldsTheEffectiveWeights() {
        ContinuousSparsification method = METHOD.withInitialGate(-0.3).withPenalty(0.01);
        float[] gradient = Planted.flat(LAYOUT, 1, -2, 3, 1, 0, 2, -1, 1, 1, -1, 2, 2, 1, 1, 1);
        try (TensorStore store = store()) {
            var group = rule(PLAIN, method, 6).begin(store, 0);
            for (int t = 0; t < 6; t++) {
                Planted.step(group, store, 10 + t, 0.1, gradient);
                float[] w = group.values(0, 0).weights();
                float[] s = group.values(0, 0).gates();
                for (int i = 0; i < 12; i++) {
                    double gate = 1 / (1 + Math.exp(-group.temperature() * s[i]));
                    double initial = 1 / (1 + Math.exp(0.3));
                    assertEquals(w[i] * gate / initial, store.get(0).toArray()[i], 1e-6 * Math.abs(w[i]));
                }
            }
            assertFalse(Arrays.equals(
                    method.initialGates(LAYOUT).toArray(),
                    0,
                    12,
                    group.values(0, 0).gates(),
                    0,
                    12));
        }
    }

    /** One step of plain descent moves weights and gates by the gradient of cross-entropy plus penalty, here in float64. */
    @Test
    void oneStepDescendsTheObjective() {
        ContinuousSparsification method =
                METHOD.withInitialGate(0.2).withPenalty(0.03).withGateRate(2);
        float[] gates = Planted.flat(LAYOUT, 0.1, -0.3, 0.7, 0, -1, 0.4, 0.2, -0.2, 1, 0.3, -0.6, 0.5);
        TrainConfig config = PLAIN.withBatchSize(6).withEpochs(2);
        GatedTraining rule = new GatedTraining(
                LINEAR,
                config,
                method,
                new TrainingSpan(0, 2, 1),
                SELECTION,
                6,
                List.of(StateDict.of(LAYOUT, gates.clone())));
        try (TensorStore store = store()) {
            new PopulationTrainer(LINEAR, data(), config)
                    .train(store, rule, List.of(new Seed(1)), 0, 1, TrainingListener.SILENT);
        }
        float[] w = rule.trained().get(0).weights().toArray();
        float[] s = rule.trained().get(0).gates().toArray();
        double h = 1e-5;
        for (int i = 0; i < LAYOUT.size(); i++) {
            double[] up = toDouble(WEIGHTS);
            double[] down = toDouble(WEIGHTS);
            up[i] += h;
            down[i] -= h;
            double slope =
                    (objective(method, up, toDouble(gates)) - objective(method, down, toDouble(gates))) / (2 * h);
            // Gradients of the engine are sums of six float32 products.
            assertEquals(WEIGHTS[i] - slope, w[i], 2e-6, "weight " + i);
        }
        for (int i = 0; i < 12; i++) {
            double[] up = toDouble(gates);
            double[] down = toDouble(gates);
            up[i] += h;
            down[i] -= h;
            double slope =
                    (objective(method, toDouble(WEIGHTS), up) - objective(method, toDouble(WEIGHTS), down)) / (2 * h);
            assertEquals(gates[i] - 2 * slope, s[i], 4e-6, "gate " + i);
        }
    }

    /** Mean cross-entropy of the linear network at beta = 1, plus the penalty. */
    private static double objective(ContinuousSparsification method, double[] w, double[] s) {
        double initial = 1 / (1 + Math.exp(-(float) method.initialGate()));
        double sum = 0;
        double loss = 0;
        for (int i = 0; i < 12; i++) {
            sum += 1 / (1 + Math.exp(-s[i]));
        }
        for (int row = 0; row < 6; row++) {
            double[] logits = new double[3];
            for (int c = 0; c < 3; c++) {
                logits[c] = w[12 + c];
                for (int f = 0; f < 4; f++) {
                    int i = c * 4 + f;
                    logits[c] += w[i] / (1 + Math.exp(-s[i])) / initial * data().features()[row * 4 + f];
                }
            }
            double norm = Math.log(Arrays.stream(logits).map(Math::exp).sum());
            loss += (norm - logits[data().labels()[row]]) / 6;
        }
        return loss + method.penalty() * sum;
    }

    @Test
    void weightDecayPullsWeightsAndLeavesGates() {
        TrainConfig decaying = PLAIN.withOptimizer(new Sgd(0, 0.5, false));
        try (TensorStore store = store()) {
            var group = rule(decaying, METHOD.withPenalty(0).withInitialGate(0.5), 6)
                    .begin(store, 0);
            Planted.step(group, store, 10, 0.5, new float[LAYOUT.size()]);
            for (int i = 0; i < 12; i++) {
                assertEquals(0.75f * WEIGHTS[i], group.values(0, 0).weights()[i]);
                assertEquals(0.5f, group.values(0, 0).gates()[i]);
            }
        }
    }

    /** Plain descent at rate 1 moves by the clipped gradients themselves: those of weights and gates have one norm together. */
    @Test
    void clipsTheNormOfBothGradientsTogether() {
        float[] gradient = Planted.flat(LAYOUT, 1, -2, 3, 1, 0, 2, -1, 1, 1, -1, 2, 2, 1, 1, 1);
        try (TensorStore store = store()) {
            var group = rule(PLAIN.withClipNorm(0.25), METHOD, 6).begin(store, 0);
            Planted.step(group, store, 10, 1, gradient);
            double squares = 0;
            for (int e = 0; e < 2; e++) {
                float[] w = group.values(0, e).weights();
                for (int i = 0; i < w.length; i++) {
                    squares += Math.pow((double) w[i] - WEIGHTS[LAYOUT.offset(e) + i], 2);
                }
            }
            for (float s : group.values(0, 0).gates()) {
                squares += (double) s * s;
            }
            assertEquals(0.25, Math.sqrt(squares), 1e-6);
        }
    }

    @Test
    void endsWithTheMaskOfPositiveGatesAndOneOfTheExactNumber() {
        float[] gates = Planted.flat(LAYOUT, 0.1, -0.3, 0.7, 0, -1, 0.4, 0.2, -0.2, 1, 0.3, -0.6, 0.5);
        for (int kept : new int[] {3, 9}) {
            GatedTraining rule = new GatedTraining(
                    LINEAR,
                    PLAIN,
                    METHOD.withPenalty(0),
                    SPAN,
                    SELECTION,
                    kept,
                    List.of(StateDict.of(LAYOUT, gates.clone())));
            try (TensorStore store = store()) {
                var group = rule.begin(store, 0);
                for (int t = 10; t < 16; t++) {
                    Planted.step(group, store, t, 1, new float[LAYOUT.size()]);
                }
                float[] before = store.get(0).toArray();
                group.finish();
                GatedTraining.Trained trained = rule.trained().get(0);
                assertEquals(Planted.mask(LAYOUT, 0, 2, 5, 6, 8, 9, 11), trained.natural());
                // Of -0.2 and -0.3 the first goes with nine; 0 is not positive, but larger.
                assertEquals(
                        kept == 3 ? Planted.mask(LAYOUT, 2, 8, 11) : Planted.mask(LAYOUT, 0, 2, 3, 5, 6, 7, 8, 9, 11),
                        trained.mask());
                assertArrayEquals(gates, trained.gates().toArray());
                assertArrayEquals(WEIGHTS, trained.weights().toArray());
                assertTrue(store.get(0).sameBits(trained.mask().apply(StateDict.of(LAYOUT, before))));
            }
        }
    }

    /** A round that nothing is learnt in leaves everything open; gates that are shut stay so, and their weights out of it. */
    @Test
    void roundsGoOnFromTheGatesOfTheLastAndRewindTheWeightsIfAsked() {
        TrainConfig config = TrainConfig.defaults()
                .withOptimizer(new Sgd(0.9, 0, false))
                .withLearningRate(0.5)
                .withBatchSize(3)
                .withEpochs(4);
        PopulationTrainer trainer = new PopulationTrainer(LINEAR, data(), config);
        TrainingSpan span = TrainingSpan.of(0, config, 6);
        assertEquals(new TrainingSpan(0, 8, 2), span);
        ContinuousSparsification one =
                ContinuousSparsification.defaults().withRounds(1).withFinalTemperature(50);
        List<StateDict> start = List.of(StateDict.of(LAYOUT, WEIGHTS));
        List<Seed> seeds = List.of(new Seed(3));
        GatedTraining.Trained first = new ContinuousTickets(LINEAR, trainer, config, one, span, SELECTION, 6)
                .find(start, seeds, TrainingListener.SILENT)
                .get(0);
        for (boolean rewinds : new boolean[] {false, true}) {
            ContinuousTickets two = new ContinuousTickets(
                    LINEAR, trainer, config, one.withRounds(2).withRewinds(rewinds), span, SELECTION, 6);
            assertEquals(16, two.steps());
            GatedTraining.Trained second =
                    two.find(start, seeds, TrainingListener.SILENT).get(0);
            GatedTraining rule =
                    new GatedTraining(LINEAR, config, one, span, SELECTION, 6, List.of(one.nextGates(first.gates())));
            try (TensorStore store = new TensorStore(LAYOUT, 1)) {
                store.put(0, rewinds ? start.get(0) : first.weights());
                trainer.train(store, rule, seeds, 0, 8, TrainingListener.SILENT);
            }
            assertTrue(rule.trained().get(0).gates().sameBits(second.gates()));
            assertTrue(rule.trained().get(0).weights().sameBits(second.weights()));
            assertEquals(rule.trained().get(0).mask(), second.mask());
            assertFalse(second.gates().sameBits(first.gates()));
        }
    }

    @Test
    void stateIsLeftToTheForwardPassesAndSparedLayersToTheOptimiser() {
        Mlp normalised = new Mlp(List.of(4, 5, 3), Mlp.Norm.BATCH);
        Layout layout = normalised.layout();
        Selection selection = new Selection(layout, Scope.global().withSpared(List.of("fc2.weight")));
        TrainConfig config =
                TrainConfig.defaults().withLearningRate(0.05).withBatchSize(3).withEpochs(3);
        StateDict start = Initialisation.KAIMING_UNIFORM.draw(layout, new Seed(2));
        GatedTraining rule = new GatedTraining(
                normalised,
                config,
                METHOD,
                new TrainingSpan(0, 6, 2),
                selection,
                25,
                Collections.nCopies(1, METHOD.initialGates(layout)));
        StateDict after;
        try (TensorStore store = new TensorStore(layout, 1)) {
            store.put(0, start);
            new PopulationTrainer(normalised, data(), config)
                    .train(store, rule, List.of(new Seed(1)), 0, 6, TrainingListener.SILENT);
            after = store.get(0);
        }
        GatedTraining.Trained trained = rule.trained().get(0);
        assertEquals(6, after.entry("bn1.num_batches_tracked").get(0));
        assertEquals(6, trained.weights().entry("bn1.num_batches_tracked").get(0));
        assertEquals(after.entry("bn1.running_mean"), trained.weights().entry("bn1.running_mean"));
        assertEquals(after.entry("fc2.weight"), trained.weights().entry("fc2.weight"));
        assertFalse(after.entry("fc2.weight").equals(start.entry("fc2.weight")));
        assertEquals(15, trained.mask().kept(layout.indexOf("fc2.weight")));
        assertEquals(15, trained.natural().kept(layout.indexOf("fc2.weight")));
        assertEquals(25, trained.mask().keptPrunable());
    }

    @Test
    void refusesWhatCannotBeDone() {
        List<StateDict> gates = List.of(METHOD.initialGates(LAYOUT));
        var single = assertThrows(
                IllegalArgumentException.class,
                () -> new GatedTraining(LINEAR, PLAIN, METHOD, new TrainingSpan(0, 2, 2), SELECTION, 6, gates));
        assertTrue(single.getMessage().contains("has no second epoch"), single::getMessage);
        assertThrows(
                IllegalArgumentException.class,
                () -> new GatedTraining(LINEAR, PLAIN, METHOD, SPAN, SELECTION, 13, gates));
        var early = assertThrows(
                IllegalStateException.class, () -> rule(PLAIN, METHOD, 6).trained());
        assertEquals("member 0 is not trained yet", early.getMessage());
    }

    private static GatedTraining rule(TrainConfig config, ContinuousSparsification method, int kept) {
        return new GatedTraining(LINEAR, config, method, SPAN, SELECTION, kept, List.of(method.initialGates(LAYOUT)));
    }

    private static TensorStore store() {
        TensorStore store = new TensorStore(LAYOUT, 1);
        store.put(0, StateDict.of(LAYOUT, WEIGHTS.clone()));
        return store;
    }

    private static double[] toDouble(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    private static Examples data() {
        float[] features = new float[24];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) Math.cos(1.3 * Math.floorDiv(i, 4) + 0.9 * (i % 4));
        }
        return Examples.of(features, new int[] {0, 1, 2, 0, 1, 2}, List.of(4), 3);
    }
}
