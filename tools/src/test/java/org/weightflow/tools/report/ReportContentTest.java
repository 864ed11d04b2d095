package org.weightflow.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.weightflow.tools.report.ReportContent.LossCurves;
import org.weightflow.tools.report.ReportContent.Reproduction;
import org.weightflow.tools.report.ReportContent.Run;
import org.weightflow.tools.report.ReportContent.Spectrum;
import org.weightflow.tools.report.ReportContent.Task;

class ReportContentTest {
    @Test
    void namesTheSeriesThatIsListedTwice() {
        Series noise = Series.of("noise 0.01", SeriesKind.BASELINE, 1).build();

        var e = assertThrows(IllegalArgumentException.class, () -> content(List.of(noise, noise)));
        assertTrue(e.getMessage().contains("noise 0.01"), e::getMessage);
    }

    @Test
    void allowsOneZoo() {
        List<Series> zoos = List.of(
                Series.of("a", SeriesKind.ZOO, 1).build(),
                Series.of("b", SeriesKind.ZOO, 1).build());

        var e = assertThrows(IllegalArgumentException.class, () -> content(zoos));
        assertEquals("2 series are of kind ZOO, at most one can be", e.getMessage());
    }

    @Test
    void namesTheRowWhoseLengthIsNotTheNumberOfMembers() {
        Series.Builder builder = Series.of("zoo", SeriesKind.ZOO, 3)
                .points(Values.of(1, 2, 3), Values.of(1, 2), Values.none(), Values.none(), Values.none());

        var e = assertThrows(IllegalArgumentException.class, builder::build);
        assertEquals("zoo: novelty has 2 values, expected 3", e.getMessage());
    }

    @Test
    void namesTheCurveWhoseLengthIsNotTheNumberOfSteps() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> new LossCurves(
                        Values.of(1, 2), Values.none(), Values.of(1), Values.none(), OptionalLong.empty()));
        assertEquals("validation has 1 values, expected 2", e.getMessage());
    }

    @Test
    void isEqualByContent() {
        assertEquals(ReportFixture.sparseTickets(), ReportFixture.sparseTickets());
        assertEquals(
                ReportFixture.withGaps().hashCode(), ReportFixture.withGaps().hashCode());
    }

    @Test
    void doesNotFollowTheCallersArray() {
        double[] numbers = {1, 2};
        Values values = Values.of(numbers);
        numbers[0] = 9;

        assertEquals(Values.of(1, 2), values);
    }

    private static ReportContent content(List<Series> series) {
        return new ReportContent(
                new Run("title", "run", ""),
                new Task("iris", "mlp 4-16-3", 3, 120, 0, 30, 131, 112),
                series,
                Spectrum.none(),
                LossCurves.none(),
                List.of(),
                List.of(),
                new Reproduction(List.of(), "", List.of(), List.of()));
    }
}
