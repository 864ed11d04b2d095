package org.weightflow.canon.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BarrierReportTest {
    private static final List<MeasuredLine> LINES = List.of(
            line(LineKind.PAIR, 1, 4, 10, 1, 0.5),
            line(LineKind.PAIR, 2, 8, 30, 3, 0.25),
            line(LineKind.MEAN, null, 2, 5, 7, 0.125));

    @Test
    void summarisesTheLinesOfEachKind() {
        BarrierReport report = BarrierReport.of(3, LINES);
        assertEquals(
                List.of(
                        new LineSummary(
                                LineKind.PAIR, 2, 6, 20, List.of(new LineSummary.Heights("test", 2, 3, 0.375, 0.5))),
                        new LineSummary(
                                LineKind.MEAN, 1, 2, 5, List.of(new LineSummary.Heights("test", 7, 7, 0.125, 0.125)))),
                report.summaries());
        assertEquals(
                new LineCurve("test", List.of(0.0, 2.0, 0.0), List.of(0.0, 0.375, 0.0)),
                report.meanCurve(LineKind.PAIR, "test").orElseThrow());
        assertTrue(report.summary(LineKind.REFERENCE).isEmpty());
        assertTrue(report.meanCurve(LineKind.REFERENCE, "test").isEmpty());
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        List<LineSummary> summaries = BarrierReport.of(3, LINES).summaries();
        var e = assertThrows(
                IllegalArgumentException.class, () -> new BarrierReport(3, summaries, LINES.subList(0, 2)));
        assertTrue(e.getMessage().contains("not those of the lines"), e::getMessage);
        e = assertThrows(IllegalArgumentException.class, () -> BarrierReport.of(5, LINES));
        assertTrue(e.getMessage().contains("from member 0 to 1 has 3 points, not 5"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> line(LineKind.PAIR, null, 1, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> line(LineKind.MEAN, 2, 1, 1, 1, 1));
        e = assertThrows(IllegalArgumentException.class, () -> LINES.get(0).curve("train"));
        assertTrue(e.getMessage().contains("'train'"), e::getMessage);
    }

    private static MeasuredLine line(
            LineKind kind, Integer to, double distance, double product, double loss, double error) {
        return new MeasuredLine(
                kind,
                0,
                to,
                distance,
                product,
                List.of(new LineCurve("test", List.of(0.0, loss, 0.0), List.of(0.0, error, 0.0))));
    }
}
