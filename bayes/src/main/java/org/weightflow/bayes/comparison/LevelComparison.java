package org.weightflow.bayes.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.PosteriorPredictive;
import org.weightflow.bayes.ticket.PosteriorBench;
import org.weightflow.bayes.ticket.PosteriorMethod;
import org.weightflow.bayes.ticket.TrainedReceiver;
import org.weightflow.bayes.variational.VariationalConfig;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.metrics.Quality;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.pruning.comparison.LayerDensities;
import org.weightflow.pruning.search.MethodSteps;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.SearchSettings;
import org.weightflow.pruning.search.Workbench;

/**
 * Lets several methods find tickets at the levels of iterative pruning, all from the same seeds, and measures every ticket on the test
 * examples, which choose nothing: accuracy, likelihood and calibration. What methods share is trained once.
 * <p>Member i draws from {@code seed / member / i}. Each result is written when it is known; an interrupted comparison goes on after the
 * last one, a search at its last level. Times are of the first computation. The posteriors of the last level that is measured are kept,
 * in {@code posteriors/METHOD/}, for each method that ends in such.
 */
public final class LevelComparison {
    /** The folder of a comparison that holds the posteriors of the last level, in a folder of each method. */
    public static final String POSTERIORS = "posteriors";

    private static final String RESULTS = "results";
    private static final String UNPRUNED = "unpruned";
    private static final String DENSE = "deterministic-unpruned";

    private final Architecture architecture;
    private final Task task;
    private final SearchSettings settings;
    private final VariationalConfig variational;
    private final List<String> methods;
    private final List<Integer> levels;
    private final int draws;
    private final List<Seed> seeds;
    private final PopulationTrainer trainer;
    private final Seed seed;

    /**
     * @param methods names of {@link LevelMethods}, in the order of the report
     * @param levels  that are measured, rising, from 1 to the last of the settings
     * @param draws   networks that each posterior predicts with
     * @throws IllegalArgumentException if the parts do not fit one another
     */
    public LevelComparison(
            Architecture architecture,
            Task task,
            SearchSettings settings,
            VariationalConfig variational,
            List<String> methods,
            List<Integer> levels,
            int draws,
            int members,
            Seed seed) {
        Check.atLeast("members", members, 1);
        Check.atLeast("draws", draws, 1);
        Check.atLeast("methods", methods.size(), 1);
        Check.atLeast("levels", levels.size(), 1);
        for (int i = 0; i < levels.size(); i++) {
            int least = i == 0 ? 1 : levels.get(i - 1) + 1;
            if (levels.get(i) < least || levels.get(i) > settings.levels().levels()) {
                throw new IllegalArgumentException("level " + levels.get(i) + " is not in [" + least + ", "
                        + settings.levels().levels() + "]; levels rise, from 1 to the last");
            }
        }
        if (new HashSet<>(methods).size() < methods.size()) {
            throw new IllegalArgumentException("methods " + methods + " name one twice");
        }
        this.architecture = architecture;
        this.task = task;
        this.settings = settings;
        this.variational = variational;
        this.methods = List.copyOf(methods);
        this.levels = List.copyOf(levels);
        this.draws = draws;
        this.seed = seed;
        this.seeds = IntStream.range(0, members)
                .mapToObj(i -> seed.child("member").child(i))
                .toList();
        this.trainer = new PopulationTrainer(architecture, task.train(), settings.training());
        // Finds out now what does not fit.
        totalSteps(new PosteriorBench(
                Workbench.inMemory(architecture, task, settings, trainer, seeds, SearchListener.SILENT), variational));
    }

    /**
     * Compares, or goes on comparing.
     *
     * @param folder of this comparison alone
     */
    public LevelReport run(Path folder, LevelListener listener) throws IOException {
        Path results = folder.resolve(RESULTS);
        Files.createDirectories(results);
        AtomicFiles.sweep(results);
        MethodSteps steps = new MethodSteps(listener);
        Workbench work =
                Workbench.in(folder.resolve("work"), true, architecture, task, settings, trainer, seeds, steps);
        PosteriorBench bench = new PosteriorBench(work, variational);
        steps.expect(totalSteps(bench));
        KeptPosteriors kept = new KeptPosteriors(folder, architecture, task, settings, variational, seed);
        steps.begin(UNPRUNED, trainer.totalSteps());
        LevelCell unpruned = unpruned(bench, results, listener);
        steps.begin(DENSE, trainer.totalSteps());
        LevelCell deterministic = deterministic(work, results, listener);
        List<LevelCell> cells = new ArrayList<>();
        for (String name : methods) {
            PosteriorMethod method = LevelMethods.of(name);
            steps.begin(name, method.steps(bench, levels.size()));
            if (!levels.stream().allMatch(level -> isComplete(results, name, level))) {
                method.search(name, bench, new Receiver(name, results, kept, listener));
            }
            for (int level : levels) {
                cells.add(read(results, name, level));
            }
        }
        steps.end();
        return new LevelReport(
                architecture.id(),
                task.dataset().name(),
                seeds.size(),
                architecture.layout().prunableSize(),
                trainer.totalSteps(),
                settings.rewindStep(),
                draws,
                unpruned,
                deterministic,
                cells,
                overlaps(results));
    }

    private long totalSteps(PosteriorBench bench) {
        return 2 * trainer.totalSteps()
                + methods.stream()
                        .mapToLong(name -> LevelMethods.of(name).steps(bench, levels.size()))
                        .sum();
    }

    private LevelCell unpruned(PosteriorBench bench, Path results, LevelListener listener) throws IOException {
        if (!isComplete(results, UNPRUNED, 0)) {
            write(results, cell(UNPRUNED, 0, bench.unpruned(), 0, bench.unprunedSeconds()), List.of(), listener);
        }
        return read(results, UNPRUNED, 0);
    }

    private LevelCell deterministic(Workbench work, Path results, LevelListener listener) throws IOException {
        if (!isComplete(results, DENSE, 0)) {
            work.restart();
            List<Posterior> points = work.dense().stream()
                    .map(network -> Posterior.point(network, Mask.dense(architecture.layout())))
                    .toList();
            write(results, cell(DENSE, 0, points, 0, work.seconds()), List.of(), listener);
        }
        return read(results, DENSE, 0);
    }

    private static Path file(Path results, String method, int level) {
        return results.resolve(String.format(Locale.ROOT, "%s-%02d.json", method, level));
    }

    private static Path maskFile(Path results, String method, int level, int member) {
        return results.resolve(String.format(Locale.ROOT, "%s-%02d-%06d.mask.safetensors", method, level, member));
    }

    private static boolean isComplete(Path results, String method, int level) {
        return Files.exists(file(results, method, level));
    }

    private static LevelCell read(Path results, String method, int level) throws IOException {
        return Json.read(file(results, method, level), LevelCell.class);
    }

    /** Masks first, as posteriors before them, since the cell says that all is there. */
    private static void write(Path results, LevelCell cell, List<Mask> masks, LevelListener listener)
            throws IOException {
        for (int p = 0; p < masks.size(); p++) {
            MaskFile.write(maskFile(results, cell.method(), cell.level(), p), masks.get(p));
        }
        AtomicFiles.writeText(file(results, cell.method(), cell.level()), Json.text(cell));
        listener.onCell(cell);
    }

    /** Measures the tickets of one method. */
    private final class Receiver implements TrainedReceiver {
        private final String method;
        private final Path results;
        private final KeptPosteriors kept;
        private final LevelListener listener;

        Receiver(String method, Path results, KeptPosteriors kept, LevelListener listener) {
            this.method = method;
            this.results = results;
            this.kept = kept;
            this.listener = listener;
        }

        @Override
        public boolean wants(int level) {
            return levels.contains(level) && !isComplete(results, method, level);
        }

        @Override
        public void found(int level, List<Posterior> trained, double searchSeconds, double trainingSeconds)
                throws IOException {
            List<Mask> masks = trained.stream().map(Posterior::mask).toList();
            LevelCell cell = cell(method, level, trained, searchSeconds, trainingSeconds);
            if (level == levels.get(levels.size() - 1)) {
                kept.write(method, level, trained);
            }
            write(results, cell, masks, listener);
        }
    }

    private LevelCell cell(
            String method, int level, List<Posterior> trained, double searchSeconds, double trainingSeconds) {
        Examples test = task.test();
        List<Predictions> predictions = new ArrayList<>();
        PosteriorPredictive predictive = new PosteriorPredictive(architecture);
        for (int p = 0; p < trained.size(); p++) {
            Posterior posterior = trained.get(p);
            boolean point = posterior.uncertain() == 0;
            Seed own = seeds.get(p).child("predictive").child(method).child(level);
            predictions.add(Predictions.ensemble(predictive.each(
                    point ? 1 : draws, i -> point ? posterior.mean() : posterior.draw(own.child(i)), test)));
        }
        List<Mask> masks = trained.stream().map(Posterior::mask).toList();
        int kept = masks.get(0).keptPrunable();
        return new LevelCell(
                method,
                level,
                kept,
                kept / (double) architecture.layout().prunableSize(),
                LayerDensities.of(masks),
                predictions.stream()
                        .map(each -> Quality.of(each, test.labels()))
                        .toList(),
                DiagramPoint.of(predictions.get(0), test.labels()),
                searchSeconds,
                trainingSeconds);
    }

    /** Of the deterministic masks, where they are compared, with those of every score. */
    private List<MaskOverlap> overlaps(Path results) throws IOException {
        List<MaskOverlap> overlaps = new ArrayList<>();
        if (!methods.contains(LevelMethods.DETERMINISTIC)) {
            return overlaps;
        }
        for (String other : methods) {
            if (!LevelMethods.findsMasks(other)) {
                continue;
            }
            for (int level : levels) {
                overlaps.add(MaskOverlap.of(
                        level,
                        LevelMethods.DETERMINISTIC,
                        masks(results, LevelMethods.DETERMINISTIC, level),
                        other,
                        masks(results, other, level)));
            }
        }
        return overlaps;
    }

    private List<Mask> masks(Path results, String method, int level) throws IOException {
        List<Mask> masks = new ArrayList<>();
        for (int p = 0; p < seeds.size(); p++) {
            masks.add(MaskFile.read(maskFile(results, method, level, p), architecture.layout()));
        }
        return masks;
    }
}
