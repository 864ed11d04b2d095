package org.weightflow.tools.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.weightflow.pruning.comparison.TicketCell;
import org.weightflow.pruning.comparison.TicketReport;
import org.weightflow.tools.report.PageFrame.CaptionedTable;

/** The tables of a comparison of ticket methods, one row a method, and how they write accuracies and densities. */
final class TicketTables {
    private static final String KIND = "method";
    private static final int DENSITY_DIGITS = 4;
    private static final String SEARCH =
            "Seconds that finding the tickets took, for all members together, what was shared with other methods included.";
    private static final String TRAINING =
            "Seconds that training the tickets took, for all members together; 0 where the search leaves them trained.";

    private final TicketReport report;
    private final List<String> methods;

    TicketTables(TicketReport report) {
        this.report = report;
        this.methods = report.methods();
    }

    /** A line of the table that has a row a density. */
    record Leader(
            String density,
            String kept,
            String best,
            String accuracy,
            String overDense,
            String second,
            String overSecond,
            String overRandom) {}

    /** Accuracy at each density, its best method marked, and what the sparsest tickets cost. */
    CaptionedTable accuracy() {
        TableColumns<String> columns = new TableColumns<>();
        columns.group("Tickets that keep");
        for (int kept : report.kept()) {
            Optional<String> best = TicketStanding.at(report, kept)
                    .map(standing -> standing.best().method());
            columns.addMarked(
                    density(kept, report),
                    method -> cell(method, kept).map(TicketTables::accuracy).orElse(Numerals.ABSENT),
                    method -> number(method, kept, TicketCell::meanAccuracy),
                    method -> best.equals(Optional.of(method)),
                    keeps(kept));
        }
        columns.group("As dense")
                .add(
                        "to",
                        this::matchesTo,
                        method -> sparsestMatch(method).map(TicketCell::density).orElse(Double.NaN),
                        "The sparsest of the densities at which the mean is at most "
                                + Numerals.percent(TicketRemarks.MATCHES, 1)
                                + " points below that of the dense networks, or above it.");
        columns.group("Seconds, sparsest")
                .add("search", 1, method -> sparsest(method).searchSeconds(), SEARCH)
                .add("training", 1, method -> sparsest(method).trainingSeconds(), TRAINING);
        return new CaptionedTable(
                "Test accuracy in %, mean \u00b1 standard deviation over members; the best of each density in bold. Dense: "
                        + accuracy(report.dense()) + ".",
                columns.table(methods, heads()));
    }

    /** What finding and training took at each density. */
    CaptionedTable seconds() {
        TableColumns<String> columns = new TableColumns<>();
        byDensity(columns, "Search", 1, TicketCell::searchSeconds, SEARCH);
        byDensity(columns, "Training", 1, TicketCell::trainingSeconds, TRAINING);
        return new CaptionedTable(
                "Seconds for all members together. Training the dense networks: "
                        + Numerals.decimal(report.dense().trainingSeconds(), 1) + ".",
                columns.table(methods, heads()));
    }

    /** Likelihood and calibration at each density. */
    CaptionedTable calibration() {
        TableColumns<String> columns = new TableColumns<>();
        byDensity(
                columns,
                "NLL, nats",
                4,
                cell -> mean(cell.testNll()),
                "Negative log-likelihood on test examples, mean over members.");
        byDensity(
                columns,
                "ECE, %",
                2,
                cell -> 100 * mean(cell.testEce()),
                "Expected calibration error on test examples, mean over members.");
        TicketCell dense = report.dense();
        return new CaptionedTable(
                "Likelihood and calibration on test examples. Dense: "
                        + Numerals.withUnit(Numerals.decimal(mean(dense.testNll()), 4), " nats") + ", "
                        + Numerals.withUnit(Numerals.percent(mean(dense.testEce()), 2), " %") + ".",
                columns.table(methods, heads()));
    }

    private void byDensity(
            TableColumns<String> columns,
            String group,
            int digits,
            ToDoubleFunction<TicketCell> number,
            String definition) {
        columns.group(group);
        for (int kept : report.kept()) {
            columns.add(
                    density(kept, report),
                    digits,
                    method -> number(method, kept, number),
                    definition + " " + keeps(kept));
        }
    }

    /** For each density the kept share of each layer. */
    List<CaptionedTable> layers() {
        return report.kept().stream().map(this::layers).toList();
    }

    private CaptionedTable layers(int kept) {
        TableColumns<String> columns = new TableColumns<>();
        columns.group("Kept values of the entry, %");
        report.cells().stream()
                .flatMap(cell -> cell.layers().keySet().stream())
                .distinct()
                .forEach(entry -> columns.percent(
                        entry,
                        2,
                        method -> number(method, kept, cell -> cell.layers().getOrDefault(entry, Double.NaN)),
                        "Kept values of " + entry + ", mean over members."));
        return new CaptionedTable(
                "Kept values of each layer at a density of " + density(kept, report) + ".",
                columns.table(methods, heads()));
    }

    /** Who leads at each density, and by how much. */
    List<Leader> leaders() {
        return report.kept().stream()
                .flatMap(kept -> TicketStanding.at(report, kept).stream())
                .map(this::leader)
                .toList();
    }

    private Leader leader(TicketStanding standing) {
        TicketCell best = standing.best();
        Function<TicketCell, String> lead = other -> points(standing.leadOver(other));
        return new Leader(
                density(best.density()),
                Numerals.count(best.kept()),
                best.method(),
                accuracy(best),
                lead.apply(report.dense()),
                standing.second().map(TicketCell::method).orElse(Numerals.ABSENT),
                standing.second().map(lead).orElse(Numerals.ABSENT),
                standing.random().map(lead).orElse(Numerals.ABSENT));
    }

    private static String points(double difference) {
        String points = Numerals.percent(difference, 2);
        return difference > 0 && !Numerals.readsAsZero(100 * difference, 2) ? "+" + points : points;
    }

    private String keeps(int kept) {
        return Numerals.count(kept) + " of " + Numerals.count(report.prunable()) + " prunable values kept.";
    }

    private String matchesTo(String method) {
        return sparsestMatch(method).map(cell -> density(cell.density())).orElse("never");
    }

    private Optional<TicketCell> sparsestMatch(String method) {
        return own(method).filter(cell -> TicketRemarks.matches(cell, report)).reduce((denser, sparser) -> sparser);
    }

    private TicketCell sparsest(String method) {
        return own(method).reduce((denser, sparser) -> sparser).orElseThrow();
    }

    /** By falling density. */
    private Stream<TicketCell> own(String method) {
        return report.kept().stream().flatMap(kept -> cell(method, kept).stream());
    }

    private Optional<TicketCell> cell(String method, int kept) {
        return report.cell(method, kept);
    }

    private double number(String method, int kept, ToDoubleFunction<TicketCell> number) {
        return cell(method, kept).stream().mapToDouble(number).findFirst().orElse(Double.NaN);
    }

    private List<TableColumns.Head> heads() {
        List<SeriesStyle> styles = SeriesStyle.ofRuns(methods.size());
        return IntStream.range(0, methods.size())
                .mapToObj(i -> new TableColumns.Head(methods.get(i), KIND, styles.get(i)))
                .toList();
    }

    /** {@code 97.49 ± 0.10}, in percent; without the deviation for one member. */
    static String accuracy(TicketCell cell) {
        String mean = Numerals.percent(cell.meanAccuracy(), 2);
        return Double.isFinite(cell.deviation()) ? mean + " \u00b1 " + Numerals.percent(cell.deviation(), 2) : mean;
    }

    /** {@code 16.78 %}. */
    static String density(double density) {
        return Numerals.significant(100 * density, DENSITY_DIGITS) + " %";
    }

    static String density(int kept, TicketReport report) {
        return density(kept / (double) report.prunable());
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
