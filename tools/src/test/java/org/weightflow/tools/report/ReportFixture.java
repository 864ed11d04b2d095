package org.weightflow.tools.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.weightflow.tools.report.ReportContent.Fact;
import org.weightflow.tools.report.ReportContent.LayerDensity;
import org.weightflow.tools.report.ReportContent.LossCurves;
import org.weightflow.tools.report.ReportContent.Reproduction;
import org.weightflow.tools.report.ReportContent.Run;
import org.weightflow.tools.report.ReportContent.Spectrum;
import org.weightflow.tools.report.ReportContent.Task;

/** Made-up reports that look like real ones; {@link #main} writes them to a folder so that one can look at them. */
final class ReportFixture {
    private ReportFixture() {}

    /** Sparse networks that share a rewinding point: the samples are new. */
    static ReportContent sparseTickets() {
        return content("Lottery tickets of a small MLP on MNIST", 0.9601, 0.0021, 0.9588, 0.0018, 0.81, true);
    }

    /** Dense networks with initialisations of their own: the samples repeat the zoo. */
    static ReportContent denseCopies() {
        return content("Independent MLPs on MNIST", 0.9636, 0.0020, 0.9637, 0.0020, 0.021, false);
    }

    /** Two networks, nothing measured. */
    static ReportContent unmeasured() {
        return new ReportContent(
                new Run("An unfinished run", "run-00000000", ""),
                new Task("iris", "mlp 4-16-3", 3, 120, 0, 30, 131, 112),
                List.of(
                        Series.of("zoo", SeriesKind.ZOO, 1).build(),
                        Series.of("samples", SeriesKind.SAMPLES, 1).build()),
                Spectrum.none(),
                LossCurves.none(),
                List.of(),
                List.of(),
                new Reproduction(List.of(), "", List.of(), List.of()));
    }

    /** Some numbers known and some not, in every place where there can be one. */
    static ReportContent withGaps() {
        Values some = Values.of(0.95, Double.NaN, 0.97, Double.POSITIVE_INFINITY);
        Values none = Values.of(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        return new ReportContent(
                new Run("Gaps", "run-00000001", ""),
                new Task("digits", "mlp 64-16-10", 10, 1_000, 0, 0, 1_210, 1_184),
                List.of(
                        Series.of("zoo", SeriesKind.ZOO, 4)
                                .accuracy(0.96, Double.NaN, 0.95, 0.97)
                                .points(some, Values.of(1, 1, Double.NaN, 1.1), none, some, some)
                                .build(),
                        Series.of("samples", SeriesKind.SAMPLES, 4)
                                .accuracy(0.96, 0.01, 0.95, 0.97)
                                .novelty(Double.NaN, Double.NaN, Double.NaN)
                                .points(some, none, none, none, some)
                                .build(),
                        Series.of("summary only", SeriesKind.BASELINE, 4)
                                .accuracy(1, 0, 1, 1)
                                .novelty(0.5, 0.4, 0.6)
                                .build(),
                        Series.of("<b>no</b> \"members\" & nothing", SeriesKind.BASELINE, 0)
                                .build()),
                new Spectrum(Values.of(0.5, Double.NaN, 0.1), Values.of(0.5, Double.NaN, Double.NaN), Double.NaN),
                new LossCurves(
                        Values.of(1, 2, Double.NaN),
                        Values.none(),
                        Values.of(1, Double.NaN, 0.5),
                        Values.of(Double.NaN, Double.NaN, Double.NaN),
                        OptionalLong.empty()),
                List.of(
                        new LayerDensity("<i>fc1</i>.weight", 1_024, 512, Double.NaN),
                        new LayerDensity("empty.weight", 0, 0, 0)),
                List.of(),
                new Reproduction(List.of(), "", List.of(), List.of()));
    }

    static ReportContent content(
            String title,
            double zooAccuracy,
            double zooSd,
            double accuracy,
            double sd,
            double novelty,
            boolean sparse) {
        Population zoo = new Population("zoo", SeriesKind.ZOO, 100, zooAccuracy, zooSd, 1, 0.03, 0.47, 0, 1);
        Population samples = new Population(
                "samples", SeriesKind.SAMPLES, 100, accuracy, sd, novelty, 0.06, 1 - novelty / 2, 1, 0.7);
        double loss = sparse ? 0.2 : 1;
        List<Population> baselines = List.of(
                baseline("noise 0.01", zooAccuracy - 0.0007, zooSd, 0.071, 0.90, 2, 1),
                baseline("noise 0.02", zooAccuracy - 0.0035, 0.0024, 0.142, 0.80, 3, 1),
                baseline("noise 0.05", zooAccuracy - 0.0336 * loss, 0.006, 0.354, 0.55, 4, 1),
                baseline("interpolation", zooAccuracy - 0.14 * loss * loss, 0.03, 0.34, 0.50, 5, 0.8),
                baseline("soup of 16", sparse ? 0.9645 : 0.655, sparse ? 0.001 : 0.04, 0.65, 0.42, 6, 0.2),
                baseline("zoo mean", sparse ? 0.9650 : 0.52, 0, 0.64, 0.41, 7, 0),
                baseline("per-dimension Gaussian", sparse ? 0.9574 : 0.22, 0.01, 1.19, 0.35, 8, 1.2),
                baseline("PCA Gaussian", sparse ? 0.9506 : 0.312, sparse ? 0.003 : 0.05, 0.97, 0.36, 9, 1));
        List<Series> series = new ArrayList<>();
        series.add(zoo.series(sparse));
        series.add(samples.series(sparse));
        baselines.forEach(each -> series.add(each.series(sparse)));
        return new ReportContent(
                new Run(title, sparse ? "run-3f9ac1d2" : "run-81be02c7", sparse ? "mnist-tickets" : "mnist-mlp"),
                new Task("MNIST", "mlp 784-32-32-10", 10, 54_000, 6_000, 10_000, 26_506, 26_432),
                series,
                spectrum(),
                losses(),
                layers(sparse),
                frontier(),
                reproduction());
    }

    private static List<FrontierLine> frontier() {
        return List.of(
                new FrontierLine(
                        "generator",
                        true,
                        List.of("temperature-0.5", "temperature-1", "temperature-1.25"),
                        Values.of(0.55, 0.92, 1.08),
                        Values.of(0.9641, 0.9622, 0.9581),
                        Values.of(0.9636, 0.9616, 0.9571),
                        Values.of(0.9646, 0.9628, 0.9590)),
                new FrontierLine(
                        "noise",
                        false,
                        List.of("noise-0.01", "noise-0.03", "noise-0.05"),
                        Values.of(0.2, 0.6, 1),
                        Values.of(0.9637, 0.951, 0.83),
                        Values.of(0.963, 0.949, 0.8),
                        Values.of(0.9644, 0.953, 0.85)),
                new FrontierLine(
                        "pca-gaussian",
                        false,
                        List.of("pca-gaussian-0.5", "pca-gaussian"),
                        Values.of(0.8, 0.97),
                        Values.of(0.958, 0.9506),
                        Values.of(0.957, 0.949),
                        Values.of(0.959, 0.952)));
    }

    private static Population baseline(
            String name, double accuracy, double sd, double novelty, double overlap, int seed, double radius) {
        int members = name.equals("zoo mean") ? 1 : 100;
        return new Population(
                name, SeriesKind.BASELINE, members, accuracy, sd, novelty, 0.04 * novelty, overlap, seed, radius);
    }

    private record Population(
            String name,
            SeriesKind kind,
            int members,
            double accuracy,
            double sd,
            double novelty,
            double noveltySd,
            double overlap,
            int seed,
            double radius) {
        Series series(boolean sparse) {
            double[] deviations = normal(1, 0, sd / (1 - accuracy));
            double[] accuracies = map(i -> 1 - (1 - accuracy) * Math.exp(deviations[i]));
            double[] novelties = normal(2, novelty, noveltySd * Math.min(1, novelty));
            double[] overlaps = normal(3, Math.min(0.95, overlap), 0.015);
            double[] angles = normal(4, 0, 10);
            double[] radii = normal(5, radius, 0.15 * radius);
            double[] sorted = novelties.clone();
            Arrays.sort(sorted);
            double mean = Arrays.stream(accuracies).average().orElseThrow();
            return Series.of(name, kind, members)
                    .accuracy(
                            mean,
                            sd,
                            Arrays.stream(accuracies).min().orElseThrow(),
                            Arrays.stream(accuracies).max().orElseThrow())
                    .calibration(3.3 * (1 - mean), 0.2 * (1 - mean), 1.6 * (1 - mean))
                    .ensembleOf16(members < 16 ? Double.NaN : mean + 0.25 * (1 - mean), 2.4 * (1 - mean), 0.008)
                    .ensembleOfAll(mean + 0.28 * (1 - mean), 2.3 * (1 - mean), 0.009)
                    .novelty(
                            sorted[members / 2],
                            members == 1 ? Double.NaN : sorted[members / 20],
                            members == 1 ? Double.NaN : sorted[members - 1 - members / 20])
                    .overlap(
                            Arrays.stream(overlaps).average().orElseThrow(),
                            Arrays.stream(overlaps).max().orElseThrow())
                    .barycentre(
                            kind == SeriesKind.ZOO ? 1 : Math.max(0.06, 1.03 - novelty),
                            kind == SeriesKind.ZOO ? 1 : 0.95 + 12 * novelty * novelty,
                            name.startsWith("noise") ? 0.11 : 0)
                    .codeRmsRatio(kind == SeriesKind.SAMPLES ? 0.97 : radius)
                    .density(sparse ? 0.1 : 1)
                    .points(
                            Values.of(accuracies),
                            Values.of(novelties),
                            Values.of(overlaps),
                            Values.of(map(i -> radii[i] * Math.cos(angles[i]))),
                            Values.of(map(i -> radii[i] * Math.sin(angles[i]))))
                    .build();
        }

        private double[] normal(int stream, double mean, double sd) {
            SplittableRandom random = new SplittableRandom(1000L * seed + stream);
            return map(i -> mean + sd * random.nextGaussian());
        }

        private double[] map(IntToDoubleFunction value) {
            return IntStream.range(0, members).mapToDouble(value).toArray();
        }
    }

    private static Spectrum spectrum() {
        int components = 99;
        double[] share = new double[components];
        double[] captured = new double[components];
        double sum = 0;
        for (int i = 0; i < components; i++) {
            share[i] = 0.02 * Math.exp(-0.016 * i);
            sum += share[i];
            captured[i] = sum;
        }
        return new Spectrum(Values.of(share), Values.of(captured), 0.31);
    }

    private static LossCurves losses() {
        int reports = 60;
        double[] step = new double[reports];
        double[] training = new double[reports];
        double[] validation = new double[reports];
        double[] ratio = new double[reports];
        for (int i = 0; i < reports; i++) {
            step[i] = 500.0 * (i + 1);
            training[i] = 0.62 + 1.4 * Math.exp(-i / 9.0);
            validation[i] = 0.9 + 1.2 * Math.exp(-i / 7.0) + 0.0001 * i * i;
            ratio[i] = 1.02 - 0.9 * Math.exp(-i / 5.0);
        }
        return new LossCurves(
                Values.of(step), Values.of(training), Values.of(validation), Values.of(ratio), OptionalLong.of(14_000));
    }

    private static List<LayerDensity> layers(boolean sparse) {
        return List.of(
                new LayerDensity("fc1.weight", 25_088, sparse ? 2_103 : 25_088, sparse ? 2_101.4 : 25_088),
                new LayerDensity("fc2.weight", 1_024, sparse ? 371 : 1_024, sparse ? 372.2 : 1_024),
                new LayerDensity("fc3.weight", 320, sparse ? 169 : 320, sparse ? 169.3 : 320));
    }

    private static Reproduction reproduction() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("dataset", "mnist");
        configuration.put("architecture", "mlp-784-32-32-10");
        configuration.put("members", 100);
        configuration.put("epochs", 5);
        configuration.put("align.restarts", 4);
        configuration.put("fit.steps", 30_000);
        configuration.put("fit.hidden", 512);
        configuration.put("sample.members", 100);
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("weightflow", "0.1.0");
        provenance.put("Java", "17.0.12");
        provenance.put("DJL", "0.35.1, PyTorch 2.7.1");
        provenance.put("Operating system", "Linux amd64");
        provenance.put("Threads", 2);
        provenance.put("Data, SHA-256", "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609");
        return new Reproduction(
                Fact.listOf(configuration),
                "schema: 1\nseed: 7\ndataset: mnist\narchitecture:\n  name: mlp\n  units: [784, 32, 32, 10]\nzoo:\n"
                        + "  members: 100\n  epochs: 5\nalign:\n  restarts: 4\nfit:\n  steps: 30000\n  hidden: 512\n"
                        + "sample:\n  members: 100\n",
                List.of(
                        "weightflow run --preset mnist-mlp --seed 7 --out runs/mnist",
                        "weightflow sample --generator runs/mnist/generator --members 100 --seed 8 --out runs/mnist/ensemble"),
                Fact.listOf(provenance));
    }

    /** Writes the reports to the folder named by the first argument. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        ReportPage page = new ReportPage();
        Files.writeString(folder.resolve("sparse.html"), page.render(sparseTickets()));
        Files.writeString(folder.resolve("dense.html"), page.render(denseCopies()));
        Files.writeString(folder.resolve("gaps.html"), page.render(withGaps()));
        Files.writeString(folder.resolve("unmeasured.html"), page.render(unmeasured()));
    }
}
