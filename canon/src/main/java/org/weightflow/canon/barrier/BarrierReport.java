package org.weightflow.canon.barrier;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The barriers of a population.
 *
 * @param points    on each line
 * @param summaries one for each kind of line that there is
 * @param lines     kind after kind
 */
public record BarrierReport(int points, List<LineSummary> summaries, List<MeasuredLine> lines) {
    /** @throws IllegalArgumentException if the summaries are not those of the lines */
    public BarrierReport {
        summaries = List.copyOf(summaries);
        lines = List.copyOf(lines);
        for (MeasuredLine line : lines) {
            for (LineCurve curve : line.curves()) {
                if (curve.loss().size() != points) {
                    throw new IllegalArgumentException("the line from member " + line.from() + " to " + line.target()
                            + " has " + curve.loss().size() + " points, not " + points);
                }
            }
        }
        if (!summaries.equals(summarised(lines))) {
            throw new IllegalArgumentException("the summaries are not those of the lines");
        }
    }

    /** The lines with their summaries. */
    public static BarrierReport of(int points, List<MeasuredLine> lines) {
        return new BarrierReport(points, summarised(lines), lines);
    }

    /** The summary of a kind; empty if there is no such line. */
    public Optional<LineSummary> summary(LineKind kind) {
        return summaries.stream().filter(each -> each.kind() == kind).findFirst();
    }

    /** The lines of a kind. */
    public List<MeasuredLine> lines(LineKind kind) {
        return lines.stream().filter(line -> line.kind() == kind).toList();
    }

    /** The mean over the lines of a kind of loss and error at each point; empty if there is no such line. */
    public Optional<LineCurve> meanCurve(LineKind kind, String data) {
        List<LineCurve> curves =
                lines(kind).stream().map(line -> line.curve(data)).toList();
        return curves.isEmpty()
                ? Optional.empty()
                : Optional.of(new LineCurve(
                        data,
                        mean(curves.stream().map(LineCurve::loss).toList()),
                        mean(curves.stream().map(LineCurve::error).toList())));
    }

    private static List<Double> mean(List<List<Double>> curves) {
        return IntStream.range(0, curves.get(0).size())
                .mapToObj(point -> curves.stream()
                        .mapToDouble(curve -> curve.get(point))
                        .average()
                        .orElseThrow())
                .toList();
    }

    private static List<LineSummary> summarised(List<MeasuredLine> lines) {
        return Arrays.stream(LineKind.values())
                .filter(kind -> lines.stream().anyMatch(line -> line.kind() == kind))
                .map(kind -> LineSummary.of(
                        kind, lines.stream().filter(line -> line.kind() == kind).toList()))
                .toList();
    }
}
