package org.weightflow.tools.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.weightflow.tools.report.ResultsTable.Cell;
import org.weightflow.tools.report.ResultsTable.Column;
import org.weightflow.tools.report.ResultsTable.Group;
import org.weightflow.tools.report.ResultsTable.Row;

/** Collects the columns of a {@link ResultsTable} group by group, each with how to read its number off a subject of type T. */
final class TableColumns<T> {
    private final List<Group> groups = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();
    private final List<Reading<T>> readings = new ArrayList<>();
    private String group = "";
    private int groupStart;

    private record Reading<T>(Function<T, String> text, ToDoubleFunction<T> number, Predicate<T> marked) {}

    /** What stands before the numbers of a row. */
    record Head(String name, String kind, SeriesStyle style) {}

    TableColumns<T> group(String label) {
        close();
        group = label;
        groupStart = columns.size();
        return this;
    }

    /** @param digits decimals, the same in every row so that they line up */
    TableColumns<T> add(String label, int digits, ToDoubleFunction<T> number, String definition) {
        return add(label, subject -> Numerals.decimal(number.applyAsDouble(subject), digits), number, definition);
    }

    /** @param number by which the rows are sorted */
    TableColumns<T> add(String label, Function<T, String> text, ToDoubleFunction<T> number, String definition) {
        return addMarked(label, text, number, subject -> false, definition);
    }

    /**
     * @param number by which the rows are sorted
     * @param marked whose number stands out
     */
    TableColumns<T> addMarked(
            String label,
            Function<T, String> text,
            ToDoubleFunction<T> number,
            Predicate<T> marked,
            String definition) {
        columns.add(new Column(group, label, definition, columns.size() == groupStart));
        readings.add(new Reading<>(text, number, marked));
        return this;
    }

    TableColumns<T> percent(String label, int digits, ToDoubleFunction<T> fraction, String definition) {
        return add(label, digits, subject -> 100 * fraction.applyAsDouble(subject), definition);
    }

    private void close() {
        if (columns.size() > groupStart) {
            groups.add(new Group(group, columns.size() - groupStart));
        }
    }

    /** One row a subject, in the order of both lists. */
    ResultsTable table(List<T> subjects, List<Head> heads) {
        close();
        List<Row> rows = IntStream.range(0, subjects.size())
                .mapToObj(i -> {
                    Head head = heads.get(i);
                    return new Row(head.name(), head.kind(), i, head.style(), cells(subjects.get(i)));
                })
                .toList();
        return new ResultsTable(List.copyOf(groups), List.copyOf(columns), rows);
    }

    private List<Cell> cells(T subject) {
        return IntStream.range(0, columns.size())
                .mapToObj(c -> {
                    double number = readings.get(c).number().applyAsDouble(subject);
                    return new Cell(
                            readings.get(c).text().apply(subject),
                            Double.isFinite(number) ? Double.toString(number) : "",
                            columns.get(c).opens(),
                            readings.get(c).marked().test(subject));
                })
                .toList();
    }
}
