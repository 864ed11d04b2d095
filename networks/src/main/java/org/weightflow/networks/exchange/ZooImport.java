package org.weightflow.networks.exchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Recognition;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.metrics.Scores;
import org.weightflow.networks.prediction.PopulationPredictor;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooManifest;
import org.weightflow.networks.zoo.ZooWriter;

/**
 * Makes a zoo of foreign checkpoints. All of them are read and checked first, so that the zoo knows how many members it will have;
 * those that do not fit are told of one by one. Then the others become members in the order of the source, each with the metrics
 * that the source has and those that were measured.
 * <p>An interrupted import goes on where it was and ends with the bytes of an uninterrupted one. A member's seed, which draws
 * nothing here, follows from its checkpoint's name, its parent is that name.
 */
public final class ZooImport {
    /** Members whose metrics are measured together, if they are small. */
    private static final int GROUP = 50;
    /** Values of the members of one group, about. */
    private static final int GROUP_VALUES = 1 << 24;

    private final CheckpointSource source;
    private final ImportConfig config;
    private final Task task;
    private final ImportListener listener;

    /** @param task what each member is measured on; null for nothing */
    public ZooImport(CheckpointSource source, ImportConfig config, Task task, ImportListener listener) {
        this.source = source;
        this.config = config;
        this.task = task;
        this.listener = listener;
    }

    /**
     * The architecture of the members: the given one, else that of the source, else what the first checkpoint that can be read and
     * recognised has.
     *
     * @throws IOException if no checkpoint tells it
     */
    public Architecture architecture() throws IOException {
        Optional<Architecture> told = told();
        return told.isPresent() ? told.get() : recognised();
    }

    private Optional<Architecture> told() throws IOException {
        return config.architecture().isPresent() ? config.architecture() : source.architecture();
    }

    private Architecture recognised() throws IOException {
        String reason = "";
        for (int i = 0; i < source.count(); i++) {
            try {
                Recognition recognition = ForeignReader.recognise(source.read(i));
                if (recognition instanceof Recognition.Found found) {
                    return found.architecture();
                }
                reason = reason.isEmpty() ? source.name(i) + ": " + ForeignReader.reasons(recognition) : reason;
            } catch (IOException unreadable) {
                reason = reason.isEmpty() ? unreadable.getMessage() : reason;
            }
        }
        throw new IOException("no checkpoint is recognised; name the network with --architecture (" + reason + ")");
    }

    /**
     * Imports all checkpoints that fit, or those that are missing.
     *
     * @param folder     of the zoo; new, empty, or with an unfinished import of the same source
     * @param provenance what imports them
     * @throws IOException if the folder cannot be written or holds another zoo, if no checkpoint fits, or, when strict, if one does
     *                     not
     */
    public Zoo run(Path folder, Provenance provenance) throws IOException {
        Optional<Architecture> told = told();
        Architecture architecture = told.isPresent() ? told.get() : recognised();
        if (task != null) {
            architecture.requireFits(task.train().exampleShape(), task.train().classes());
        }
        ForeignReader reader = new ForeignReader(source, architecture, told.isEmpty(), config.maskZeros());
        List<Integer> fitting = fitting(reader);
        if (fitting.isEmpty()) {
            throw new IOException("none of the " + source.count() + " checkpoints fits " + architecture.id());
        }
        ZooManifest manifest = new ZooManifest(
                ZooManifest.SCHEMA,
                ZooManifest.Network.of(architecture),
                fitting.size(),
                task == null ? null : task.facts(),
                recipe(fitting),
                provenance);
        try (ZooWriter writer = ZooWriter.open(folder, manifest)) {
            requireSameNames(writer, fitting);
            int size = Math.max(
                    1, Math.min(GROUP, GROUP_VALUES / architecture.layout().size()));
            for (int first = 0; first < fitting.size(); first += size) {
                int last = Math.min(first + size, fitting.size());
                if (writer.size() < last) {
                    group(writer, reader, architecture, fitting.subList(first, last), first, fitting.size());
                }
            }
        }
        return Zoo.open(folder);
    }

    private List<Integer> fitting(ForeignReader reader) throws IOException {
        List<Integer> fitting = new ArrayList<>();
        for (int i = 0; i < source.count(); i++) {
            try {
                ForeignNetwork network = reader.read(i);
                source.metrics(i);
                String name = source.name(i);
                network.notes().forEach(note -> listener.onNote(name, note));
                fitting.add(i);
            } catch (IOException misfit) {
                if (config.strict()) {
                    throw misfit;
                }
                listener.onRefused(source.name(i), misfit.getMessage());
            }
            listener.onChecked(i + 1, source.count());
        }
        return fitting;
    }

    /** The members that are there come from the checkpoints that they would come from now. */
    private void requireSameNames(ZooWriter writer, List<Integer> fitting) throws IOException {
        for (int i = 0; i < writer.size(); i++) {
            String now = source.name(fitting.get(i));
            String then = writer.members().get(i).parent();
            if (!now.equals(then)) {
                throw new IOException("member " + i + " was imported from " + then + ", but would now be " + now
                        + "; choose another folder");
            }
        }
    }

    /** Holds a checksum of the names, so that another selection of checkpoints is another zoo. */
    private Map<String, Object> recipe(List<Integer> fitting) {
        Map<String, Object> recipe = new TreeMap<>();
        recipe.put("names", Checksum.ofText(fitting.stream().map(source::name).collect(Collectors.joining("\n"))));
        recipe.put("imported", source.kind());
        recipe.put("checkpoints", source.count());
        recipe.put("maskZeros", config.maskZeros());
        return recipe;
    }

    private void group(
            ZooWriter writer,
            ForeignReader reader,
            Architecture architecture,
            List<Integer> indices,
            int first,
            int total)
            throws IOException {
        List<ForeignNetwork> networks = new ArrayList<>();
        List<Map<String, Double>> metrics = new ArrayList<>();
        for (int index : indices) {
            networks.add(reader.read(index));
            metrics.add(new LinkedHashMap<>(source.metrics(index)));
        }
        if (task != null) {
            measure(architecture, networks, task.validation(), "validation", metrics);
            measure(architecture, networks, task.test(), "test", metrics);
        }
        for (int p = writer.size() - first; p < networks.size(); p++) {
            String name = source.name(indices.get(p));
            ForeignNetwork network = networks.get(p);
            Seed seed = new Seed(0).child(name);
            Member member = writer.append(seed, network.weights(), network.mask(), metrics.get(p), Optional.of(name));
            listener.onMember(name, member, total);
        }
    }

    private static void measure(
            Architecture architecture,
            List<ForeignNetwork> networks,
            Examples examples,
            String part,
            List<Map<String, Double>> metrics) {
        new PopulationPredictor(architecture)
                .predict(networks.size(), p -> networks.get(p).weights(), examples, (p, logits) -> {
                    Scores scores = Classification.scores(
                            Predictions.ofLogits(logits, 0, examples.count(), architecture.classes()),
                            examples.labels());
                    metrics.get(p).put(part + ".accuracy", scores.accuracy());
                    metrics.get(p).put(part + ".nll", scores.nll());
                });
    }
}
