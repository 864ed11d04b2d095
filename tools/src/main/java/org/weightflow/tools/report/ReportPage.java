package org.weightflow.tools.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.tools.report.ReportContent.Fact;
import org.weightflow.tools.report.ReportContent.LayerDensity;
import org.weightflow.tools.report.ReportContent.LossCurves;
import org.weightflow.tools.report.ReportContent.Spectrum;
import org.weightflow.tools.report.ReportContent.Task;

/**
 * Renders the report of a run as one HTML file that holds its style, scripts and data and never reads anything else; a content
 * security policy in the page sees to it.
 *
 * <p>A pure function: equal contents give equal text, with no date, locale or random number in it. Headline, tables and
 * settings are plain HTML and need no script; the charts are drawn by Apache ECharts when the page opens.
 */
public final class ReportPage {
    private final PageFrame frame;

    /** Reads the template, style, scripts and chart library from the class path. */
    public ReportPage() {
        frame = new PageFrame("page.html", "charts.js");
    }

    /** The page as text, to be stored as UTF-8. */
    public String render(ReportContent content) {
        Map<String, Object> view = new HashMap<>();
        view.put("pageTitle", content.run().title() + " \u00b7 " + content.run().name());
        view.put("run", content.run());
        view.put("hasPreset", !content.run().preset().isEmpty());
        view.put("headline", Headline.of(content));
        view.put("keyFigures", KeyFigure.of(content));
        view.put("hasKeyFigures", content.samples().isPresent());
        ResultsTable main = ResultsTable.main(content.series());
        view.put("mainTable", main);
        view.put(
                "tables",
                List.of(
                        new PageFrame.CaptionedTable("Accuracy and novelty.", main),
                        new PageFrame.CaptionedTable(
                                "Calibration, place in the hull of the zoo, and density.",
                                ResultsTable.details(content.series())),
                        new PageFrame.CaptionedTable(
                                "Novel and performant at once, and copying.", ResultsTable.merit(content.series()))));
        view.put("nameHeading", "Series");
        view.put("task", content.task());
        view.put("testExamples", Numerals.count(content.task().testExamples(), "test example"));
        view.put("spectrumNote", spectrumNote(content.spectrum()));
        view.put("lossNote", lossNote(content.losses()));
        view.put("densityNote", densityNote(content));
        view.put("taskFacts", taskFacts(content.task()));
        view.put("reproduction", content.reproduction());
        view.put("hasYaml", !content.reproduction().canonicalYaml().isEmpty());
        view.put("available", Available.of(content));
        return frame.render(view, DataIsland.of(content));
    }

    private static List<Fact> taskFacts(Task task) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Dataset", task.dataset()));
        facts.add(new Fact("Architecture", task.architecture()));
        facts.add(new Fact("Classes", Numerals.count(task.classes())));
        facts.add(new Fact("Training examples", Numerals.count(task.trainExamples())));
        facts.add(new Fact("Validation examples", Numerals.count(task.validationExamples())));
        facts.add(new Fact("Test examples", Numerals.count(task.testExamples())));
        facts.add(new Fact("Parameters", Numerals.count(task.parameters())));
        facts.add(new Fact("of which prunable", Numerals.count(task.prunable())));
        return facts;
    }

    private static String spectrumNote(Spectrum spectrum) {
        return Double.isFinite(spectrum.heldOutReconstruction())
                ? "The dashed line is the share of held-out members that the components reconstruct, "
                        + Numerals.percent(spectrum.heldOutReconstruction(), 1)
                        + " %: what the cumulative line promises beyond it does not carry over to new networks."
                : "No member was held out, so how far the components carry over to new networks is not known.";
    }

    private static String lossNote(LossCurves losses) {
        List<String> sentences = new ArrayList<>();
        if (losses.training().anyKnown() && losses.validation().anyKnown()) {
            sentences.add("Where the curve of held-out codes parts from that of training codes, the flow starts to"
                    + " memorise.");
        }
        losses.chosenStep()
                .ifPresent(
                        step -> sentences.add("The generator uses step " + Numerals.count(step) + " (vertical line)."));
        if (losses.codeRmsRatio().anyKnown()) {
            sentences.add("Below, the rms of sampled codes over the zoo's: 1 is right, under 0.8 the flow has collapsed"
                    + " towards the zoo mean, whatever its loss.");
        }
        return String.join(" ", sentences);
    }

    private static String densityNote(ReportContent content) {
        boolean sparse = content.series().stream().anyMatch(each -> each.density() < 1);
        boolean known = content.layers().isEmpty()
                || content.layers().stream()
                        .anyMatch(each -> Double.isFinite(each.zooDensity()) || Double.isFinite(each.samplesDensity()));
        return known && !sparse
                ? "The networks are dense: every weight is kept, so there is nothing to show by layer."
                : "How many weights each layer keeps is not known.";
    }

    /**
     * Which charts have something to show; a sentence stands in for the others.
     *
     * @param series whether there is a chart whose series can be switched on and off
     */
    private record Available(
            boolean novelty,
            boolean accuracy,
            boolean map,
            boolean series,
            boolean spectrum,
            boolean losses,
            boolean layers,
            boolean frontier) {
        static Available of(ReportContent content) {
            List<Series> series = content.series();
            boolean novelty = series.stream().anyMatch(Available::hasNovelty);
            boolean accuracy =
                    series.stream().anyMatch(each -> each.points().accuracy().anyKnown());
            boolean map = series.stream()
                    .anyMatch(each ->
                            each.points().x().anyKnown() && each.points().y().anyKnown());
            LossCurves losses = content.losses();
            return new Available(
                    novelty,
                    accuracy,
                    map,
                    novelty || accuracy || map,
                    content.spectrum().share().anyKnown(),
                    losses.training().anyKnown() || losses.validation().anyKnown(),
                    content.layers().stream().anyMatch(Available::isSparse),
                    !content.frontier().isEmpty());
        }

        private static boolean hasNovelty(Series series) {
            boolean members = series.points().novelty().anyKnown()
                    && series.points().accuracy().anyKnown();
            boolean summary = Double.isFinite(
                    series.novelty().median() + series.accuracy().mean());
            return members || summary;
        }

        private static boolean isSparse(LayerDensity layer) {
            return layer.zooDensity() < 1 || layer.samplesDensity() < 1;
        }
    }
}
