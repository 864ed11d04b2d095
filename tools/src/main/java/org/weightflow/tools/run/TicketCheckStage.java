package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.artefact.RunHash;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.method.Targets;
import org.weightflow.pruning.sanity.SanityListener;
import org.weightflow.pruning.sanity.SanityReport;
import org.weightflow.pruning.sanity.SanitySubjects;
import org.weightflow.pruning.sanity.SanitySuite;
import org.weightflow.pruning.selection.Selection;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.terminal.Progress;

/** From a zoo of tickets to what they owe their accuracy to. */
public final class TicketCheckStage {
    private static final int SCHEMA = 1;
    private static final String CONFIG = "config.json";
    private static final String NUMBERS = "check.json";

    private final Workplace workplace;

    public TicketCheckStage(Workplace workplace) {
        this.workplace = workplace;
    }

    /** The folder of a check unless another is asked for: named by the zoo's members and the settings. */
    public static Path folder(Zoo zoo, CheckSettings settings) throws IOException {
        return Path.of("runs", "check-" + RunHash.of(SCHEMA, settings.facts(zoo.checksum()), Map.of()));
    }

    /**
     * Checks, or goes on checking; prints the table and writes {@code check.json}.
     *
     * @param recipe of the zoo; see {@link ZooRecipe}
     * @param folder new, or of the same check
     * @throws IOException if the folder holds another check, or the task's data are not those of the zoo
     */
    public SanityReport run(Zoo zoo, RunConfig recipe, CheckSettings settings, Path folder) throws IOException {
        Task task = Task.load(zoo.manifest(), workplace.dataFolder());
        SanitySuite suite = suite(zoo, recipe, settings, task);
        try (ArtefactLock lock = ArtefactLock.acquire(folder)) {
            lock.requireOpen();
            AtomicFiles.sweep(folder);
            claim(settings.facts(zoo.checksum()), folder);
            SanityReport report;
            try (Listener listener = new Listener()) {
                report = suite.run(folder, listener);
            }
            workplace.terminal().out().print(CheckTable.of(report));
            AtomicFiles.writeText(folder.resolve(NUMBERS), Json.text(report));
            workplace.terminal().out().println(folder.resolve(NUMBERS));
            return report;
        }
    }

    private static SanitySuite suite(Zoo zoo, RunConfig recipe, CheckSettings settings, Task task) throws IOException {
        Architecture network = zoo.architecture();
        CollectConfig collect = recipe.collect();
        SanitySubjects subjects = subjects(zoo, settings.members());
        Targets targets = collect.tickets()
                .targets(
                        collect.pruning(),
                        new Selection(network.layout(), collect.tickets().scope()));
        return UsageException.check(() -> new SanitySuite(
                network,
                task,
                collect.searchSettings(),
                collect.tickets().method(),
                targets,
                subjects,
                settings.controls(),
                new Seed(settings.seed()).child("check")));
    }

    private static SanitySubjects subjects(Zoo zoo, int members) throws IOException {
        List<Integer> ids = new ArrayList<>();
        List<Seed> seeds = new ArrayList<>();
        List<StateDict> networks = new ArrayList<>();
        List<Mask> masks = new ArrayList<>();
        for (int p = 0; p < Math.min(members, zoo.size()); p++) {
            ids.add(zoo.members().get(p).id());
            seeds.add(new Seed(zoo.members().get(p).seed()));
            networks.add(zoo.weights(p));
            masks.add(zoo.mask(p).orElse(Mask.dense(zoo.architecture().layout())));
        }
        return new SanitySubjects(ids, seeds, networks, masks);
    }

    /** Writes what is checked first, and refuses a folder where something else is. */
    private static void claim(Map<String, Object> facts, Path folder) throws IOException {
        Path file = folder.resolve(CONFIG);
        String text = Json.text(facts);
        if (!Files.exists(file)) {
            AtomicFiles.writeText(file, text);
        } else if (!Files.readString(file).equals(text)) {
            throw new IOException(
                    file + ": the folder holds a check of another zoo or with other settings; choose another "
                            + "folder with --out");
        }
    }

    private final class Listener implements SanityListener, AutoCloseable {
        private Progress.Task task;
        private long shown;

        @Override
        public void onSteps(String control, long done, long total, double meanLoss) {
            if (task == null) {
                task = workplace.terminal().progress().start("check (training steps)", total);
            }
            if (Double.isNaN(meanLoss)) {
                task.skip(done - shown);
            } else {
                task.advance(done - shown, String.format(Locale.ROOT, "%s, loss %.4f", control, meanLoss));
            }
            shown = done;
        }

        @Override
        public void close() {
            if (task != null) {
                task.close();
            }
        }
    }
}
