package org.weightflow.tools.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.tools.report.LevelFixture;
import org.weightflow.tools.report.Metric;

class LevelTableTest {
    private static final int LINE = 100;

    @Test
    void hasATableALevelWhereLevelsAreFew() {
        String table = LevelTable.of(
                LevelFixture.report(
                        LevelFixture.cell("magnitude", 1, 0.88, 0.89, 0.9),
                        LevelFixture.cell("magnitude", 2, 0.85, 0.85, 0.85),
                        LevelFixture.cell("deviation", 1, 0.7, 0.7, 0.7)),
                List.of(Metric.values()));
        List<String> lines = table.lines().toList();
        assertTrue(lines.get(0).matches("at 50.00 % +test % +NLL +ECE % +MACE % +search s +training s"), table);
        assertTrue(lines.get(2).matches("magnitude +89.00 \\+- 1.00 +0.4400 +3.67 +5.50 +10.0 +4.0"), table);
        assertTrue(lines.get(3).matches("deviation +70.00 \\+- 0.00 +1.2000 +10.00 +15.00 +10.0 +4.0"), table);
        assertTrue(lines.get(5).startsWith("at 25.00 %"), table);
        assertTrue(lines.contains("unpruned: test % 90.00 +- 1.00, NLL 0.4000, ECE % 3.33, MACE % 5.00, 4.0 s"), table);
        assertTrue(lines.get(lines.size() - 1).startsWith("3 members, deviation between them; 10 draws"), table);
    }

    @Test
    void hasARowALevelAndMethodsBesideOneAnotherWhereLevelsAreMany() {
        String table = LevelTable.of(LevelFixture.realistic(), List.of(Metric.values()));
        assertTrue(table.lines().allMatch(line -> line.length() <= LINE), table);
        assertTrue(table.lines().allMatch(line -> line.equals(line.stripTrailing())), table);
        // Eleven methods: three blocks of accuracies, and two of each other metric.
        assertEquals(
                3, table.lines().filter(line -> line.startsWith("test % at ")).count(), table);
        assertEquals(2, table.lines().filter(line -> line.startsWith("NLL at ")).count(), table);
        assertEquals(
                3 + 3 * 2,
                table.lines().filter(line -> line.startsWith("80.00 % ")).count(),
                table);
        assertTrue(
                table.lines().anyMatch(line -> line.matches("NLL at +magnitude +deviation +signal- +square-sum .*")),
                "names break at hyphens: " + table);
        assertEquals(
                3, table.lines().filter(line -> line.startsWith("search s ")).count(), table);
        String few = LevelTable.of(LevelFixture.realistic(), List.of(Metric.ECE));
        assertEquals(2, few.lines().filter(line -> line.startsWith("80.00 % ")).count(), few);
        assertTrue(few.contains("unpruned: ECE % 3.33, 4.0 s"), few);
    }

    @Test
    void writesALineAMemberForSpreadsheets() {
        String csv = LevelTable.csv(LevelFixture.report(LevelFixture.cell("magnitude", 1, 0.5, 0.75, 0.875)));
        List<String> lines = csv.lines().toList();
        assertEquals(1 + 3 + 3 + 3, lines.size());
        assertTrue(lines.get(1).startsWith("unpruned,0,1000,1000,1.0,0,0.89,"), csv);
        assertTrue(lines.get(5).startsWith("deterministic-unpruned,0,1000,1000,1.0,1,0.92,"), csv);
        assertTrue(lines.get(9).startsWith("magnitude,1,500,1000,0.5,2,0.875,0.5,"), csv);
        assertTrue(lines.get(9).endsWith(",10.0,4.0"), csv);
        assertEquals(lines.get(0).split(",", -1).length, lines.get(9).split(",", -1).length);
    }

    @Test
    void setsTransplantedTicketsAgainstBayesianPruning() {
        String table = TransplantTable.of(LevelFixture.report(
                LevelFixture.cell("deterministic", 3, 0.85, 0.84, 0.83),
                LevelFixture.cell("transplanted", 3, 0.83, 0.81, 0.82),
                LevelFixture.cell("transplanted-trained", 3, 0.8, 0.8, 0.8),
                LevelFixture.cell("magnitude", 3, 0.8, 0.81, 0.82)));
        assertTrue(table.lines().allMatch(line -> line.length() <= LINE), table);
        assertTrue(
                table.lines()
                        .anyMatch(line -> line.matches(
                                "transplanted +82.00 \\+- 1.00 +0.7200 +6.00 +30.0 +4.0 +100.0 +1.00 \\+- 1.73")),
                table);
        assertTrue(table.lines().anyMatch(line -> line.matches("magnitude +81.00 \\+- 1.00 .* 100.0 +-")), table);
        assertTrue(table.lines().anyMatch(line -> line.matches("all layers +50.00 +10.00")), table);
        assertTrue(table.lines().anyMatch(line -> line.matches("fc1.weight +25.00 +3.23")), table);
    }
}
