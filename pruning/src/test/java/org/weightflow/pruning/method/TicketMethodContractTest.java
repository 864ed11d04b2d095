package org.weightflow.pruning.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.pruning.concrete.ConcreteConfig;
import org.weightflow.pruning.during.GradualMagnitude;
import org.weightflow.pruning.during.RigL;
import org.weightflow.pruning.during.SparseEvolution;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.DensitySchedule;
import org.weightflow.pruning.selection.Scope;

/** What every way to find tickets promises. */
class TicketMethodContractTest {
    @TempDir
    private Path folder;

    /** Every method, with settings that fit a training of 24 steps. */
    static Stream<Map.Entry<String, TicketMethod>> methods() {
        Map<String, TicketMethod> methods = new LinkedHashMap<>(TicketMethods.defaults());
        methods.put(
                "synflow", new SynFlowTickets(new ScoreRounds(5, DensitySchedule.GEOMETRIC, ScoreRounds.At.REWOUND)));
        methods.put(
                "snip",
                new SnipTickets(
                        SnipTickets.defaults().score().withDraw(new org.weightflow.pruning.score.BalancedBatches(1, 5)),
                        ScoreRounds.once()));
        methods.put("grasp", new GraspTickets(GraspTickets.defaults().score().withPerClass(5), ScoreRounds.once()));
        methods.put(
                "cts",
                new ConcreteTickets(ConcreteConfig.defaults().toBuilder()
                        .batchSize(32)
                        .epochs(3)
                        .build()));
        methods.put("rigl", new RigLTickets(RigL.defaults().withEvery(4), Scope.Shares.ERK));
        methods.put("set", new SetTickets(SparseEvolution.defaults(), Scope.Shares.ERK));
        methods.put("gmp", new GradualTickets(GradualMagnitude.defaults().withEvery(2)));
        return methods.entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void findsExactlyAsManyAsAskedForForEveryMember(Map.Entry<String, TicketMethod> method) throws IOException {
        Workbench bench = IrisBench.inMemory(3);
        Targets targets = targets(bench);
        AllTickets found = find(method.getValue(), bench);
        for (int target = 0; target < targets.count(); target++) {
            Tickets tickets = found.get(target);
            assertEquals(2, tickets.masks().size());
            for (Mask mask : tickets.masks()) {
                assertEquals(targets.kept().get(target), mask.keptPrunable());
                assertTrue(mask.kept(0) > 0 && mask.kept(2) > 0, "no layer is emptied");
            }
            assertNotEquals(tickets.masks().get(0), tickets.masks().get(1), "members have masks of their own");
            assertEquals(method.getValue().trainsFrom(bench), tickets.from());
            if (tickets.from() == bench.lastStep()) {
                for (int p = 0; p < 2; p++) {
                    StateDict network = tickets.weights().get(p);
                    assertTrue(
                            tickets.masks().get(p).apply(network).sameBits(network), "pruned values are exactly zero");
                }
            }
        }
    }

    /** Members of fully connected networks do not know of each other. */
    @ParameterizedTest
    @MethodSource("methods")
    void aMemberAloneFindsTheSameTicket(Map.Entry<String, TicketMethod> method) throws IOException {
        AllTickets together = find(method.getValue(), IrisBench.inMemory(3));
        Task task = IrisBench.iris();
        Workbench alone = Workbench.inMemory(
                IrisBench.NET,
                task,
                IrisBench.settings(3),
                new PopulationTrainer(IrisBench.NET, task.train(), IrisBench.TRAINING),
                List.of(IrisBench.SEEDS.get(1)),
                SearchListener.SILENT);
        AllTickets found = find(method.getValue(), alone);
        assertEquals(together.last().masks().get(1), found.last().masks().get(0));
        assertTrue(
                together.last().weights().get(1).sameBits(found.last().weights().get(0)));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void findsTheSameOnDiskAndReadsItBack(Map.Entry<String, TicketMethod> method) throws IOException {
        AllTickets expected = find(method.getValue(), IrisBench.inMemory(3));
        Workbench bench = IrisBench.in(folder, 3, SearchListener.SILENT);
        double[] seconds = new double[2];
        method.getValue().search(bench.of("m"), targets(bench), new TicketReceiver() {
            @Override
            public boolean wants(int target) {
                return true;
            }

            @Override
            public void found(int target, Tickets tickets, double spent) {
                seconds[target] = spent;
            }
        });
        SearchListener none = new SearchListener() {
            @Override
            public void onStep(Progress progress) {
                throw new IllegalStateException("a search that is kept trains nothing");
            }

            @Override
            public void skip(long steps) {}
        };
        boolean iterative = !method.getValue().history(bench, targets(bench)).isEmpty();
        Workbench later = IrisBench.in(folder, 3, iterative ? SearchListener.SILENT : none);
        AllTickets again = new AllTickets();
        method.getValue().search(later.of("m"), targets(later), new TicketReceiver() {
            @Override
            public boolean wants(int target) {
                // Of methods that go from level to level only the last networks are kept.
                return target == 1 || !iterative;
            }

            @Override
            public void found(int target, Tickets tickets, double spent) {
                again.found(target, tickets, spent);
                assertEquals(seconds[target], spent, 1e-9, "what is read counts as what it took");
            }
        });
        for (int target = iterative ? 1 : 0; target < 2; target++) {
            for (int p = 0; p < 2; p++) {
                assertEquals(
                        expected.get(target).masks().get(p),
                        again.get(target).masks().get(p));
                assertTrue(expected.get(target)
                        .weights()
                        .get(p)
                        .sameBits(again.get(target).weights().get(p)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void countsItsTrainingStepsOnce(Map.Entry<String, TicketMethod> method) throws IOException {
        long[] steps = new long[1];
        Workbench bench = IrisBench.inMemory(IrisBench.NET, 3, new SearchListener() {
            @Override
            public void onStep(Progress progress) {
                steps[0]++;
            }

            @Override
            public void skip(long skipped) {
                steps[0] += skipped;
            }
        });
        find(method.getValue(), bench);
        long expected = method.getValue().steps(bench, targets(bench));
        assertEquals(expected, steps[0]);
    }

    @Test
    void everyMethodSaysWhatItDoes() {
        for (String name : TicketMethods.defaults().keySet()) {
            assertTrue(TicketMethods.summary(name).endsWith("."));
            assertEquals(name, TicketMethods.name(TicketMethods.defaults().get(name)));
        }
    }

    private static Targets targets(Workbench bench) {
        return Targets.ofDensities(List.of(0.5, 0.2), bench.selection());
    }

    private static AllTickets find(TicketMethod method, Workbench bench) throws IOException {
        AllTickets found = new AllTickets();
        method.search(bench, targets(bench), found);
        return found;
    }
}
