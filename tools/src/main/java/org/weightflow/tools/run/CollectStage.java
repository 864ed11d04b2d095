package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.weightflow.networks.Seed;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.collect.CollectListener;
import org.weightflow.pruning.collect.Collector;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.terminal.Progress;

/** From a task to a zoo. */
public final class CollectStage {
    /** The folder of a run that holds the zoo. */
    public static final String FOLDER = "zoo";

    private final Workplace workplace;

    public CollectStage(Workplace workplace) {
        this.workplace = workplace;
    }

    /** Loads the task that a configuration names. */
    public Task task(RunConfig config) throws IOException {
        try {
            return Task.load(config.dataset(), workplace.dataFolder(), new Seed(config.seed()).child("split"));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }

    /**
     * Finds out whether the population can be collected, before a folder is claimed for it.
     *
     * @throws UsageException if the settings do not fit the task or one another
     */
    public void requireFit(RunConfig config, Task task) {
        UsageException.check(() -> collector(config, task));
    }

    private static Collector collector(RunConfig config, Task task) {
        return new Collector(config.network(), task, config.collect(), new Seed(config.seed()).child("collect"));
    }

    /** Collects the zoo, or what is missing of it. */
    public Zoo run(RunConfig config, Task task, Path folder) throws IOException {
        Collector collector = UsageException.check(() -> collector(config, task));
        Map<String, Object> recipe = new TreeMap<>(Settings.section(config, "collect"));
        recipe.put("seed", config.seed());
        try (Listener listener = new Listener()) {
            return collector.collect(
                    folder, recipe, workplace.provenance(task.dataset().sha256()), listener);
        }
    }

    private final class Listener implements CollectListener, AutoCloseable {
        private Progress.Task task;
        private long shown;

        @Override
        public void onStep(String phase, long done, long total, double meanLoss) {
            if (task == null) {
                task = workplace.terminal().progress().start("collect (training steps)", total);
                task.skip(done - 1);
                shown = done - 1;
            }
            task.advance(done - shown, String.format(Locale.ROOT, "%s, loss %.4f", phase, meanLoss));
            shown = done;
        }

        @Override
        public void onMember(Member member) {
            // The members are counted by the steps that they took.
        }

        @Override
        public void close() {
            if (task != null) {
                task.close();
            }
        }
    }
}
