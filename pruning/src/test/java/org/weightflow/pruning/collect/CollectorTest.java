package org.weightflow.pruning.collect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.canon.matching.Matching;
import org.weightflow.canon.matching.MatchingConfig;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.prediction.NetworkAccuracy;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsFile;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.RewoundTraining;
import org.weightflow.pruning.collect.CollectConfig.Kind;
import org.weightflow.pruning.collect.TransferConfig.Match;
import org.weightflow.pruning.collect.TransferConfig.Order;
import org.weightflow.pruning.during.ContinuousSparsification;
import org.weightflow.pruning.method.GatedTickets;
import org.weightflow.pruning.method.RandomMask;
import org.weightflow.pruning.method.TicketConfig;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

class CollectorTest {
    private static final Mlp NET = Mlp.of(4, 16, 3);
    private static final Seed SEED = new Seed(42);
    private static Task iris;

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    @BeforeAll
    static void loadIris() throws IOException {
        iris = Task.load(new TaskConfig("iris", 24, Standardisation.Scope.PER_FEATURE), null, new Seed(1));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void collectsMembersThatSolveTheTask(Kind kind) throws IOException {
        Zoo zoo = collect(folder, config(kind), CollectListener.SILENT);
        assertEquals(7, zoo.size());
        assertTrue(zoo.verify().faults().isEmpty(), () -> zoo.verify().faults().toString());
        for (Member member : zoo.members()) {
            double accuracy = member.metrics().get("validation.accuracy");
            assertTrue(accuracy > 0.75, "member " + member.id() + " has " + accuracy);
        }
        assertTrue(
                files(folder).keySet().stream().noneMatch(name -> name.startsWith("search")),
                "a search is forgotten once its members are complete");
        assertFalse(zoo.weights(0).sameBits(zoo.weights(1)));
        assertFalse(zoo.weights(0).sameBits(zoo.weights(6)), "groups draw from other seeds");
    }

    @Test
    void siblingsShareOneMaskAndTicketsHaveTheirOwn() throws IOException {
        Zoo siblings = collect(folder.resolve("siblings"), config(Kind.SIBLINGS), CollectListener.SILENT);
        Zoo tickets = collect(folder.resolve("tickets"), config(Kind.TICKETS), CollectListener.SILENT);
        Set<Mask> shared = masks(siblings);
        Set<Mask> own = masks(tickets);
        assertEquals(1, shared.size());
        assertEquals(7, own.size());
        // 16 * 4 + 3 * 16 = 112 weights, two levels of 20 %: 90, then 72.
        own.addAll(shared);
        own.forEach(mask -> assertEquals(72, mask.keptPrunable()));
        assertEquals("trunk", siblings.members().get(0).parent());
        assertNotEquals(
                siblings.members().get(0).sha256(), siblings.members().get(1).sha256());
    }

    @Test
    void siblingsStartFromTheTrunk() throws IOException {
        // Without a step after the rewinding point every sibling is the masked trunk itself.
        CollectConfig config = config(Kind.SIBLINGS);
        int all = (int) config.training().totalSteps(iris.train().count());
        Zoo zoo = collect(folder, config.withRewindStep(all), CollectListener.SILENT);
        StateDict first = zoo.weights(0);
        for (int i = 1; i < zoo.size(); i++) {
            assertTrue(first.sameBits(zoo.weights(i)));
        }
    }

    @Test
    void movedTicketsBearTheTrunksMaskInTheirOwnOrder() throws IOException {
        // With k = 0 the network that a member is matched by is the dense member of the same number.
        CollectConfig config = config(Kind.MOVED).withRewindStep(0);
        Zoo moved = collect(folder.resolve("moved"), config, CollectListener.SILENT);
        Zoo dense = collect(folder.resolve("dense"), config.withKind(Kind.DENSE), CollectListener.SILENT);
        Mask trunkMask = MaskFile.read(folder.resolve("moved/trunk/level-02-000000.mask.safetensors"), NET.layout());
        StateDict trunk = SafetensorsFile.open(folder.resolve("moved/trunk/dense-000000.safetensors"))
                .toStateDict(NET.layout());
        WeightMatching matching = new WeightMatching(NET.symmetry(), MatchingConfig.defaults());
        Set<Mask> different = new HashSet<>();
        for (Member member : moved.members()) {
            Mask mask = moved.mask(member.id()).orElseThrow();
            Matching expected = matching.match(
                    dense.weights(member.id()),
                    trunk,
                    SEED.child("member").child(member.id()).child("matching"));
            assertEquals(expected.permutations().apply(trunkMask, NET.symmetry()), mask);
            for (int e = 0; e < NET.layout().entries().size(); e++) {
                assertEquals(
                        trunkMask.kept(e), mask.kept(e), NET.layout().entry(e).name());
            }
            assertEquals("trunk", member.parent());
            assertEquals(expected.objectiveBefore(), member.metrics().get("transfer.objective.before"));
            assertEquals(expected.objectiveAfter(), member.metrics().get("transfer.objective.after"));
            different.add(mask);
        }
        assertEquals(7, different.size());
        assertEquals(72, trunkMask.keptPrunable());
    }

    @ParameterizedTest
    @EnumSource(Match.class)
    void movedTicketsTrainFromTheirOwnWeightsOfStepK(Match match) throws IOException {
        CollectConfig config =
                config(Kind.MOVED).withTransfer(TransferConfig.defaults().withMatch(match));
        Zoo zoo = collect(folder, config, CollectListener.SILENT);
        RewoundTraining training =
                new RewoundTraining(NET, new PopulationTrainer(NET, iris.train(), config.training()), 6);
        for (int i = 0; i < zoo.size(); i++) {
            int member = i;
            List<Seed> seed = List.of(SEED.child("member").child(i));
            StateDict initial =
                    config.initialise().draw(NET.layout(), seed.get(0).child("init"));
            List<StateDict> rewound = training.start(List.of(initial), seed, TrainingListener.SILENT);
            training.rest(
                    rewound,
                    List.of(zoo.mask(i).orElseThrow()),
                    seed,
                    TrainingListener.SILENT,
                    population -> assertTrue(population.get(0).sameBits(zoo.weights(member))));
        }
    }

    @ParameterizedTest
    @EnumSource(Match.class)
    void movedTicketsStartFromWeightsThatTheMethodScales(Match match) throws IOException {
        GatedTickets gated =
                new GatedTickets(ContinuousSparsification.defaults().withRounds(1));
        CollectConfig config = config(Kind.MOVED)
                .withMembers(2)
                .withTransfer(TransferConfig.defaults().withMatch(match))
                .withTickets(TicketConfig.defaults().withMethod(gated));
        Zoo zoo = collect(folder, config, CollectListener.SILENT);
        PopulationTrainer trainer = new PopulationTrainer(NET, iris.train(), config.training());
        List<Seed> seed = List.of(SEED.child("member").child(1));
        Workbench bench = Workbench.inMemory(NET, iris, config.searchSettings(), trainer, seed, SearchListener.SILENT);
        List<StateDict> starts = gated.startingWeights(bench);
        assertFalse(starts.get(0).sameBits(bench.rewound().get(0)));
        List<StateDict> expected = bench.trained(
                new Tickets("expected", starts, List.of(zoo.mask(1).orElseThrow()), bench.rewindStep()));
        assertTrue(expected.get(0).sameBits(zoo.weights(1)));
    }

    /** 2,100 validation examples of noise, on which no accuracy is likely to be that on the first 2,000. */
    @Test
    void measuresLevelsAndTicketsOnTheSameExamples() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data/mnist"));
        writeNoise(data, "train", 2_150);
        writeNoise(data, "t10k", 10);
        Task noise = Task.load(new TaskConfig("mnist", 2_100, Standardisation.Scope.NONE), data.getParent(), SEED);
        Mlp network = Mlp.of(784, 4, 10);
        CollectConfig config = config(Kind.TICKETS)
                .withMembers(1)
                .withPruning(PruneConfig.defaults().withLevels(1))
                .withTraining(TrainConfig.defaults().withEpochs(1).withBatchSize(25))
                .withRewindStep(0);
        Path out = folder.resolve("zoo");
        Zoo zoo = new Collector(network, noise, config, SEED)
                .collect(out, Map.of("kind", "tickets"), provenance(), CollectListener.SILENT);
        double[] whole = new NetworkAccuracy(network, noise.validation()).of(List.of(zoo.weights(0)));
        double[] part = new NetworkAccuracy(
                        network,
                        noise.validation().select(IntStream.range(0, 2_000).toArray()))
                .of(List.of(zoo.weights(0)));
        List<TicketHistory.Line> history = TicketHistory.read(out);
        assertEquals(2, history.size());
        assertEquals(part[0], history.get(1).validationAccuracy());
        assertNotEquals(part[0], whole[0]);
        assertEquals(whole[0], zoo.members().get(0).metrics().get(Member.VALIDATION_ACCURACY));
    }

    private static void writeNoise(Path folder, String part, int count) throws IOException {
        SplittableRandom random = new SplittableRandom(count);
        ByteBuffer images = ByteBuffer.allocate(16 + count * 784);
        images.putInt(0x803).putInt(count).putInt(28).putInt(28);
        ByteBuffer labels = ByteBuffer.allocate(8 + count);
        labels.putInt(0x801).putInt(count);
        while (images.hasRemaining()) {
            images.put((byte) random.nextInt(256));
        }
        while (labels.hasRemaining()) {
            labels.put((byte) random.nextInt(10));
        }
        Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
    }

    @Test
    void refusesARewindingStepBeyondTheRunForEveryKindOfTickets() {
        for (Kind kind : List.of(Kind.TICKETS, Kind.SIBLINGS, Kind.MOVED)) {
            CollectConfig config = config(kind)
                    .withRewindStep(73)
                    .withTickets(TicketConfig.defaults().withMethod(new RandomMask()));
            var e = assertThrows(IllegalArgumentException.class, () -> collector(config));
            assertEquals("rewindStep 73 is not in [0, 72], the steps of the run", e.getMessage());
        }
        collector(config(Kind.DENSE).withRewindStep(73));
    }

    @Test
    void movedTicketsCanBeInTheTrunksOrderInstead() throws IOException {
        CollectConfig config = config(Kind.MOVED).withRewindStep(0);
        Zoo own = collect(folder.resolve("own"), config, CollectListener.SILENT);
        Zoo common = collect(
                folder.resolve("common"),
                config.withTransfer(TransferConfig.defaults().withOrder(Order.TRUNK)),
                CollectListener.SILENT);
        Zoo dense = collect(folder.resolve("dense"), config.withKind(Kind.DENSE), CollectListener.SILENT);
        StateDict trunk = SafetensorsFile.open(folder.resolve("common/trunk/dense-000000.safetensors"))
                .toStateDict(NET.layout());
        assertEquals(1, masks(common).size());
        for (int i = 0; i < own.size(); i++) {
            Permutations matched = new WeightMatching(NET.symmetry(), MatchingConfig.defaults())
                    .match(
                            dense.weights(i),
                            trunk,
                            SEED.child("member").child(i).child("matching"))
                    .permutations();
            assertEquals(own.mask(i).orElseThrow(), matched.apply(common.mask(i).orElseThrow(), NET.symmetry()));
            // The same network but for the rounding of permuted sums.
            assertArrayEquals(
                    own.weights(i).toArray(),
                    matched.apply(common.weights(i), NET.symmetry()).toArray(),
                    1e-3f);
        }
    }

    @Test
    void theControlBearsTheTrunksMaskAsItIs() throws IOException {
        CollectConfig control =
                config(Kind.MOVED).withTransfer(TransferConfig.defaults().withMatch(Match.NONE));
        Zoo unmoved = collect(folder.resolve("unmoved"), control, CollectListener.SILENT);
        Zoo siblings = collect(folder.resolve("siblings"), config(Kind.SIBLINGS), CollectListener.SILENT);
        assertEquals(masks(siblings), masks(unmoved));
        assertFalse(unmoved.members().get(0).metrics().containsKey("transfer.objective.after"));
    }

    @Test
    void makesAGroupOfMovedTicketsAgainOfWhichFilesAreMissing() throws IOException {
        for (String missing : List.of("dense-000002", "rewound-000002")) {
            Path stopped = folder.resolve(missing);
            // After the trunk's 138 steps and 72 dense ones.
            assertThrows(Stop.class, () -> collect(stopped, config(Kind.MOVED), new StopAfter(220)));
            Files.delete(stopped.resolve("search-000000/" + missing + ".safetensors"));
            collect(stopped, config(Kind.MOVED), CollectListener.SILENT);
            requireSame(whole(Kind.MOVED), stopped);
        }
    }

    @Test
    void refusesToMoveAMaskThatNobodyFinds() {
        CollectConfig config =
                config(Kind.MOVED).withPruning(PruneConfig.defaults().withLevels(0));
        var e = assertThrows(IllegalArgumentException.class, () -> collector(config));
        assertEquals("kind moved needs a mask to move, but levels is 0", e.getMessage());
    }

    @ParameterizedTest(name = "{0} stopped after {1} steps")
    @CsvSource({
        "DENSE, 1",
        "DENSE, 70",
        "SIBLINGS, 3",
        "SIBLINGS, 50",
        "SIBLINGS, 160",
        "TICKETS, 20",
        "TICKETS, 120",
        "TICKETS, 250",
        "MOVED, 70",
        "MOVED, 180",
        "MOVED, 250",
        "MOVED, 400"
    })
    void goesOnToTheSameBytesWhereverItWasStopped(Kind kind, int steps) throws IOException {
        Path stopped = folder.resolve("stopped");
        assertThrows(Stop.class, () -> collect(stopped, config(kind), new StopAfter(steps)));
        collect(stopped, config(kind), CollectListener.SILENT);
        requireSame(whole(kind), stopped);
    }

    /** A zoo that was collected without a stop, once for all tests. */
    private static Path whole(Kind kind) throws IOException {
        Path whole = shared.resolve(kind.name());
        if (!Files.exists(whole)) {
            collect(whole, config(kind), CollectListener.SILENT);
        }
        return whole;
    }

    private static void requireSame(Path whole, Path stopped) throws IOException {
        Map<String, byte[]> expected = files(whole);
        Map<String, byte[]> found = files(stopped);
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void countsEveryStepOnce(Kind kind) throws IOException {
        long[] seen = new long[2];
        collect(folder, config(kind), new CollectListener() {
            @Override
            public void onStep(String phase, long done, long total, double meanLoss) {
                assertEquals(++seen[0], done);
                seen[1] = total;
            }

            @Override
            public void onMember(Member member) {}
        });
        assertEquals(seen[1], seen[0]);
    }

    @Test
    void refusesToGoOnWithAnotherRecipe() throws IOException {
        collect(folder, config(Kind.DENSE), CollectListener.SILENT);
        var e = assertThrows(IOException.class, () -> collector(config(Kind.DENSE))
                .collect(folder, Map.of("kind", "other"), provenance(), CollectListener.SILENT));
        assertTrue(e.getMessage().contains("recipe"), e::getMessage);
    }

    private static Zoo collect(Path folder, CollectConfig config, CollectListener listener) throws IOException {
        return collector(config).collect(folder, Map.of("kind", config.kind().name()), provenance(), listener);
    }

    private static Collector collector(CollectConfig config) {
        return new Collector(NET, iris, config, SEED);
    }

    private static Provenance provenance() {
        return Provenance.here(1, Map.of(), iris.dataset().sha256());
    }

    private static CollectConfig config(Kind kind) {
        return CollectConfig.defaults()
                .withKind(kind)
                .withMembers(7)
                .withGroup(3)
                .withTraining(
                        TrainConfig.defaults().withEpochs(12).withBatchSize(16).withLearningRate(0.02))
                .withPruning(PruneConfig.defaults().withLevels(2))
                .withRewindStep(6);
    }

    private static Set<Mask> masks(Zoo zoo) throws IOException {
        Set<Mask> masks = new HashSet<>();
        for (int i = 0; i < zoo.size(); i++) {
            masks.add(zoo.mask(i).orElseThrow());
        }
        return masks;
    }

    private static Map<String, byte[]> files(Path root) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (var paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        assertTrue(files.size() > 7, () -> "only " + List.copyOf(files.keySet()));
        return files;
    }

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private record StopAfter(int steps) implements CollectListener {
        @Override
        public void onStep(String phase, long done, long total, double meanLoss) {
            if (done >= steps) {
                throw new Stop();
            }
        }

        @Override
        public void onMember(Member member) {}
    }
}
