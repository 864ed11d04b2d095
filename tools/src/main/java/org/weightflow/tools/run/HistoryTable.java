package org.weightflow.tools.run;

import java.io.IOException;
import java.util.List;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.collect.TicketHistory;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/** How the tickets of a zoo were found, one row a level. */
public final class HistoryTable {
    private HistoryTable() {}

    /** The table as text. */
    public static String of(Zoo zoo) throws IOException {
        Table table = new Table(
                Column.number("level"),
                Column.number("kept"),
                Column.number("prunable"),
                Column.number("density %"),
                Column.number("validation %"),
                Column.number("worst"),
                Column.number("best"));
        List<TicketHistory.Line> history = TicketHistory.read(zoo.folder());
        history.stream().map(TicketHistory.Line::level).distinct().sorted().forEach(level -> {
            List<TicketHistory.Line> lines =
                    history.stream().filter(line -> line.level() == level).toList();
            double[] accuracies = lines.stream()
                    .mapToDouble(TicketHistory.Line::validationAccuracy)
                    .sorted()
                    .toArray();
            TicketHistory.Line first = lines.get(0);
            double mean = lines.stream()
                    .mapToDouble(TicketHistory.Line::validationAccuracy)
                    .average()
                    .orElseThrow();
            table.row(
                    level,
                    first.kept(),
                    first.prunable(),
                    Table.percent(first.kept() / (double) first.prunable(), 2),
                    Table.percent(mean, 2),
                    Table.percent(accuracies[0], 2),
                    Table.percent(accuracies[accuracies.length - 1], 2));
        });
        return table.text();
    }
}
