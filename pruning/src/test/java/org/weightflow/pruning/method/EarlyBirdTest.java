package org.weightflow.pruning.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.pruning.MagnitudePruning;
import org.weightflow.pruning.earlybird.MaskDistance;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

class EarlyBirdTest {
    private static final int STEPS_PER_EPOCH = 6;
    private static final int EPOCHS = 4;
    private static final int KEPT = 28;

    @TempDir
    private Path folder;

    /** The masks of every epoch's start and of the end, by trainings of their own that end there. */
    private static List<List<Mask>> masks(Workbench bench) {
        List<List<Mask>> masks = new ArrayList<>();
        for (int epoch = 0; epoch <= EPOCHS; epoch++) {
            try (TensorStore population = bench.population(bench.initial())) {
                bench.trainer()
                        .train(
                                population,
                                List.of(),
                                bench.seeds(),
                                0,
                                (long) epoch * STEPS_PER_EPOCH,
                                TrainingListener.SILENT);
                List<Mask> drawn = new ArrayList<>();
                for (StateDict weights : Workbench.members(population)) {
                    drawn.add(bench.selection()
                            .select(MagnitudePruning.magnitudes(weights), Mask.dense(weights.layout()), KEPT));
                }
                masks.add(drawn);
            }
        }
        return masks;
    }

    private static Targets target() {
        return new Targets(List.of(KEPT), Optional.empty());
    }

    private static Tickets search(EarlyBird method, Workbench bench) throws IOException {
        AllTickets found = new AllTickets();
        method.search(bench, target(), found);
        return found.last();
    }

    /** The first epoch at whose start the mask is within the tolerance of the one before; the end if there is none. */
    private static int settled(List<List<Mask>> masks, int member, double tolerance) {
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            double distance = MaskDistance.between(
                    masks.get(epoch).get(member), masks.get(epoch - 1).get(member));
            if (distance <= tolerance) {
                return epoch;
            }
        }
        return EPOCHS;
    }

    @ParameterizedTest(name = "tolerance {0}")
    @ValueSource(doubles = {0, 0.05, 0.1, 0.2, 1})
    void takesTheMaskOfTheEpochInWhichItSettles(double tolerance) throws IOException {
        Workbench bench = IrisBench.inMemory(2);
        List<List<Mask>> masks = masks(bench);
        Tickets found = search(new EarlyBird(2, tolerance), bench);
        for (int p = 0; p < 2; p++) {
            assertEquals(
                    masks.get(settled(masks, p, tolerance)).get(p),
                    found.masks().get(p));
            assertEquals(KEPT, found.masks().get(p).keptPrunable());
            assertTrue(bench.rewound().get(p).sameBits(found.weights().get(p)));
        }
        assertEquals(2, found.from());
        assertNotEquals(masks.get(0), masks.get(EPOCHS), "the masks change at all");
    }

    @Test
    void trainsNoFurtherThanItMust() throws IOException {
        for (int queue = 2; queue <= 4; queue++) {
            Steps steps = new Steps();
            search(new EarlyBird(queue, 1), IrisBench.inMemory(IrisBench.NET, 0, steps));
            assertEquals((queue - 1L) * STEPS_PER_EPOCH, steps.trained);
            assertEquals(EPOCHS * STEPS_PER_EPOCH, steps.trained + steps.skipped);
        }
    }

    @Test
    void isOneShotPruningWhereNothingSettles() throws IOException {
        Workbench bench = IrisBench.inMemory(0);
        Tickets never = search(new EarlyBird(EPOCHS + 2, 1), bench.of("early-bird"));
        AllTickets oneShot = new AllTickets();
        new OneShotMagnitude().search(bench.of("one-shot"), target(), oneShot);
        assertEquals(oneShot.last().masks(), never.masks());
    }

    @Test
    void keepsWhatItFound() throws IOException {
        Tickets first = search(new EarlyBird(2, 1), IrisBench.in(folder, 2, SearchListener.SILENT));
        Steps steps = new Steps();
        Tickets again = search(new EarlyBird(2, 1), IrisBench.in(folder, 2, steps));
        assertEquals(first.masks(), again.masks());
        assertEquals(0, steps.trained);
    }

    @Test
    void refusesAQueueOfOne() {
        assertThrows(IllegalArgumentException.class, () -> new EarlyBird(1, 0.1));
        assertThrows(IllegalArgumentException.class, () -> new EarlyBird(5, 1.5));
        assertEquals(new EarlyBird(5, 0.1), EarlyBird.defaults());
    }

    private static final class Steps implements SearchListener {
        private long trained;
        private long skipped;

        @Override
        public void onStep(Progress progress) {
            trained++;
        }

        @Override
        public void skip(long steps) {
            skipped += steps;
        }
    }
}
