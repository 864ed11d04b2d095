package org.weightflow.tools.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A short table of plain characters, for stdout or as Markdown.
 * <p>Numbers are aligned at their decimal points. A line has at most 100 characters: text columns give way, the widest first, and
 * wrap; columns of numbers never do.
 */
public final class Table {
    private static final int LINE = 100;
    private static final String GAP = "  ";
    private static final int LEAST_TEXT = 8;

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /** How a column is set. */
    public record Column(String title, boolean number) {
        /** Words, set to the left. */
        public static Column text(String title) {
            return new Column(title, false);
        }

        /** Numbers, set to the right with their decimal points in line. */
        public static Column number(String title) {
            return new Column(title, true);
        }
    }

    public Table(Column... columns) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("a table needs at least one column");
        }
        this.columns = List.of(columns);
    }

    /**
     * Adds a row; doubles are shown as they are, so {@link #decimal} them first.
     *
     * @throws IllegalArgumentException if there are not as many cells as columns
     */
    public Table row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(
                    "a row of " + cells.length + " cells in a table of " + columns.size() + " columns");
        }
        rows.add(Arrays.stream(cells)
                .map(cell -> String.valueOf(cell).replaceAll("\\s+", " ").strip())
                .toList());
        return this;
    }

    /** {@code value} with {@code digits} decimals, the same in every locale; a dash if it is not finite. */
    public static String decimal(double value, int digits) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + digits + "f", value) : "-";
    }

    /** {@code fraction} in percent with {@code digits} decimals and without the sign. */
    public static String percent(double fraction, int digits) {
        return decimal(100 * fraction, digits);
    }

    /** The table for a screen, each line ended by LF and without spaces at its end. */
    public String text() {
        List<List<String>> aligned = aligned();
        int[] widths = widths(aligned);
        shrink(widths);
        StringBuilder text = new StringBuilder();
        append(text, columns.stream().map(Column::title).toList(), widths);
        append(text, Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths);
        aligned.forEach(row -> append(text, row, widths));
        return text.toString();
    }

    /** The table in the pipe form of Markdown, as wide as it needs. */
    public String markdown() {
        List<List<String>> aligned = aligned();
        StringBuilder text = new StringBuilder();
        text.append(piped(columns.stream().map(Column::title).toList()));
        text.append(columns.stream()
                .map(column -> column.number() ? "---:" : "---")
                .collect(Collectors.joining(" | ", "| ", " |\n")));
        aligned.forEach(row -> text.append(piped(row)));
        return text.toString();
    }

    private static String piped(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.strip().replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** The cells, those of numbers padded on the right so that the points of a column meet. */
    private List<List<String>> aligned() {
        int[] fraction = new int[columns.size()];
        for (List<String> row : rows) {
            for (int c = 0; c < fraction.length; c++) {
                fraction[c] = Math.max(fraction[c], columns.get(c).number() ? fractionLength(row.get(c)) : 0);
            }
        }
        return rows.stream()
                .map(row -> IntStream.range(0, fraction.length)
                        .mapToObj(c -> row.get(c)
                                + " ".repeat(columns.get(c).number() ? fraction[c] - fractionLength(row.get(c)) : 0))
                        .toList())
                .toList();
    }

    /** Characters from the decimal point on. */
    private static int fractionLength(String cell) {
        int point = cell.indexOf('.');
        return point < 0 ? 0 : cell.length() - point;
    }

    private int[] widths(List<List<String>> cells) {
        return IntStream.range(0, columns.size())
                .map(c -> Math.max(
                        columns.get(c).title().length(),
                        cells.stream()
                                .mapToInt(row -> row.get(c).length())
                                .max()
                                .orElse(0)))
                .toArray();
    }

    private void shrink(int[] widths) {
        int over = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) - LINE;
        while (over > 0) {
            int widest = -1;
            for (int c = 0; c < widths.length; c++) {
                boolean soft = !columns.get(c).number() && widths[c] > LEAST_TEXT;
                if (soft && (widest < 0 || widths[c] > widths[widest])) {
                    widest = c;
                }
            }
            if (widest < 0) {
                return;
            }
            widths[widest]--;
            over--;
        }
    }

    private void append(StringBuilder text, List<String> cells, int[] widths) {
        List<List<String>> wrapped = IntStream.range(0, widths.length)
                .mapToObj(c -> wrap(cells.get(c), widths[c]))
                .toList();
        int height = wrapped.stream().mapToInt(List::size).max().orElse(1);
        for (int i = 0; i < height; i++) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < widths.length; c++) {
                String part = i < wrapped.get(c).size() ? wrapped.get(c).get(i) : "";
                String padding = " ".repeat(widths[c] - part.length());
                line.append(c == 0 ? "" : GAP).append(columns.get(c).number() ? padding + part : part + padding);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    /** Breaks at the last space that fits, else after the last slash or hyphen, else anywhere. */
    private static List<String> wrap(String cell, int width) {
        List<String> lines = new ArrayList<>();
        String rest = cell;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int joint = Math.max(rest.lastIndexOf('/', width - 1), rest.lastIndexOf('-', width - 1));
            int cut = space > 0 ? space : joint > 0 ? joint + 1 : width;
            lines.add(rest.substring(0, cut));
            rest = rest.substring(cut).stripLeading();
        }
        lines.add(rest);
        return lines;
    }
}
