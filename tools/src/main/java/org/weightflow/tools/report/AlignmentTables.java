package org.weightflow.tools.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.weightflow.canon.barrier.LineKind;
import org.weightflow.canon.barrier.LineSummary;
import org.weightflow.canon.comparison.MethodReport;

/** The tables of an alignment report, one row a method. */
final class AlignmentTables {
    private static final String KIND = "method";

    private AlignmentTables() {}

    /** Barriers on the examples of that name. */
    static ResultsTable barriers(List<MethodReport> methods, String data) {
        TableColumns<MethodReport> columns = new TableColumns<>();
        columns.group("Pairs of members, error")
                .percent(
                        "mean, %",
                        2,
                        heights(LineKind.PAIR, data, LineSummary.Heights::meanError),
                        """
                        The error barrier between two members: the most by which the error on the straight line between \
                        them exceeds the line between their own errors; mean over the pairs.""")
                .percent(
                        "worst, %",
                        2, heights(LineKind.PAIR, data, LineSummary.Heights::worstError), "The largest of them.");
        columns.group("Pairs, loss")
                .add(
                        "mean",
                        4,
                        heights(LineKind.PAIR, data, LineSummary.Heights::meanLoss),
                        "The same of the cross-entropy, in nats.")
                .add("worst", 4, heights(LineKind.PAIR, data, LineSummary.Heights::worstLoss), "The largest of them.");
        ends(columns, "Member to mean", LineKind.MEAN, data, "From a member to the mean of all aligned members.");
        ends(
                columns,
                "Member to reference",
                LineKind.REFERENCE,
                data,
                "From a member to the network that the members were matched to, members that are it left out.");
        return columns.table(methods, heads(methods));
    }

    private static void ends(
            TableColumns<MethodReport> columns, String group, LineKind kind, String data, String definition) {
        columns.group(group)
                .percent("error, %", 2, heights(kind, data, LineSummary.Heights::meanError), definition + " Mean.")
                .percent("worst, %", 2, heights(kind, data, LineSummary.Heights::worstError), "The largest of them.")
                .add("loss", 4, heights(kind, data, LineSummary.Heights::meanLoss), "In nats, mean.");
    }

    /** What the methods did to the members, and at what price. */
    static ResultsTable closeness(List<MethodReport> methods) {
        TableColumns<MethodReport> columns = new TableColumns<>();
        columns.group("Pairs of members")
                .add(
                        "lines",
                        0,
                        summary(LineKind.PAIR, LineSummary::lines),
                        "Pairs that were measured, the same for every method.")
                .add(
                        "distance",
                        3,
                        summary(LineKind.PAIR, LineSummary::meanDistance),
                        "Euclidean distance of two members over all weights and biases, mean over the pairs.")
                .add(
                        "inner product",
                        1,
                        summary(LineKind.PAIR, LineSummary::meanInnerProduct),
                        "Of the same pairs, mean.");
        columns.group("Member to mean")
                .add("distance", 3, summary(LineKind.MEAN, LineSummary::meanDistance), "Mean over members.");
        columns.group("Objective")
                .add(
                        "before",
                        1,
                        method -> method.objective() == null
                                ? Double.NaN
                                : method.objective().before(),
                        "Sum over members of the inner product with the reference, as the members were given.")
                .add(
                        "after",
                        1,
                        method -> method.objective() == null
                                ? Double.NaN
                                : method.objective().after(),
                        "The same once aligned.");
        columns.group("Check and cost")
                .add(
                        "logits, millionths",
                        2,
                        method -> 1e6 * method.largestFunctionDifference(),
                        "Largest change of any logit by the alignment, in millionths of the largest logit.")
                .add("seconds", 1, MethodReport::seconds, "That the alignment took, without the measurements.");
        return columns.table(methods, heads(methods));
    }

    private static ToDoubleFunction<MethodReport> heights(
            LineKind kind, String data, ToDoubleFunction<LineSummary.Heights> number) {
        return summary(kind, summary -> number.applyAsDouble(summary.on(data)));
    }

    private static ToDoubleFunction<MethodReport> summary(LineKind kind, ToDoubleFunction<LineSummary> number) {
        return method -> method.barriers().summary(kind).stream()
                .mapToDouble(number)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static List<TableColumns.Head> heads(List<MethodReport> methods) {
        List<SeriesStyle> styles = SeriesStyle.ofMethods(methods.size());
        return IntStream.range(0, methods.size())
                .mapToObj(i -> new TableColumns.Head(methods.get(i).name(), KIND, styles.get(i)))
                .toList();
    }
}
