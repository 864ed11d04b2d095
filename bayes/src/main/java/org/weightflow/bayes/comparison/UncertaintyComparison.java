package org.weightflow.bayes.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.weightflow.bayes.PosteriorPredictive;
import org.weightflow.bayes.ticket.PosteriorBench;
import org.weightflow.bayes.variational.VariationalConfig;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.metrics.Detection;
import org.weightflow.networks.metrics.Information;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.metrics.Quality;
import org.weightflow.networks.metrics.TemperatureScaling;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.pruning.MagnitudePruning;
import org.weightflow.pruning.search.MethodSteps;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.SearchSettings;
import org.weightflow.pruning.search.Workbench;

/**
 * One table of everything that can tell how sure it is: single networks, variational ones, Laplace approximations, chains, ensembles,
 * and networks from elsewhere. All predictors of several networks have the same number of them. Test examples choose nothing:
 * temperatures and prior precisions come from the validation examples.
 * <p>Member i draws from {@code seed / member / i}. Each row is written when it is known; an interrupted comparison goes on after the
 * last one, a search at its last level. Times are of the first computation.
 */
public final class UncertaintyComparison {
    private static final String RESULTS = "results";

    private final Architecture architecture;
    private final Task task;
    private final SearchSettings settings;
    private final VariationalConfig variational;
    private final UncertaintyConfig config;
    private final Map<String, Examples> outliers;
    private final Seed seed;
    private final List<Seed> seeds;
    private final PopulationTrainer trainer;

    /**
     * @param settings tickets are those of the last level
     * @param outliers examples of no class, by the name of the set; their labels are not read
     * @throws IllegalArgumentException if the parts do not fit one another
     */
    public UncertaintyComparison(
            Architecture architecture,
            Task task,
            SearchSettings settings,
            VariationalConfig variational,
            UncertaintyConfig config,
            Map<String, Examples> outliers,
            Seed seed) {
        this.architecture = architecture;
        this.task = task;
        this.settings = settings;
        this.variational = variational;
        this.config = config;
        this.outliers = Collections.unmodifiableMap(new LinkedHashMap<>(outliers));
        this.seed = seed;
        this.seeds = IntStream.range(0, config.networks())
                .mapToObj(i -> seed.child("member").child(i))
                .toList();
        this.trainer = new PopulationTrainer(architecture, task.train(), settings.training());
        // Finds out now what does not fit.
        bench(null, SearchListener.SILENT, seeds).rewindStep();
        requireLevels();
    }

    private void requireLevels() {
        for (PredictorKind kind : config.kinds()) {
            if (kind.isOfTickets()) {
                Check.atLeast(
                        "levels of pruning for the tickets of " + kind.id(),
                        settings.levels().levels(),
                        1);
            }
        }
    }

    private Workbench bench(Path folder, SearchListener listener, List<Seed> members) {
        return folder == null
                ? Workbench.inMemory(architecture, task, settings, trainer, members, listener)
                : Workbench.in(folder, true, architecture, task, settings, trainer, members, listener);
    }

    /** Told how a comparison goes. */
    public interface Listener extends MethodSteps.Listener {
        /** A row is known and durable. */
        void onRow(UncertaintyRow row);
    }

    /**
     * Compares, or goes on comparing.
     *
     * @param folder of this comparison alone
     * @param given  networks from elsewhere, the last rows
     * @throws IllegalArgumentException if given networks have the name of another row
     */
    public UncertaintyReport run(Path folder, List<GivenNetworks> given, Listener listener) throws IOException {
        requireOwnNames(given);
        Path results = folder.resolve(RESULTS);
        Files.createDirectories(results);
        AtomicFiles.sweep(results);
        MethodSteps steps = new MethodSteps(listener);
        Workbench networks = bench(folder.resolve("work"), steps, seeds);
        Workbench first = bench(folder.resolve("work-posteriors"), steps, seeds.subList(0, config.posteriors()));
        PredictorMaker maker = new PredictorMaker(
                task, config, networks, new PosteriorBench(first, variational), seed.child("predictors"));
        steps.expect(config.kinds().stream().mapToLong(maker::steps).sum());
        List<UncertaintyRow> rows = new ArrayList<>();
        for (PredictorKind kind : config.kinds()) {
            steps.begin(kind.id(), maker.steps(kind));
            rows.add(row(results, kind.id(), () -> maker.make(kind), listener));
        }
        steps.end();
        for (GivenNetworks each : given) {
            rows.add(row(results, each.name(), () -> made(each), listener));
        }
        return new UncertaintyReport(
                architecture.id(),
                task.dataset().name(),
                architecture.layout().prunableSize(),
                kept(networks),
                trainer.totalSteps(),
                rows);
    }

    private static void requireOwnNames(List<GivenNetworks> given) {
        Set<String> names =
                Arrays.stream(PredictorKind.values()).map(PredictorKind::id).collect(Collectors.toSet());
        for (GivenNetworks each : given) {
            if (!names.add(each.name())) {
                throw new IllegalArgumentException(
                        "networks from elsewhere are called '" + each.name() + "', which is the name of another row");
            }
        }
    }

    private static int kept(Workbench bench) {
        List<Integer> byLevel = new MagnitudePruning(bench.settings().levels(), bench.selection()).keptByLevel();
        return byLevel.get(byLevel.size() - 1);
    }

    private static PredictorMaker.Made made(GivenNetworks given) {
        return new PredictorMaker.Made(
                List.of(Predictor.of(given.networks(), given.parameters(), given.facts())),
                given.searchSeconds(),
                given.trainingSeconds());
    }

    private interface Maker {
        PredictorMaker.Made make() throws IOException;
    }

    private UncertaintyRow row(Path results, String name, Maker maker, Listener listener) throws IOException {
        Path file = results.resolve(name + ".json");
        if (!Files.exists(file)) {
            UncertaintyRow row = measured(name, maker.make());
            AtomicFiles.writeText(file, Json.text(row));
            listener.onRow(row);
        }
        return Json.read(file, UncertaintyRow.class);
    }

    private UncertaintyRow measured(String name, PredictorMaker.Made made) {
        Examples test = task.test();
        Examples validation = task.validation();
        List<Predictor> predictors = made.predictors();
        List<Quality> quality = new ArrayList<>();
        List<Quality> scaled = new ArrayList<>();
        List<Double> temperatures = new ArrayList<>();
        Map<String, List<Double>> auroc = new LinkedHashMap<>();
        List<DiagramPoint> diagram = List.of();
        long nanos = 0;
        for (Predictor predictor : predictors) {
            // The engine's first pass over so much memory is slower than those that follow; it is not timed.
            TemperatureScaling scaling = TemperatureScaling.fit(predicted(predictor, validation), validation.labels());
            long start = System.nanoTime();
            Predictions predictions = predicted(predictor, test);
            nanos += System.nanoTime() - start;
            quality.add(Quality.of(predictions, test.labels()));
            scaled.add(Quality.of(scaling.apply(predictions), test.labels()));
            temperatures.add(scaling.temperature());
            diagram = diagram.isEmpty() ? DiagramPoint.of(predictions, test.labels()) : diagram;
            double[] inside = certainty(predictions);
            outliers.forEach((set, examples) -> auroc.computeIfAbsent(set, any -> new ArrayList<>())
                    .add(Detection.of(inside, certainty(predicted(predictor, examples)))
                            .auroc()));
        }
        Predictor one = predictors.get(0);
        return new UncertaintyRow(
                name,
                one.count(),
                one.parameters(),
                quality,
                scaled,
                temperatures,
                auroc,
                diagram,
                facts(predictors),
                made.searchSeconds(),
                made.trainingSeconds(),
                nanos / (double) TimeUnit.SECONDS.toNanos(1) / predictors.size());
    }

    private Predictions predicted(Predictor predictor, Examples data) {
        return Predictions.ensemble(
                new PosteriorPredictive(architecture).each(predictor.count(), predictor.networks(), data));
    }

    /** Minus the entropy of each prediction. */
    private static double[] certainty(Predictions predictions) {
        return DoubleStream.of(Information.entropies(predictions))
                .map(entropy -> -entropy)
                .toArray();
    }

    /** The mean of each fact over predictors, where it is finite: files hold no other numbers. */
    private static Map<String, Double> facts(List<Predictor> predictors) {
        Map<String, Double> means = new LinkedHashMap<>();
        for (String fact : predictors.get(0).facts().keySet()) {
            double mean = predictors.stream()
                    .mapToDouble(predictor -> predictor.facts().get(fact))
                    .average()
                    .orElseThrow();
            if (Double.isFinite(mean)) {
                means.put(fact, mean);
            }
        }
        return means;
    }
}
