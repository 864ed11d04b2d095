package org.weightflow.tools.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.weightflow.tools.terminal.Table.Column;

class TableTest {
    @Test
    void alignsNumbersAtTheirPoints() {
        Table table = new Table(Column.text("ensemble"), Column.number("accuracy"))
                .row("zoo", Table.decimal(97.5, 1))
                .row("samples", 8)
                .row("noise", "12.125");
        assertEquals(
                """
                ensemble  accuracy
                --------  --------
                zoo         97.5
                samples      8
                noise       12.125
                """,
                table.text());
    }

    @Test
    void writesMarkdown() {
        Table table = new Table(Column.text("file"), Column.number("n"))
                .row("a|b", "1.5")
                .row("c", 2);
        assertEquals(
                """
                | file | n |
                | --- | ---: |
                | a\\|b | 1.5 |
                | c | 2 |
                """,
                table.markdown());
    }

    @Test
    void wrapsTheWidestTextToKeepWithinAHundredColumns() {
        String words = "several words and more ".repeat(9).strip();
        String path = "/a/path/that/nobody/can/break/at/spaces/" + "x".repeat(120);
        Table table = new Table(Column.text("name"), Column.text("words"), Column.text("path"), Column.number("n"))
                .row("one", words, path, 1)
                .row("two", "brief", "/tmp", 22);
        String text = table.text();
        assertTrue(text.lines().allMatch(line -> line.length() <= 100), text);
        assertTrue(text.lines().noneMatch(line -> line.endsWith(" ")), text);
        String squeezed = text.lines().skip(2).collect(Collectors.joining()).replace(" ", "");
        assertEquals(9, squeezed.split("several", -1).length - 1, text);
        assertEquals(120, squeezed.chars().filter(c -> c == 'x').count(), text);
    }

    @Test
    void putsLinesAndTabsInCellsOnOneLine() {
        assertEquals("a\n---\nb c\n", new Table(Column.text("a")).row("b\n\tc").text());
    }

    @Test
    void saysThatARowDoesNotFit() {
        Table table = new Table(Column.text("a"), Column.text("b"));
        var e = assertThrows(IllegalArgumentException.class, () -> table.row("x"));
        assertEquals("a row of 1 cells in a table of 2 columns", e.getMessage());
    }

    @Test
    void showsWhatIsNotANumberAsADash() {
        assertEquals("-", Table.decimal(Double.NaN, 2));
        assertEquals("12.5", Table.percent(0.125, 1));
    }
}
