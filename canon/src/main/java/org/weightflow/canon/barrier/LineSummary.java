package org.weightflow.canon.barrier;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All lines of one kind together.
 *
 * @param lines            how many
 * @param meanDistance     mean over them of the Euclidean distance of the ends
 * @param meanInnerProduct mean over them of the ends' inner product
 * @param heights          the barriers, for each set of examples
 */
public record LineSummary(
        LineKind kind, int lines, double meanDistance, double meanInnerProduct, List<Heights> heights) {
    /**
     * Barriers on one set of examples.
     *
     * @param meanLoss   mean over the lines, in nats
     * @param worstLoss  the largest
     * @param meanError  mean over the lines, a fraction
     * @param worstError the largest
     */
    public record Heights(String data, double meanLoss, double worstLoss, double meanError, double worstError) {}

    public LineSummary {
        heights = List.copyOf(heights);
    }

    /**
     * The barriers on the examples of that name.
     *
     * @throws IllegalArgumentException if there are none
     */
    public Heights on(String data) {
        return heights.stream()
                .filter(each -> each.data().equals(data))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no barriers on examples '" + data + "'"));
    }

    /** @param lines at least one, all of the kind */
    static LineSummary of(LineKind kind, List<MeasuredLine> lines) {
        return new LineSummary(
                kind,
                lines.size(),
                mean(lines, MeasuredLine::distance),
                mean(lines, MeasuredLine::innerProduct),
                lines.get(0).curves().stream()
                        .map(curve -> heights(curve.data(), lines))
                        .toList());
    }

    private static Heights heights(String data, List<MeasuredLine> lines) {
        List<LineCurve> curves = lines.stream().map(line -> line.curve(data)).toList();
        return new Heights(
                data,
                mean(curves, LineCurve::lossBarrier),
                worst(curves, LineCurve::lossBarrier),
                mean(curves, LineCurve::errorBarrier),
                worst(curves, LineCurve::errorBarrier));
    }

    private static <T> double mean(List<T> all, ToDoubleFunction<T> number) {
        return all.stream().mapToDouble(number).average().orElseThrow();
    }

    private static double worst(List<LineCurve> curves, ToDoubleFunction<LineCurve> number) {
        return curves.stream().mapToDouble(number).max().orElseThrow();
    }
}
