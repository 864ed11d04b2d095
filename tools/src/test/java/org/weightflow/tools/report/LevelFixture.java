package org.weightflow.tools.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.weightflow.bayes.comparison.DiagramPoint;
import org.weightflow.bayes.comparison.LevelCell;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.bayes.comparison.MaskOverlap;
import org.weightflow.bayes.comparison.UncertaintyReport;
import org.weightflow.bayes.comparison.UncertaintyRow;
import org.weightflow.networks.metrics.Quality;
import org.weightflow.tools.run.BayesConfig;

/** Made-up comparisons of Bayesian tickets; {@link #main} writes pages of them to a folder so that one can look at them. */
public final class LevelFixture {
    private static final int PRUNABLE = 1000;

    private LevelFixture() {}

    /** Of that accuracy; NLL is four times the error, ECE a third of it, MACE half of it. */
    static Quality quality(double accuracy) {
        double error = 1 - accuracy;
        return new Quality(
                accuracy, 4 * error, 1.5 * error, error / 3, error / 3, error / 2, error / 4, error, error / 10);
    }

    /** Of 1000 prunable values that each level leaves half of; 10 s of search a level and 4 s of training. */
    public static LevelCell cell(String method, int level, double... accuracy) {
        int kept = PRUNABLE >> level;
        double density = kept / (double) PRUNABLE;
        return new LevelCell(
                method,
                level,
                kept,
                density,
                Map.of("fc1.weight", density / 2, "fc2.weight", Math.sqrt(density)),
                DoubleStream.of(accuracy).mapToObj(LevelFixture::quality).toList(),
                List.of(new DiagramPoint(0.5, 0.4, 10), new DiagramPoint(0.95, 0.98, 90)),
                10 * level,
                4);
    }

    /** Networks without a mask of 90 and 92 %, and the given tickets; overlaps where both masks are there. */
    public static LevelReport report(LevelCell... cells) {
        int members = cells[0].quality().size();
        List<MaskOverlap> overlaps = new ArrayList<>();
        for (LevelCell cell : cells) {
            if (cell.method().equals("magnitude")
                    && IntStream.range(0, cells.length)
                            .anyMatch(i ->
                                    cells[i].method().equals("deterministic") && cells[i].level() == cell.level())) {
                overlaps.add(new MaskOverlap(
                        cell.level(),
                        "deterministic",
                        "magnitude",
                        List.of(0.4, 0.6),
                        0.1,
                        Map.of("fc1.weight", 0.25, "fc2.weight", 0.75)));
            }
        }
        double[] unpruned = DoubleStream.of(0.89, 0.9, 0.91).limit(members).toArray();
        double[] deterministic =
                DoubleStream.of(0.91, 0.92, 0.93).limit(members).toArray();
        return new LevelReport(
                "mlp-64-16-10",
                "digits",
                members,
                PRUNABLE,
                600,
                0,
                10,
                cell("unpruned", 0, unpruned),
                cell("deterministic-unpruned", 0, deterministic),
                List.of(cells),
                overlaps);
    }

    /** One kind of predictor, for two sets of outliers. */
    static UncertaintyRow predictor(String name, int networks, double auroc, double temperature, double... accuracy) {
        List<Quality> quality =
                DoubleStream.of(accuracy).mapToObj(LevelFixture::quality).toList();
        Map<String, List<Double>> outliers = new LinkedHashMap<>();
        outliers.put("fashion-mnist", quality.stream().map(each -> auroc).toList());
        outliers.put("noise", quality.stream().map(each -> 0.5).toList());
        return new UncertaintyRow(
                name,
                networks,
                1234L * networks,
                quality,
                DoubleStream.of(accuracy).mapToObj(each -> quality(each + 0.01)).toList(),
                quality.stream().map(each -> temperature).toList(),
                outliers,
                List.of(new DiagramPoint(0.6, 0.55, 20), new DiagramPoint(0.9, 0.95, 80)),
                name.equals("hmc") ? Map.of("largest R-hat", 1.0125) : Map.of(),
                20,
                5,
                0.125);
    }

    static UncertaintyReport predictors(UncertaintyRow... rows) {
        return new UncertaintyReport("mlp-64-16-10", "digits", PRUNABLE, 125, 600, List.of(rows));
    }

    /** A page's content of tickets alone. */
    static BayesContent content(LevelReport report) {
        return new BayesContent(Optional.of(report), Optional.empty(), "ticket", "seed: 7\nname: <digits>");
    }

    /** Twenty levels of all methods, falling apart one after another. */
    public static LevelReport realistic() {
        List<LevelCell> cells = new ArrayList<>();
        List<String> methods = BayesConfig.defaults().methods();
        for (int m = 0; m < methods.size(); m++) {
            for (int level = 1; level <= 20; level++) {
                double density = Math.pow(0.8, level);
                double breaking = 0.004 + 0.006 * m;
                double accuracy =
                        0.98 - 0.004 * m / methods.size() * level - 0.25 / (1 + Math.pow(density / breaking, 2));
                double spread = 0.0008 + 0.1 * Math.max(0, 0.97 - accuracy);
                LevelCell base = cell(methods.get(m), 1, accuracy - spread, accuracy, accuracy + spread);
                int kept = (int) Math.round(density * PRUNABLE);
                cells.add(new LevelCell(
                        base.method(),
                        level,
                        kept,
                        density,
                        Map.of(
                                "fc1.weight",
                                density * 0.9,
                                "fc2.weight",
                                Math.min(1, density * (1.5 + 0.02 * m)),
                                "fc3.weight",
                                Math.min(1, density * 6)),
                        base.quality(),
                        base.diagram(),
                        18.0 * level,
                        62));
            }
        }
        LevelCell any = cells.get(0);
        LevelReport frame = report(any);
        return new LevelReport(
                "lenet-300-100",
                "mnist",
                3,
                PRUNABLE,
                645,
                0,
                10,
                withLayers(frame.unpruned(), any),
                withLayers(frame.deterministic(), any),
                cells,
                List.of());
    }

    private static LevelCell withLayers(LevelCell cell, LevelCell like) {
        Map<String, Double> whole = new LinkedHashMap<>();
        like.layers().keySet().forEach(entry -> whole.put(entry, 1.0));
        return new LevelCell(
                cell.method(), 0, cell.kept(), 1, whole, cell.quality(), cell.diagram(), 0, cell.trainingSeconds());
    }

    /** Writes the pages to the folder named by the first argument. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        BayesPage page = new BayesPage();
        Files.writeString(folder.resolve("bayes-levels.html"), page.render(content(realistic())));
        Files.writeString(
                folder.resolve("bayes-predictors.html"),
                page.render(new BayesContent(
                        Optional.empty(),
                        Optional.of(predictors(
                                predictor("dense", 1, 0.9, 1.2, 0.9, 0.92, 0.94),
                                predictor("hmc", 10, 0.95, 0.9, 0.93, 0.935, 0.94))),
                        "compare",
                        "seed: 7\n")));
    }
}
