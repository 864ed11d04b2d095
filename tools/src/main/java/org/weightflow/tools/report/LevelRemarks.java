package org.weightflow.tools.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.weightflow.bayes.comparison.LevelCell;
import org.weightflow.bayes.comparison.LevelMethods;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.bayes.comparison.MaskOverlap;

/** What Bayesian tickets over levels come to in plain words, a sentence each. */
final class LevelRemarks {
    /** A method has collapsed where it reaches less than this share of the accuracy without a mask. */
    static final double COLLAPSED = 0.5;

    private final LevelReport report;
    private final int last;

    private LevelRemarks(LevelReport report) {
        this.report = report;
        this.last = report.levels().get(report.levels().size() - 1);
    }

    static List<String> of(LevelReport report) {
        LevelRemarks remarks = new LevelRemarks(report);
        List<String> all = new ArrayList<>();
        all.add(remarks.withoutMask());
        remarks.matching().ifPresent(all::add);
        all.add(remarks.collapses());
        remarks.sparsest().ifPresent(all::add);
        remarks.calibration().ifPresent(all::add);
        remarks.layers().ifPresent(all::add);
        remarks.overlap().ifPresent(all::add);
        remarks.transplantation().ifPresent(all::add);
        return all;
    }

    private String withoutMask() {
        LevelCell unpruned = report.unpruned();
        LevelCell deterministic = report.deterministic();
        return "Without a mask the variational networks reach " + inWords(unpruned)
                + ", and the deterministic ones of the same seeds " + inWords(deterministic) + "; the accuracies are "
                + apart(Difference.between(unpruned, deterministic, Metric.ACCURACY)) + ".";
    }

    /** {@code 97.53 ± 0.10 % (NLL 0.0823, ECE 0.61 %)}. */
    private static String inWords(LevelCell cell) {
        return LevelTables.text(cell, Metric.ACCURACY) + " % (NLL " + mean(cell, Metric.NLL) + ", ECE "
                + mean(cell, Metric.ECE) + " %)";
    }

    private static String mean(LevelCell cell, Metric metric) {
        return Numerals.decimal(metric.shown(cell.mean(metric.reading())), metric.digits());
    }

    /** {@code 0.45 points apart, more than members deviate}. */
    private String apart(Difference difference) {
        return Numerals.percent(Math.abs(difference.mean()), 2) + " points apart" + beyond(difference);
    }

    private String beyond(Difference difference) {
        if (report.members() == 1) {
            return "";
        }
        return difference.exceedsDeviation() ? ", more than members deviate" : ", no more than members deviate";
    }

    private Optional<String> matching() {
        String measure = " (means at most " + Numerals.percent(TicketRemarks.MATCHES, 1)
                + " points lower, deviations left out of account)";
        double least = accuracy(report.unpruned()) - TicketRemarks.MATCHES;
        List<Integer> levels = report.levels();
        for (int i = levels.size() - 1; i >= 0; i--) {
            int level = levels.get(i);
            List<String> methods = bayesian(level).stream()
                    .filter(cell -> accuracy(cell) >= least)
                    .map(LevelCell::method)
                    .toList();
            if (!methods.isEmpty()) {
                return Optional.of("Bayesian tickets match the variational networks without a mask" + measure
                        + " down to a density of " + LevelTables.density(report, level) + ": "
                        + TicketRemarks.names(methods) + ".");
            }
        }
        return bayesian(last).isEmpty()
                ? Optional.empty()
                : Optional.of("No Bayesian tickets match the variational networks without a mask" + measure
                        + " at any of the densities.");
    }

    private List<LevelCell> bayesian(int level) {
        return report.cells().stream()
                .filter(cell -> cell.level() == level && LevelStanding.isBayesian(cell))
                .toList();
    }

    private static double accuracy(LevelCell cell) {
        return cell.mean(Metric.ACCURACY.reading());
    }

    private String collapses() {
        double least = COLLAPSED * accuracy(report.unpruned());
        String measure = "less than half the accuracy without a mask";
        List<String> collapsed = report.methods().stream()
                .flatMap(method -> report.cells().stream()
                        .filter(cell -> cell.method().equals(method) && accuracy(cell) < least)
                        .findFirst()
                        .map(first -> method + " at " + TicketTables.density(first.density()) + " ("
                                + LevelTables.text(first, Metric.ACCURACY) + " %)")
                        .stream())
                .toList();
        return collapsed.isEmpty()
                ? "No method collapses to " + measure + furthest() + "."
                : "Collapsed, to " + measure + ": " + String.join(", ", collapsed) + ".";
    }

    /** {@code ; deviation falls furthest, to 89.35 ± 0.41 % at 1.68 %}. */
    private String furthest() {
        return report.cells().stream()
                .filter(cell -> cell.level() == last)
                .min(Comparator.comparingDouble(LevelRemarks::accuracy))
                .map(cell -> "; " + cell.method() + " falls furthest, to " + LevelTables.text(cell, Metric.ACCURACY)
                        + " % at " + LevelTables.density(report, last))
                .orElse("");
    }

    private Optional<String> sparsest() {
        return LevelStanding.bestBayesian(report, last, Metric.ACCURACY).map(best -> {
            Difference below = Difference.between(best, report.unpruned(), Metric.ACCURACY);
            String second = LevelStanding.best(
                            report,
                            last,
                            Metric.ACCURACY,
                            cell -> LevelStanding.isBayesian(cell)
                                    && !cell.method().equals(best.method()))
                    .map(next -> "; " + next.method() + " is next, "
                            + apart(Difference.between(best, next, Metric.ACCURACY)))
                    .orElse("");
            return "At the sparsest, " + LevelTables.density(report, last) + ", " + best.method()
                    + " has the most accurate Bayesian tickets, " + LevelTables.text(best, Metric.ACCURACY) + " %: "
                    + LevelStanding.points(below) + " points against no mask" + beyond(below) + second + ".";
        });
    }

    /** Whether the best Bayesian tickets are better calibrated than deterministic ones that keep as much. */
    private Optional<String> calibration() {
        Optional<LevelCell> bayesian = LevelStanding.bestBayesian(report, last, Metric.ACCURACY);
        Optional<LevelCell> deterministic = report.cell(LevelMethods.DETERMINISTIC, last);
        if (bayesian.isEmpty() || deterministic.isEmpty()) {
            return Optional.empty();
        }
        Difference ece = Difference.between(bayesian.get(), deterministic.get(), Metric.ECE);
        Difference nll = Difference.between(bayesian.get(), deterministic.get(), Metric.NLL);
        return Optional.of("There its ECE is " + mean(bayesian.get(), Metric.ECE) + " % and its NLL "
                + mean(bayesian.get(), Metric.NLL) + "; deterministic tickets have "
                + LevelTables.text(deterministic.get(), Metric.ACCURACY) + " %, "
                + mean(deterministic.get(), Metric.ECE) + " % (" + apart(ece) + ") and "
                + mean(deterministic.get(), Metric.NLL) + " (" + Numerals.decimal(Math.abs(nll.mean()), 4)
                + " nats apart"
                + beyond(nll) + ").");
    }

    /** Which layers Bayesian pruning spares, and which deterministic pruning does. */
    private Optional<String> layers() {
        LayerCurves curves = LayerCurves.of(report);
        Optional<LevelCell> bayesian = report.cell(curves.bayesian(), last);
        Optional<LevelCell> other = curves.other().flatMap(method -> report.cell(method, last));
        if (bayesian.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        String kept = Handful.of(LayerCurves.entries(report)).stream()
                .map(entry -> entry + " " + share(bayesian.get(), entry) + " % (" + share(other.get(), entry) + " %)")
                .collect(Collectors.joining(", "));
        return Optional.of("Of the layers " + bayesian.get().method() + " keeps at "
                + LevelTables.density(report, last) + ", with the shares of "
                + other.get().method()
                + " pruning in brackets: " + kept + ".");
    }

    private static String share(LevelCell cell, String entry) {
        return Numerals.percent(cell.layers().get(entry), 2);
    }

    private Optional<String> overlap() {
        String bayesian = LayerCurves.of(report).bayesian();
        return report.overlaps().stream()
                .filter(overlap -> overlap.second().equals(bayesian) && overlap.level() == last)
                .findFirst()
                .map(this::overlap);
    }

    private String overlap(MaskOverlap overlap) {
        return "Masks of " + overlap.first() + " and " + overlap.second() + " share "
                + Numerals.percent(LevelStanding.shared(overlap), 1)
                + " % of what either keeps there; by chance it would be "
                + Numerals.percent(overlap.chance(), 1) + " %.";
    }

    private Optional<String> transplantation() {
        return TransplantRow.of(report, last).stream()
                .filter(row -> row.cell().method().equals(TransplantRow.TRANSPLANTED))
                .findFirst()
                .map(row -> "Transplanted deterministic masks cost " + Numerals.percent(row.cost(), 1)
                        + " % of the seconds of Bayesian pruning by " + TransplantRow.BAYESIAN + " and are "
                        + LevelStanding.points(row.accuracy()) + " points against it" + beyond(row.accuracy()) + ".");
    }
}
