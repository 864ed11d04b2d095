package org.weightflow.tools.report;

import java.util.ArrayList;
import java.util.List;

/**
 * One number of the samples with what to hold it against.
 *
 * @param label what it is
 * @param value the number, or a dash
 * @param note  the zoo's number or the scale
 */
record KeyFigure(String label, String value, String note) {

    /** The key figures of a report; none without samples. */
    static List<KeyFigure> of(ReportContent content) {
        if (content.samples().isEmpty()) {
            return List.of();
        }
        Series samples = content.samples().get();
        Series zoo = content.zoo()
                .orElseGet(() -> Series.of("zoo", SeriesKind.ZOO, 0).build());
        List<KeyFigure> figures = new ArrayList<>();
        figures.add(accuracy(samples, zoo));
        figures.add(novelty(samples));
        figures.add(overlap(samples, zoo));
        figures.add(ensemble(samples, zoo));
        figures.add(calibration(samples, zoo));
        figures.add(new KeyFigure(
                "Largest barycentric weight",
                Numerals.decimal(samples.barycentre().largestWeight(), 2),
                "1 means a single zoo member; participation ratio "
                        + Numerals.decimal(samples.barycentre().participation(), 1)));
        figures.add(new KeyFigure(
                "Code rms ratio",
                Numerals.decimal(samples.codeRmsRatio(), 2),
                "1 is right; under 0.8 the samples collapse towards the zoo mean"));
        figures.add(size(content.task(), samples));
        return figures;
    }

    private static KeyFigure accuracy(Series samples, Series zoo) {
        return new KeyFigure(
                "Test accuracy",
                Numerals.withUnit(Numerals.percent(samples.accuracy().mean(), 2), " %"),
                "sd " + Numerals.percent(samples.accuracy().sd(), 2) + " over "
                        + Numerals.count(samples.members(), "sample") + "; zoo "
                        + Numerals.withUnit(Numerals.percent(zoo.accuracy().mean(), 2), " %"));
    }

    private static KeyFigure novelty(Series samples) {
        Series.Novelty novelty = samples.novelty();
        return new KeyFigure(
                "Median novelty r",
                Numerals.decimal(novelty.median(), 3),
                "5 % to 95 %: " + Numerals.decimal(novelty.low(), 3) + " to " + Numerals.decimal(novelty.high(), 3)
                        + "; under 1/3 counts as a copy");
    }

    private static KeyFigure overlap(Series samples, Series zoo) {
        return new KeyFigure(
                "Wrong-prediction IoU",
                Numerals.decimal(samples.overlap().mean(), 2),
                "with the most alike zoo member; zoo members among themselves "
                        + Numerals.decimal(zoo.overlap().mean(), 2));
    }

    private static KeyFigure ensemble(Series samples, Series zoo) {
        double gain =
                100 * (samples.ensembleOf16().accuracy() - samples.accuracy().mean());
        String against = Double.isFinite(gain)
                ? (gain < 0 ? "" : "+") + Numerals.decimal(gain, 2) + " points against one sample; "
                : "";
        return new KeyFigure(
                "Ensemble of 16",
                Numerals.withUnit(Numerals.percent(samples.ensembleOf16().accuracy(), 2), " %"),
                against + "zoo "
                        + Numerals.withUnit(Numerals.percent(zoo.ensembleOf16().accuracy(), 2), " %"));
    }

    private static KeyFigure calibration(Series samples, Series zoo) {
        return new KeyFigure(
                "Negative log-likelihood",
                Numerals.withUnit(Numerals.decimal(samples.calibration().nll(), 3), " nats"),
                "zoo " + Numerals.decimal(zoo.calibration().nll(), 3) + "; calibration error "
                        + Numerals.withUnit(
                                Numerals.percent(samples.calibration().ece(), 1), " %") + ", zoo "
                        + Numerals.withUnit(Numerals.percent(zoo.calibration().ece(), 1), " %"));
    }

    private static KeyFigure size(ReportContent.Task task, Series samples) {
        return new KeyFigure(
                "Weights kept",
                Numerals.withUnit(Numerals.percent(samples.density(), 1), " %"),
                "of " + Numerals.count(task.prunable()) + " prunable; " + Numerals.count(task.parameters())
                        + " parameters in all");
    }
}
