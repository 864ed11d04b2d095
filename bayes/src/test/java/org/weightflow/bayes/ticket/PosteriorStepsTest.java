package org.weightflow.bayes.ticket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.selection.Scope;

/** Every method says beforehand how many steps it trains, whoever was there before. */
class PosteriorStepsTest {
    private final long[] steps = new long[1];
    private final PosteriorBench bench = PosteriorBenchFixture.inMemory(Scope.global(), new SearchListener() {
        @Override
        public void onStep(Progress progress) {
            steps[0]++;
        }

        @Override
        public void skip(long skipped) {
            steps[0] += skipped;
        }
    });

    static Stream<PosteriorMethod> methods() {
        return Stream.of(
                IterativePosterior.of(PosteriorScore.MAGNITUDE),
                new IterativePosterior(PosteriorScore.MAGNITUDE, false),
                new PosteriorControl(PosteriorScore.MAGNITUDE, PosteriorControl.Kind.REINITIALISED),
                new PosteriorControl(PosteriorScore.MAGNITUDE, PosteriorControl.Kind.SHUFFLED_EVENLY),
                new DeterministicTickets(),
                new Transplanted(Transplanted.Weights.REWOUND),
                new Transplanted(Transplanted.Weights.TRAINED),
                new TransplantedBack(PosteriorScore.MAGNITUDE));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void countsThemWhereOnlyTheLastLevelIsWanted(PosteriorMethod method) throws IOException {
        assertSteps(method, "m", List.of(3));
    }

    /** Masks are shared, so the later of two methods passes over what the first one trained. */
    @ParameterizedTest
    @MethodSource("methods")
    void countsThemOnceAndAgainWhereItsMasksAreThereAlready(PosteriorMethod method) throws IOException {
        assertSteps(method, PosteriorScore.MAGNITUDE.id(), List.of(1, 2, 3));
        assertSteps(method, "again", List.of(1, 2, 3));
    }

    private void assertSteps(PosteriorMethod method, String name, List<Integer> levels) throws IOException {
        bench.unpruned();
        bench.deterministic().dense();
        long before = steps[0];
        method.search(name, bench, new PosteriorBenchFixture.Found(levels));
        assertEquals(method.steps(bench, levels.size()), steps[0] - before);
    }
}
