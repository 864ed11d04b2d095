package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.weightflow.generator.Generator;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.generator.evaluation.EvaluationReport;
import org.weightflow.networks.Check;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.RunHash;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.options.UsageException;

/**
 * All stages one after the other in one folder: {@code config.yaml}, {@code zoo/}, {@code aligned/}, {@code generator/},
 * {@code ensemble/}, {@code report/}. What an earlier run finished of a zoo, a generator or an ensemble is read, not made again, and what it
 * began goes on; the evaluation takes seconds and is always made.
 */
public final class Pipeline {
    /** The file of a run that holds all its settings. */
    public static final String CONFIG = "config.yaml";

    private final Workplace workplace;

    public Pipeline(Workplace workplace) {
        this.workplace = workplace;
    }

    /** The run's name and a hash of the settings that are not at their default, so that the same command finds its own results. */
    public static String folderName(RunConfig config) {
        return config.name() + "-"
                + RunHash.of(RunConfig.SCHEMA, Settings.all(config), Settings.all(RunConfig.defaults()));
    }

    /**
     * @param preset  the preset that the configuration came from; empty for none
     * @param command that makes the same again
     * @param folder  of the run; new, or of a run with the same configuration
     * @throws IOException if the folder holds another run, or one is at work in it
     */
    public Outcome run(RunConfig config, String preset, String command, Path folder) throws IOException {
        Task task = new CollectStage(workplace).task(config);
        // What cannot be run must not claim the folder.
        requireFit(config, task);
        try (ArtefactLock lock = ArtefactLock.acquire(folder)) {
            lock.requireOpen();
            AtomicFiles.sweep(folder);
            claim(config, folder);
            return stages(config, preset, command, task, folder);
        }
    }

    /** @throws UsageException if the settings do not fit the task or one another */
    void requireFit(RunConfig config, Task task) {
        new CollectStage(workplace).requireFit(config, task);
        UsageException.check(() -> requireTrainingMembers(config));
    }

    /**
     * What the stages made.
     *
     * @param seconds of each stage in this run; what was there already took next to nothing
     */
    public record Outcome(Zoo zoo, Ensemble ensemble, EvaluationReport report, StageSeconds seconds) {}

    /**
     * What making a generator and its samples took.
     *
     * @param zoo       collecting it, and bringing its members into one coordinate system
     * @param generator fitting it
     * @param ensemble  sampling it
     */
    public record StageSeconds(double zoo, double generator, double ensemble) {}

    private Outcome stages(RunConfig config, String preset, String command, Task task, Path folder) throws IOException {
        var out = workplace.terminal().out();
        CollectStage collect = new CollectStage(workplace);
        out.println("run " + config.name() + " in " + folder + ": "
                + config.collect().members() + " networks "
                + config.architecture() + " on " + config.dataset().name() + ", "
                + config.sample().count() + " samples, seed " + config.seed());
        long start = System.nanoTime();
        Zoo zoo = collect.run(config, task, folder.resolve(CollectStage.FOLDER));
        Zoo aligned = config.align().isNothing()
                ? zoo
                : new AlignStage(workplace).run(config, zoo, task, folder.resolve(AlignStage.FOLDER));
        long collected = System.nanoTime();
        Generator generator = new FitStage(workplace).run(config, aligned, task, folder.resolve(FitStage.FOLDER));
        long fitted = System.nanoTime();
        Ensemble ensemble =
                new SampleStage(workplace).run(config, generator, aligned, task, folder.resolve(SampleStage.FOLDER));
        long sampled = System.nanoTime();
        Path report = folder.resolve(EvaluateStage.FOLDER);
        EvaluationReport found = new EvaluateStage(workplace)
                .run(
                        new EvaluateStage.Subject(
                                "weightflow run " + config.name(),
                                preset,
                                config,
                                List.of(command),
                                aligned,
                                ensemble,
                                generator),
                        task,
                        report);
        out.print(ResultsTable.of(found));
        out.println("generator: checkpoint of step " + generator.facts().chosenStep() + ", "
                + generator.facts().reason());
        for (Path file : EvaluateStage.files(report)) {
            out.println(file);
        }
        StageSeconds seconds =
                new StageSeconds(seconds(start, collected), seconds(collected, fitted), seconds(fitted, sampled));
        return new Outcome(aligned, ensemble, found, seconds);
    }

    private static double seconds(long from, long until) {
        return (until - from) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static int requireTrainingMembers(RunConfig config) {
        double share = config.fit().flow().heldOut();
        int members = config.collect().members();
        int heldOut = share == 0 ? 0 : Math.max(1, (int) Math.round(share * members));
        return Check.atLeast("members left to learn from beside " + heldOut + " held out", members - heldOut, 2);
    }

    /** Writes the configuration first, and refuses a folder that has another one. */
    static void claim(RunConfig config, Path folder) throws IOException {
        Path file = folder.resolve(CONFIG);
        if (!Files.exists(file)) {
            AtomicFiles.writeText(file, RunConfig.tree().yaml(config));
            return;
        }
        RunConfig found = RunConfig.tree().read(file);
        if (!found.equals(config)) {
            throw new IOException(
                    file + ": the folder holds a run with other settings; choose another folder with --out");
        }
    }
}
