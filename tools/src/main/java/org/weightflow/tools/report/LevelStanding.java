package org.weightflow.tools.report;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import org.weightflow.bayes.comparison.LevelCell;
import org.weightflow.bayes.comparison.LevelMethods;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.bayes.comparison.MaskOverlap;

/** Who is best at one level, and how sentences and tables put differences. */
final class LevelStanding {
    private LevelStanding() {}

    /** Of equal means the method that comes first; empty where nothing was measured at that level. */
    static Optional<LevelCell> best(LevelReport report, int level, Metric metric) {
        return best(report, level, metric, cell -> true);
    }

    /** The best of the scores. */
    static Optional<LevelCell> bestBayesian(LevelReport report, int level, Metric metric) {
        return best(report, level, metric, LevelStanding::isBayesian);
    }

    static Optional<LevelCell> best(LevelReport report, int level, Metric metric, Predicate<LevelCell> among) {
        Comparator<LevelCell> smaller = Comparator.comparingDouble(cell -> cell.mean(metric.reading()));
        return report.methods().stream()
                .flatMap(method -> report.cell(method, level).stream())
                .filter(among)
                .min(metric == Metric.ACCURACY ? smaller.reversed() : smaller);
    }

    /** Whether a cell is of tickets that a score found in variational networks; controls and transplanted ones are not. */
    static boolean isBayesian(LevelCell cell) {
        return LevelMethods.findsMasks(cell.method());
    }

    /** What masks share, mean over members. */
    static double shared(MaskOverlap overlap) {
        return overlap.shared().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    /** {@code −0.31 ± 0.04}, a difference of fractions in points; without the deviation where there is none. */
    static String points(Difference difference) {
        String points = Numerals.percent(difference.mean(), 2);
        String signed =
                difference.mean() > 0 && !Numerals.readsAsZero(100 * difference.mean(), 2) ? "+" + points : points;
        return Double.isFinite(difference.deviation())
                ? signed + " \u00b1 " + Numerals.percent(difference.deviation(), 2)
                : signed;
    }
}
