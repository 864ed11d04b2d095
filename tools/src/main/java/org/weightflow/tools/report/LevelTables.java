package org.weightflow.tools.report;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.weightflow.bayes.comparison.LevelCell;
import org.weightflow.bayes.comparison.LevelMethods;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.bayes.comparison.MaskOverlap;
import org.weightflow.tools.report.PageFrame.CaptionedTable;

/** The tables of Bayesian tickets over levels, one row a method. */
final class LevelTables {
    private static final String KIND = "method";
    private static final String SEARCH =
            "Seconds that finding the masks took, for all members together, what was shared with other methods included.";
    private static final String TRAINING = "Seconds that training the tickets took, for all members together.";

    private final LevelReport report;
    private final List<String> methods;

    LevelTables(LevelReport report) {
        this.report = report;
        this.methods = report.methods();
    }

    /** A metric at each density, its best method marked; with accuracies the seconds of the sparsest tickets. */
    CaptionedTable of(Metric metric) {
        TableColumns<String> columns = new TableColumns<>();
        columns.group("Tickets that keep");
        for (int level : report.levels()) {
            Optional<String> best = LevelStanding.best(report, level, metric).map(LevelCell::method);
            columns.addMarked(
                    density(report, level),
                    method ->
                            cell(method, level).map(cell -> text(cell, metric)).orElse(Numerals.ABSENT),
                    method -> number(method, level, cell -> cell.mean(metric.reading())),
                    method -> best.equals(Optional.of(method)),
                    keeps(level));
        }
        if (metric == Metric.ACCURACY) {
            int last = last();
            columns.group("Seconds, sparsest")
                    .add("search", 1, method -> number(method, last, LevelCell::searchSeconds), SEARCH)
                    .add("training", 1, method -> number(method, last, LevelCell::trainingSeconds), TRAINING);
        }
        return new CaptionedTable(
                metric.definition() + " In " + metric.unit()
                        + ", mean \u00b1 standard deviation between members; the best of each "
                        + "density in bold. Without a mask: " + text(report.unpruned(), metric) + ", deterministic "
                        + text(report.deterministic(), metric) + ".",
                columns.table(methods, heads(methods)));
    }

    /** For each density the kept share of each layer. */
    List<CaptionedTable> layers() {
        return report.levels().stream().map(this::layers).toList();
    }

    private CaptionedTable layers(int level) {
        TableColumns<String> columns = new TableColumns<>();
        columns.group("Kept values of the entry, %");
        for (String entry : LayerCurves.entries(report)) {
            columns.percent(
                    entry,
                    2,
                    method -> number(method, level, cell -> cell.layers().get(entry)),
                    "Kept values of " + entry + ", mean over members.");
        }
        return new CaptionedTable(
                "Kept values of each layer at a density of " + density(report, level) + ".",
                columns.table(methods, heads(methods)));
    }

    /** What deterministic masks share with those of every score, at a few densities and in each layer at the last one. */
    List<CaptionedTable> overlaps() {
        List<String> scores =
                report.overlaps().stream().map(MaskOverlap::second).distinct().toList();
        if (scores.isEmpty()) {
            return List.of();
        }
        TableColumns<String> columns = new TableColumns<>();
        for (int level : Handful.of(report.levels())) {
            columns.group("At " + density(report, level) + ", %")
                    .percent(
                            "shared",
                            2,
                            score -> overlap(score, level)
                                    .map(LevelStanding::shared)
                                    .orElse(Double.NaN),
                            "Values that both masks keep over those that either keeps, mean over members.")
                    .percent(
                            "by chance",
                            2,
                            score -> overlap(score, level)
                                    .map(MaskOverlap::chance)
                                    .orElse(Double.NaN),
                            "The same for masks of the same counts in every layer that have nothing to do with each other.");
        }
        TableColumns<String> layers = new TableColumns<>();
        for (String entry : LayerCurves.entries(report)) {
            layers.group(entry + ", %")
                    .percent("shared", 2, score -> layer(score, entry, LayerOverlap::shared), "Of this layer.")
                    .percent("by chance", 2, score -> layer(score, entry, LayerOverlap::chance), "Of this layer.");
        }
        return List.of(
                new CaptionedTable(
                        "Masks of deterministic pruning and of Bayesian pruning by each score.",
                        columns.table(scores, heads(scores))),
                new CaptionedTable(
                        "The same, layer by layer, at " + density(report, last()) + ".",
                        layers.table(scores, heads(scores))));
    }

    private Optional<MaskOverlap> overlap(String score, int level) {
        return report.overlaps().stream()
                .filter(each -> each.second().equals(score) && each.level() == level)
                .findFirst();
    }

    private double layer(String score, String entry, ToDoubleFunction<LayerOverlap> number) {
        return overlap(score, last()).stream()
                .flatMap(overlap -> LayerOverlap.of(report, overlap).stream())
                .filter(layer -> layer.entry().equals(entry))
                .mapToDouble(number)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** What transplanted tickets reach and cost; none where there are none. */
    List<CaptionedTable> transplants() {
        return Handful.of(report.levels()).stream()
                .filter(level -> !TransplantRow.of(report, level).isEmpty())
                .map(this::transplants)
                .toList();
    }

    private CaptionedTable transplants(int level) {
        List<TransplantRow> rows = TransplantRow.of(report, level);
        TableColumns<TransplantRow> columns = new TableColumns<>();
        columns.group("Test examples");
        for (Metric metric : Metric.values()) {
            columns.add(
                    metric.label() + ", " + metric.unit(),
                    row -> text(row.cell(), metric),
                    row -> row.cell().mean(metric.reading()),
                    metric.definition());
        }
        columns.group("Against " + TransplantRow.BAYESIAN)
                .add(
                        "points",
                        row -> LevelStanding.points(row.accuracy()),
                        row -> row.accuracy().mean(),
                        "Accuracy less that of Bayesian pruning, member by member.")
                .percent(
                        "cost, %",
                        1, TransplantRow::cost, "Seconds of search and training over those of Bayesian pruning.");
        columns.group("Seconds")
                .add("search", 1, row -> row.cell().searchSeconds(), SEARCH)
                .add("training", 1, row -> row.cell().trainingSeconds(), TRAINING);
        return new CaptionedTable(
                "Tickets at " + density(report, level) + ": masks of " + LevelMethods.DETERMINISTIC
                        + " networks under variational ones, and what searching among the variational ones reaches and costs.",
                columns.table(
                        rows,
                        heads(rows.stream().map(row -> row.cell().method()).toList())));
    }

    private int last() {
        return report.levels().get(report.levels().size() - 1);
    }

    private Optional<LevelCell> cell(String method, int level) {
        return report.cell(method, level);
    }

    private double number(String method, int level, ToDoubleFunction<LevelCell> number) {
        return cell(method, level).stream().mapToDouble(number).findFirst().orElse(Double.NaN);
    }

    /** The looks of methods, the same in every table. */
    private List<TableColumns.Head> heads(List<String> shown) {
        List<SeriesStyle> styles = SeriesStyle.ofRuns(methods.size());
        return shown.stream()
                .map(method -> new TableColumns.Head(method, KIND, styles.get(methods.indexOf(method))))
                .toList();
    }

    private String keeps(int level) {
        return report.cells().stream()
                .filter(cell -> cell.level() == level)
                .map(cell -> Numerals.count(cell.kept()) + " of " + Numerals.count(report.prunable())
                        + " prunable values kept, level " + level + ".")
                .findFirst()
                .orElseThrow();
    }

    /** The number with its deviation, without the unit. */
    static String text(LevelCell cell, Metric metric) {
        return text(metric, cell.mean(metric.reading()), cell.deviation(metric.reading()));
    }

    /** {@code 97.49 ± 0.10}; without the deviation where there is none. */
    static String text(Metric metric, double mean, double deviation) {
        String number = Numerals.decimal(metric.shown(mean), metric.digits());
        return Double.isFinite(deviation)
                ? number + " \u00b1 " + Numerals.decimal(metric.shown(deviation), metric.digits())
                : number;
    }

    /** The density of a level, the same for all methods. */
    static String density(LevelReport report, int level) {
        return report.cells().stream()
                .filter(cell -> cell.level() == level)
                .map(cell -> TicketTables.density(cell.density()))
                .findFirst()
                .orElseThrow();
    }
}
