package org.weightflow.tools.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The text of {@code compare.csv}: one line a run, LF at the end of each. A quantity has a column of its key and, where it has
 * them, columns {@code _sd}, {@code _low}, {@code _high} and {@code _best}; settings that differ are columns {@code config.PATH}.
 * Numbers are fractions or plain, the shortest that read back as the same double; what is not known is empty. Quoted as in RFC 4180.
 */
public final class ComparisonCsv {
    private ComparisonCsv() {}

    public static String of(Comparison comparison) {
        StringBuilder text = new StringBuilder(line(header(comparison)));
        comparison.runs().forEach(run -> text.append(line(cells(comparison, run))));
        return text.toString();
    }

    private static List<String> header(Comparison comparison) {
        List<String> header = new ArrayList<>(List.of("run"));
        for (Quantity quantity : comparison.quantities()) {
            header.add(quantity.key());
            addIf(!quantity.source().sd().isEmpty(), header, quantity.key() + "_sd");
            addIf(!quantity.source().low().isEmpty(), header, quantity.key() + "_low");
            addIf(!quantity.source().high().isEmpty(), header, quantity.key() + "_high");
            addIf(!quantity.source().note().isEmpty(), header, quantity.key() + "_best");
        }
        comparison.settings().forEach(setting -> header.add("config." + setting.path()));
        return header;
    }

    private static List<String> cells(Comparison comparison, ComparedRun run) {
        List<String> cells = new ArrayList<>(List.of(run.name()));
        for (Quantity quantity : comparison.quantities()) {
            Estimate estimate = run.estimate(quantity);
            cells.add(number(estimate.value()));
            addIf(!quantity.source().sd().isEmpty(), cells, number(estimate.sd()));
            addIf(!quantity.source().low().isEmpty(), cells, number(estimate.low()));
            addIf(!quantity.source().high().isEmpty(), cells, number(estimate.high()));
            addIf(!quantity.source().note().isEmpty(), cells, estimate.note());
        }
        comparison.settings().forEach(setting -> cells.add(setting.value(run).orElse("")));
        return cells;
    }

    private static void addIf(boolean has, List<String> cells, String cell) {
        if (has) {
            cells.add(cell);
        }
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }

    private static String line(List<String> cells) {
        return cells.stream().map(ComparisonCsv::quoted).collect(Collectors.joining(",", "", "\n"));
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
