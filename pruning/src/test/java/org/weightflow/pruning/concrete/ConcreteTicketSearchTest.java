package org.weightflow.pruning.concrete;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.prediction.NetworkAccuracy;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.pruning.selection.Scope;
import org.weightflow.pruning.selection.Selection;

class ConcreteTicketSearchTest {
    private static final Architecture NET = Architectures.parse("mlp-4-10-3");
    private static final ConcreteConfig SHORT =
            ConcreteConfig.defaults().toBuilder().batchSize(32).epochs(4).build();

    @ParameterizedTest
    @EnumSource
    void leavesWeightsNormalisationAndStatisticsAsTheyWere(Objective objective) {
        Architecture architecture = Architectures.parse("mlp-4-10-3-bn");
        Selection selection = new Selection(architecture.layout(), Scope.global());
        ConcreteTicketSearch search = new ConcreteTicketSearch(
                architecture, data(), SHORT.toBuilder().objective(objective).build(), selection.open(), 20);
        StateDict start = start(architecture, 3);
        try (TensorStore members = new TensorStore(architecture.layout(), 1)) {
            members.put(0, start);
            List<double[]> logits = search.search(
                    members,
                    List.of(start(architecture, 4)),
                    List.of(new Seed(1)),
                    (member, step, gates, descent) -> {},
                    TrainingListener.SILENT);
            assertTrue(start.sameBits(members.get(0)));
            assertEquals(
                    20,
                    selection
                            .select(logits.get(0), Mask.dense(architecture.layout()), 20)
                            .keptPrunable());
            assertTrue(moved(logits.get(0), selection.open()), "the search did nothing");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"REVERSE_KL", "GRADIENT_MATCHING"})
    void membersComeOutTheSameAloneAndTogether(Objective objective) {
        Selection selection = new Selection(NET.layout(), Scope.global());
        ConcreteTicketSearch search = new ConcreteTicketSearch(
                NET, data(), SHORT.toBuilder().objective(objective).build(), selection.open(), 15);
        List<StateDict> starts = new ArrayList<>();
        List<Seed> seeds = new ArrayList<>();
        for (int p = 0; p < 5; p++) {
            starts.add(start(NET, 30 + p));
            seeds.add(new Seed(p));
        }
        int threads = EngineRuntime.threads();
        List<double[]> together;
        try {
            // Two groups.
            EngineRuntime.setThreads(2);
            together = search.find(starts, seeds, TrainingListener.SILENT);
        } finally {
            EngineRuntime.setThreads(threads);
        }
        for (int p = 0; p < 5; p++) {
            double[] alone = search.find(starts.subList(p, p + 1), seeds.subList(p, p + 1), TrainingListener.SILENT)
                    .get(0);
            assertArrayEquals(alone, together.get(p));
        }
        assertFalse(Arrays.equals(together.get(0), together.get(1)));
    }

    @Test
    void noiseAndBatchesComeFromTheSeed() {
        Selection selection = new Selection(NET.layout(), Scope.global());
        ConcreteTicketSearch search = new ConcreteTicketSearch(NET, data(), SHORT, selection.open(), 15);
        List<StateDict> same = List.of(start(NET, 30), start(NET, 30));
        List<double[]> logits = search.find(same, List.of(new Seed(1), new Seed(2)), TrainingListener.SILENT);
        assertFalse(Arrays.equals(logits.get(0), logits.get(1)));
    }

    @Test
    void eachStepDrawsItsOwnNoise() {
        Selection selection = new Selection(NET.layout(), Scope.global());
        ConcreteTicketSearch search = new ConcreteTicketSearch(NET, data(), SHORT, selection.open(), 15);
        Set<BitSet> drawn = new HashSet<>();
        try (TensorStore members = new TensorStore(NET.layout(), 1)) {
            members.put(0, start(NET, 3));
            search.search(
                    members,
                    List.of(members.get(0)),
                    List.of(new Seed(1)),
                    // A gate's slope and value move with its logit, too; whether it is open hardly does in a few steps.
                    (member, step, gates, descent) -> drawn.add(openGates(gates)),
                    TrainingListener.SILENT);
        }
        assertEquals(search.steps(), drawn.size());
        assertTrue(search.steps() > 10);
    }

    @Test
    void balanceRestsUntilTheGatesAreTooManyAndHoldsThemThere() {
        Selection selection = new Selection(NET.layout(), Scope.global());
        ConcreteConfig longer = SHORT.toBuilder().epochs(200).build();
        ConcreteTicketSearch search = new ConcreteTicketSearch(NET, data(), longer, selection.open(), 20);
        ConcurrentHashMap<Long, Gates.Descent> steps = new ConcurrentHashMap<>();
        try (TensorStore members = new TensorStore(NET.layout(), 1)) {
            members.put(0, start(NET, 3));
            search.search(
                    members,
                    List.of(members.get(0)),
                    List.of(new Seed(1)),
                    (member, step, gates, descent) -> steps.put(step, descent),
                    TrainingListener.SILENT);
        }
        assertEquals(search.steps(), steps.size());
        assertEquals(-9.0909, steps.get(0L).error(), 1e-4);
        long first = 0;
        while (steps.get(first).error() <= 0) {
            assertEquals(0, steps.get(first).lambda());
            first++;
        }
        assertTrue(steps.get(first).lambda() > 0);
        for (long step = first + 1; step < search.steps(); step++) {
            if (steps.get(step).error() <= 0) {
                assertEquals(
                        0.99 * steps.get(step - 1).lambda(), steps.get(step).lambda(), 1e-12, "decays while e <= 0");
            }
        }
        assertEquals(0, steps.get(search.steps() - 1).error(), 15, "the density is held near its target");
    }

    @Test
    void gatesStandOnlyWhereTheyAreWanted() {
        Layout layout = NET.layout();
        Selection selection = new Selection(layout, Scope.global().withSpared(List.of("fc2.weight")));
        ConcreteTicketSearch search = new ConcreteTicketSearch(NET, data(), SHORT, selection.open(), 8);
        double[] logits = search.find(List.of(start(NET, 3)), List.of(new Seed(1)), TrainingListener.SILENT)
                .get(0);
        assertEquals(layout.size(), logits.length);
        for (int i = 0; i < logits.length; i++) {
            assertEquals(selection.open().get(i), logits[i] != 0, "value " + i);
        }
        Mask ticket = selection.select(logits, Mask.dense(layout), 8 + selection.spared());
        assertEquals(8, ticket.kept(layout.indexOf("fc1.weight")));
        assertEquals(30, ticket.kept(layout.indexOf("fc2.weight")));
    }

    /** The gates that matter are known: two inputs alone tell the classes apart. */
    @Test
    void findsThePlantedInputs() {
        Architecture linear = Architectures.parse("mlp-8-2");
        SplittableRandom random = new Seed(4).random();
        float[] features = new float[400 * 8];
        int[] labels = new int[400];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        for (int n = 0; n < 400; n++) {
            labels[n] = features[n * 8 + 2] - features[n * 8 + 5] > 0 ? 1 : 0;
        }
        float[] weights = new float[linear.layout().size()];
        for (int i = 0; i < 8; i++) {
            // All inputs weigh alike; only those of 2 and 5 have the sign that helps.
            weights[i] = i == 5 ? 1 : -1;
            weights[8 + i] = -weights[i];
        }
        Selection selection = new Selection(linear.layout(), Scope.global());
        ConcreteConfig config =
                SHORT.toBuilder().objective(Objective.TASK_LOSS).epochs(30).build();
        double[] logits = new ConcreteTicketSearch(
                        linear, Examples.of(features, labels, List.of(8), 2), config, selection.open(), 4)
                .find(List.of(StateDict.of(linear.layout(), weights)), List.of(new Seed(1)), TrainingListener.SILENT)
                .get(0);
        BitSet ticket = selection.select(logits, Mask.dense(linear.layout()), 4).toBitSet();
        ticket.clear(16, weights.length);
        BitSet planted = new BitSet();
        for (int i : new int[] {2, 5, 10, 13}) {
            planted.set(i);
        }
        assertEquals(planted, ticket);
    }

    /** Fixed seeds; see the margin beside what chance gives. */
    @Test
    void ticketsTrainBetterThanShuffledOnes() throws IOException {
        Architecture architecture = Architectures.parse("mlp-64-32-10");
        Layout layout = architecture.layout();
        Task task = Task.load(new TaskConfig("digits", 200, Standardisation.Scope.NONE), null, new Seed(1));
        TrainConfig recipe = TrainConfig.defaults().withEpochs(20).withLearningRate(3e-3);
        PopulationTrainer trainer = new PopulationTrainer(architecture, task.train(), recipe);
        List<Seed> seeds = List.of(new Seed(1), new Seed(2), new Seed(3));
        List<StateDict> rewound = seeds.stream()
                .map(seed -> Initialisation.KAIMING_UNIFORM.draw(layout, seed))
                .toList();
        rewound = trained(trainer, rewound, List.of(), seeds, 0, trainer.totalSteps() / 20);
        Selection selection = new Selection(layout, Scope.global());
        int kept = selection.kept(0.06);
        ConcreteConfig config =
                ConcreteConfig.defaults().toBuilder().batchSize(256).epochs(60).build();
        List<double[]> logits = new ConcreteTicketSearch(architecture, task.train(), config, selection.open(), kept)
                .find(rewound, seeds, TrainingListener.SILENT);
        List<Mask> found = new ArrayList<>();
        List<Mask> shuffled = new ArrayList<>();
        for (int p = 0; p < seeds.size(); p++) {
            Mask ticket = selection.select(logits.get(p), Mask.dense(layout), kept);
            found.add(ticket);
            int[] counts = new int[layout.entries().size()];
            Arrays.setAll(counts, ticket::kept);
            SplittableRandom random = new Seed(90 + p).random();
            double[] chance = new double[layout.size()];
            Arrays.setAll(chance, i -> random.nextDouble());
            shuffled.add(selection.select(chance, Mask.dense(layout), counts, new BitSet()));
            assertEquals(kept, ticket.keptPrunable());
        }
        long from = trainer.totalSteps() / 20;
        double tickets =
                accuracy(architecture, task, trained(trainer, rewound, found, seeds, from, trainer.totalSteps()));
        double chance =
                accuracy(architecture, task, trained(trainer, rewound, shuffled, seeds, from, trainer.totalSteps()));
        assertTrue(tickets > chance + 0.1, () -> "tickets " + tickets + ", shuffled " + chance);
    }

    private static List<StateDict> trained(
            PopulationTrainer trainer,
            List<StateDict> starts,
            List<Mask> masks,
            List<Seed> seeds,
            long from,
            long until) {
        try (TensorStore members = new TensorStore(starts.get(0).layout(), starts.size())) {
            for (int p = 0; p < starts.size(); p++) {
                members.put(p, starts.get(p));
            }
            trainer.train(members, masks, seeds, from, until, TrainingListener.SILENT);
            List<StateDict> trained = new ArrayList<>();
            for (int p = 0; p < starts.size(); p++) {
                trained.add(members.get(p));
            }
            return trained;
        }
    }

    private static double accuracy(Architecture architecture, Task task, List<StateDict> networks) {
        return Arrays.stream(new NetworkAccuracy(architecture, task.validation()).of(networks))
                .average()
                .orElseThrow();
    }

    @Test
    void namesWhatIsWrongWithTheGates() {
        BitSet bias = new BitSet();
        bias.set(NET.layout().offset(NET.layout().indexOf("fc1.bias")));
        assertMessage("fc1.bias: value 0 has a gate", bias, 1);
        BitSet behind = new BitSet();
        behind.set(NET.layout().size());
        assertMessage("gate 83 lies behind", behind, 1);
        BitSet open = new Selection(NET.layout(), Scope.global()).open();
        assertMessage("kept 0 is not in [1, 69]", open, 0);
        assertMessage("kept 70 is not in [1, 69]", open, 70);
        var e = assertThrows(IllegalArgumentException.class, () -> new ConcreteTicketSearch(NET, data(), SHORT, open, 9)
                .find(List.of(start(NET, 1)), List.of(), List.of(new Seed(1)), TrainingListener.SILENT));
        assertTrue(e.getMessage().contains("0 references for 1 members"), e::getMessage);
    }

    private static void assertMessage(String part, BitSet gated, int kept) {
        var e = assertThrows(
                IllegalArgumentException.class, () -> new ConcreteTicketSearch(NET, data(), SHORT, gated, kept));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }

    private static BitSet openGates(Gates gates) {
        BitSet open = new BitSet();
        for (int i = 0; i < gates.values().length; i++) {
            open.set(i, gates.values()[i] > 0.5f);
        }
        return open;
    }

    private static boolean moved(double[] logits, BitSet gated) {
        return gated.stream().mapToDouble(i -> logits[i]).distinct().count() > 10;
    }

    private static StateDict start(Architecture architecture, int seed) {
        return Initialisation.KAIMING_UNIFORM.draw(architecture.layout(), new Seed(seed));
    }

    private static Examples data() {
        SplittableRandom random = new Seed(6).random();
        float[] features = new float[96 * 4];
        int[] labels = new int[96];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 3;
            for (int f = 0; f < 4; f++) {
                features[i * 4 + f] = (float) (random.nextGaussian() + (f == labels[i] ? 2 : 0));
            }
        }
        return Examples.of(features, labels, List.of(4), 3);
    }
}
