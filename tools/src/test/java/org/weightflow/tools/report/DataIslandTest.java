package org.weightflow.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataIslandTest {
    @Test
    void writesUnknownNumbersAsNull() throws IOException {
        JsonNode data = new ObjectMapper().readTree(DataIsland.of(ReportFixture.withGaps()));

        JsonNode accuracy = data.get("series").get(0).get("accuracy");
        assertEquals(0.95, accuracy.get(0).asDouble());
        assertTrue(accuracy.get(1).isNull());
        assertTrue(accuracy.get(3).isNull(), "an infinity is not known either");
        assertTrue(data.get("losses").get("chosen").isNull());
        assertTrue(data.get("layers").get(1).get("zoo").isNull(), "0 of 0 weights");
    }

    @Test
    void staysInAsciiWithoutMarkup() {
        String data = DataIsland.of(ReportFixture.sparseTickets());

        assertTrue(data.chars().allMatch(each -> each >= ' ' && each < 127));
        assertFalse(data.contains("<") || data.contains(">") || data.contains("&"));
    }

    @Test
    void keepsSixSignificantDigits() throws IOException {
        JsonNode data = new ObjectMapper().readTree(DataIsland.of(ReportFixture.sparseTickets()));

        double written = data.get("series").get(0).get("novelty").get(5).asDouble();
        double known =
                ReportFixture.sparseTickets().series().get(0).points().novelty().get(5);
        assertEquals(known, written, 5e-6 * Math.abs(known), "half a unit in the sixth digit, and then some");
        assertTrue(Double.toString(written).length() <= 8, () -> Double.toString(written));
    }

    @Test
    void givesEverySeriesALookOfItsOwn() {
        List<Series> baselines = IntStream.range(0, 64)
                .mapToObj(
                        i -> Series.of("baseline " + i, SeriesKind.BASELINE, 1).build())
                .toList();
        Set<SeriesStyle> styles = new HashSet<>(SeriesStyle.of(baselines));

        assertEquals(64, styles.size());
    }
}
