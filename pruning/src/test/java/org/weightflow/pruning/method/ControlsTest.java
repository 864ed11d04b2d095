package org.weightflow.pruning.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;
import org.weightflow.pruning.selection.Selection;

class ControlsTest {
    @Test
    void reinitialisingKeepsTheMasksAndChangesTheWeights() throws IOException {
        Workbench bench = IrisBench.inMemory(2);
        AllTickets imp = search(new IterativeMagnitude(), bench.of("imp"));
        AllTickets control = search(new Reinitialised(), bench.of("reinitialised"));
        for (int target = 0; target < 3; target++) {
            assertEquals(imp.get(target).masks(), control.get(target).masks());
            assertFalse(bench.initial()
                    .get(0)
                    .sameBits(control.get(target).weights().get(0)));
            assertEquals(0, control.get(target).from());
        }
    }

    @Test
    void shufflingKeepsEveryLayersCountAndTheWeights() throws IOException {
        Workbench bench = IrisBench.inMemory(2);
        AllTickets imp = search(new IterativeMagnitude(), bench.of("imp"));
        AllTickets control = search(new Shuffled(), bench.of("shuffled"));
        for (int target = 1; target < 3; target++) {
            for (int p = 0; p < 2; p++) {
                Mask found = imp.get(target).masks().get(p);
                Mask shuffled = control.get(target).masks().get(p);
                assertNotEquals(found, shuffled);
                for (int e = 0; e < found.layout().entries().size(); e++) {
                    assertEquals(found.kept(e), shuffled.kept(e));
                }
            }
            assertTrue(bench.rewound()
                    .get(1)
                    .sameBits(control.get(target).weights().get(1)));
        }
    }

    /** 40 of 100 bits, shuffled 2,000 times: each is set 800 times, give or take 22; five deviations. */
    @Test
    void shufflesUniformly() {
        Layout layout = Layout.of(List.of(new Layout.Entry("w", List.of(10, 10), Layout.Kind.WEIGHT, true)));
        BitSet first = new BitSet();
        first.set(0, 40);
        Mask mask = Mask.of(layout, first);
        int[] set = new int[100];
        for (int i = 0; i < 2_000; i++) {
            Shuffled.within(mask, new Seed(7).child(i)).toBitSet().stream().forEach(bit -> set[bit]++);
        }
        for (int count : set) {
            assertEquals(800, count, 110);
        }
    }

    static List<TicketMethod> random() {
        return List.of(new RandomMask(), new ErdosRenyiMask(), new SmartRatios());
    }

    @ParameterizedTest
    @MethodSource("random")
    void randomMasksHaveTheCountsOfTheirSharesAndTheInitialWeights(TicketMethod method) throws IOException {
        Workbench bench = IrisBench.inMemory(2);
        Targets targets = Targets.ofDensities(List.of(0.5, 0.2), bench.selection());
        AllTickets found = new AllTickets();
        method.search(bench, targets, found);
        for (int target = 0; target < 2; target++) {
            Tickets tickets = found.get(target);
            assertEquals(0, tickets.from());
            assertTrue(bench.initial().get(0).sameBits(tickets.weights().get(0)));
            assertNotEquals(tickets.masks().get(0), tickets.masks().get(1));
            for (Mask mask : tickets.masks()) {
                assertEquals(targets.kept().get(target), mask.keptPrunable());
            }
        }
    }

    @Test
    void randomMasksOfLargerNetworksFollowTheirShares() {
        Layout layout = Architectures.LENET_300_100.layout();
        for (Scope.Shares shares : List.of(Scope.Shares.LAYER, Scope.Shares.ERK, Scope.Shares.SMART)) {
            Selection selection = new Selection(layout, Scope.of(shares));
            Mask mask = RandomSearch.mask(selection, new Seed(3), 13_310);
            int[] counts = selection.counts(Mask.dense(layout), 13_310);
            int[] found = new int[counts.length];
            for (int e = 0; e < counts.length; e++) {
                found[e] = layout.entry(e).prunable() ? mask.kept(e) : 0;
            }
            assertArrayEquals(counts, found);
        }
    }

    private static AllTickets search(TicketMethod method, Workbench bench) throws IOException {
        AllTickets found = new AllTickets();
        method.search(bench, Targets.ofLevels(bench.settings().levels(), 0, bench.selection()), found);
        return found;
    }
}
