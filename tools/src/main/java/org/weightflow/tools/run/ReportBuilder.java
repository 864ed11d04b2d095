package org.weightflow.tools.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.weightflow.generator.Generator;
import org.weightflow.generator.evaluation.Density;
import org.weightflow.generator.evaluation.EnsembleReport;
import org.weightflow.generator.evaluation.EvaluationReport;
import org.weightflow.generator.evaluation.NetworkReport;
import org.weightflow.generator.evaluation.Series;
import org.weightflow.generator.evaluation.Spread;
import org.weightflow.generator.evaluation.frontier.Family;
import org.weightflow.generator.evaluation.frontier.Level;
import org.weightflow.generator.flow.CurveRow;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.metrics.Scores;
import org.weightflow.networks.task.Task;
import org.weightflow.tools.report.FrontierLine;
import org.weightflow.tools.report.ReportContent;
import org.weightflow.tools.report.ReportContent.Fact;
import org.weightflow.tools.report.ReportContent.LayerDensity;
import org.weightflow.tools.report.ReportContent.LossCurves;
import org.weightflow.tools.report.ReportContent.Reproduction;
import org.weightflow.tools.report.ReportContent.Run;
import org.weightflow.tools.report.ReportContent.Spectrum;
import org.weightflow.tools.report.SeriesKind;
import org.weightflow.tools.report.Values;

/** Turns what was fitted and found into what the report page shows. */
final class ReportBuilder {
    private static final int ENSEMBLE = 16;
    private static final Scores UNKNOWN = new Scores(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    private ReportBuilder() {}

    /** @param generator whose spectrum and curves are shown; null where only an ensemble is known */
    static ReportContent content(
            Run run,
            Architecture architecture,
            Task task,
            EvaluationReport report,
            Generator generator,
            Reproduction reproduction) {
        return new ReportContent(
                run,
                new ReportContent.Task(
                        task.dataset().name(),
                        architecture.id(),
                        architecture.classes(),
                        task.train().count(),
                        task.validation().count(),
                        task.dataset().test().count(),
                        architecture.layout().learnableSize(),
                        architecture.layout().prunableSize()),
                report.series().stream().map(ReportBuilder::series).toList(),
                spectrum(report, generator),
                generator == null ? LossCurves.none() : curves(generator),
                layers(report),
                report.frontier().families().stream().map(ReportBuilder::line).toList(),
                reproduction);
    }

    static Reproduction reproduction(RunConfig config, List<String> commands, Provenance provenance) {
        Map<String, String> facts = new TreeMap<>();
        flatten("", Settings.all(config), facts);
        return new Reproduction(Fact.listOf(facts), RunConfig.tree().yaml(config), commands, facts(provenance));
    }

    /** Where something was made, as pages show it. */
    static List<Fact> facts(Provenance provenance) {
        Map<String, String> origin = new TreeMap<>();
        flatten("", Json.canonicalMap(Settings.plain(provenance)), origin);
        return Fact.listOf(origin);
    }

    private static void flatten(String within, Map<String, ?> tree, Map<String, String> facts) {
        tree.forEach((key, value) -> {
            String path = within.isEmpty() ? key : within + "." + key;
            if (value instanceof Map<?, ?> inner) {
                Map<String, Object> named = new TreeMap<>();
                inner.forEach((name, each) -> named.put(String.valueOf(name), each));
                flatten(path, named, facts);
            } else {
                facts.put(path, String.valueOf(value));
            }
        });
    }

    private static org.weightflow.tools.report.Series series(Series series) {
        Spread accuracy = series.accuracy();
        EnsembleReport sixteen = series.ensembles().get(ENSEMBLE);
        Scores some = sixteen == null ? UNKNOWN : sixteen.first();
        Scores all = series.ensembleAll();
        return org.weightflow.tools.report.Series.of(
                        series.name(),
                        SeriesKind.valueOf(series.kind().name()),
                        series.networks().size())
                .accuracy(accuracy.mean(), accuracy.sd(), accuracy.min(), accuracy.max())
                .calibration(
                        series.nll().mean(), series.ece().mean(), series.brier().mean())
                .ensembleOf16(some.accuracy(), some.nll(), some.ece())
                .ensembleOfAll(all.accuracy(), all.nll(), all.ece())
                .novelty(
                        series.novelty().median(),
                        series.novelty().q05(),
                        series.novelty().q95())
                .overlap(series.overlap().mean(), series.overlap().max())
                .barycentre(
                        series.median(NetworkReport::largestWeight),
                        series.median(NetworkReport::participation),
                        series.median(NetworkReport::residual))
                .codeRmsRatio(series.codeRmsRatio())
                .merit(
                        series.jointShare(0.5),
                        series.jointShare(1),
                        series.copying().z())
                .density((series.density().min() + series.density().max()) / 2)
                .points(
                        each(series, network -> network.scores().accuracy()),
                        each(series, NetworkReport::novelty),
                        each(series, NetworkReport::overlap),
                        each(series, NetworkReport::x),
                        each(series, NetworkReport::y))
                .build();
    }

    private static FrontierLine line(Family family) {
        return new FrontierLine(
                family.name(),
                family.generator(),
                family.levels().stream().map(Level::name).toList(),
                levels(family, Level::novelty),
                levels(family, Level::accuracy),
                levels(family, level -> level.interval().low()),
                levels(family, level -> level.interval().high()));
    }

    private static Values levels(Family family, ToDoubleFunction<Level> number) {
        return Values.of(family.levels().stream().mapToDouble(number).toArray());
    }

    private static Values each(Series series, ToDoubleFunction<NetworkReport> number) {
        return Values.of(series.networks().stream().mapToDouble(number).toArray());
    }

    private static Spectrum spectrum(EvaluationReport report, Generator generator) {
        double[] shares;
        double heldOut = Double.NaN;
        if (generator == null) {
            shares = report.spectrum().stream().mapToDouble(Double::doubleValue).toArray();
        } else {
            double total = generator.facts().totalVariance();
            shares = generator.facts().eigenvalues().stream()
                    .mapToDouble(value -> value / total)
                    .toArray();
            Double reconstruction = generator.facts().heldOutReconstruction();
            heldOut = reconstruction == null ? Double.NaN : reconstruction;
        }
        double[] captured = shares.clone();
        for (int i = 1; i < captured.length; i++) {
            captured[i] += captured[i - 1];
        }
        return new Spectrum(Values.of(shares), Values.of(captured), heldOut);
    }

    private static LossCurves curves(Generator generator) {
        List<CurveRow> rows = generator.curve();
        return new LossCurves(
                column(rows, CurveRow::step),
                column(rows, CurveRow::trainingLoss),
                column(rows, CurveRow::validationLoss),
                column(rows, CurveRow::codeRmsRatio),
                OptionalLong.of(generator.facts().chosenStep()));
    }

    private static Values column(List<CurveRow> rows, ToDoubleFunction<CurveRow> number) {
        return Values.of(rows.stream().mapToDouble(number).toArray());
    }

    private static List<LayerDensity> layers(EvaluationReport report) {
        List<Density.Entry> zoo = report.zoo().density().entries();
        List<Density.Entry> samples = report.samples().density().entries();
        List<LayerDensity> layers = new ArrayList<>();
        for (int i = 0; i < zoo.size(); i++) {
            layers.add(
                    new LayerDensity(zoo.get(i).name(), zoo.get(i).size(), middle(zoo.get(i)), middle(samples.get(i))));
        }
        return layers;
    }

    private static double middle(Density.Entry entry) {
        return (entry.keptMin() + entry.keptMax()) / 2.0;
    }
}
