package org.weightflow.tools.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.weightflow.pruning.comparison.TicketCell;
import org.weightflow.pruning.comparison.TicketReport;
import org.weightflow.tools.report.TicketFixture;

class TicketTableTest {
    private static final int LINE = 100;

    @Test
    void hasARowAMethodWhereDensitiesAreFew() {
        TicketReport report = TicketFixture.report(
                3,
                TicketFixture.cell("imp", 200, 0.88, 0.89, 0.9),
                TicketFixture.cell("imp", 50, 0.85, 0.85, 0.85),
                TicketFixture.cell("random", 200, 0.6, 0.7, 0.8));
        List<String> lines = TicketTable.of(report).lines().toList();
        assertTrue(
                lines.get(0).matches("method +test % at 20.00 % +test % at 5.000 % +search s +training s"),
                lines::toString);
        assertTrue(lines.get(2).matches("imp +89.00 \\+- 1.00 +85.00 \\+- 0.00 +12.5 +3.3"), lines::toString);
        assertTrue(lines.get(3).matches("random +70.00 \\+- 10.00 +- +12.5 +3.3"), lines::toString);
        assertEquals("dense: 90.00 +- 1.00 %, 3.3 s", lines.get(4));
        assertTrue(lines.get(5).startsWith("3 members, deviation between them"), lines::toString);
        assertEquals(6, lines.size());
    }

    @Test
    void writesNoDeviationForOneMember() {
        String table = TicketTable.of(TicketFixture.report(1, TicketFixture.cell("imp", 200, 0.885)));
        assertTrue(table.lines().anyMatch(line -> line.matches("imp +88.50 +12.5 +3.3")), table);
        assertTrue(table.contains("dense: 90.00 %"), table);
    }

    @Test
    void hasARowADensityAndMethodsInBlocksWhereDensitiesAreMany() {
        TicketCell[] cells = IntStream.rangeClosed(1, 6)
                .boxed()
                .flatMap(method -> IntStream.rangeClosed(0, 19)
                        .mapToObj(level -> TicketFixture.cell(
                                "method-" + method, 900 - 40 * level, 0.9, 0.91 - 0.01 * level, 0.9)))
                .toArray(TicketCell[]::new);
        TicketCell late = TicketFixture.cell("late", 140, 0.5, 0.5, 0.5);
        String table = TicketTable.of(TicketFixture.report(
                3, Stream.concat(Stream.of(cells), Stream.of(late)).toArray(TicketCell[]::new)));
        assertTrue(table.lines().allMatch(line -> line.length() <= LINE), table);
        assertTrue(
                table.lines().anyMatch(line -> line.matches("test % at +method-1 +method-2 +method-3 +method-4")),
                table);
        assertTrue(table.lines().anyMatch(line -> line.matches("test % at +method-5 +method-6 +late")), table);
        assertEquals(
                2, table.lines().filter(line -> line.startsWith("90.00 % ")).count(), table);
        assertTrue(
                table.lines().anyMatch(line -> line.matches("90.00 % +90.33 \\+- 0.58 +90.33 \\+- 0.58 +-")),
                "the last method has no tickets there: " + table);
        assertTrue(
                table.lines().anyMatch(line -> line.matches("14.00 %( +84.00 \\+- 10.39){2} +50.00 \\+- 0.00")), table);
        assertEquals(
                2, table.lines().filter(line -> line.startsWith("search s ")).count(), table);
        assertTrue(table.lines().allMatch(line -> line.equals(line.strip())), table);
    }

    @Test
    void writesALineAMemberForSpreadsheets() {
        String csv = TicketTable.csv(TicketFixture.report(3, TicketFixture.cell("imp", 200, 0.88, 0.89, 0.9)));
        List<String> lines = csv.lines().toList();
        assertEquals(1 + 3 + 3, lines.size());
        assertTrue(lines.get(1).startsWith("dense,1000,1000,1.0,0,0.89,0.25,"), csv);
        assertEquals("imp,200,1000,0.2,2,0.9,0.25,0.0125,12.5,3.25", lines.get(6));
    }
}
