package org.weightflow.generator.ensemble;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.weightflow.canon.matching.FileMembers;
import org.weightflow.canon.matching.Members;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.Generator;
import org.weightflow.generator.Sample;
import org.weightflow.generator.SampleConfig;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.exchange.MemberFolder;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.prediction.PopulationPredictor;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.MemberAppender;
import org.weightflow.networks.zoo.MemberDraft;
import org.weightflow.networks.zoo.MemberStore;
import org.weightflow.networks.zoo.NewMember;
import org.weightflow.networks.zoo.ZooManifest;

/**
 * Networks that predict together: the mean of their class probabilities.
 * <p>In memory, or a folder of {@code ensemble.json}, {@code members.jsonl}, {@code members/} and a model card {@code README.md};
 * members on disk are mapped when they are needed.
 */
public final class Ensemble {
    /** A member's metric that tells which of the generator's samples it is. */
    private static final String DRAW = "draw";
    /** Metrics that tell what a member was asked to be begin so. */
    private static final String CONDITION = "condition.";
    /** Samples that are judged side by side. */
    private static final int GROUP = 32;
    /** If less than this share of the samples is accepted, the generator is of no use. */
    private static final double LEAST_ACCEPTED = 0.05;

    private final Architecture architecture;
    private final Members members;
    /** Null for an ensemble in memory. */
    private final EnsembleFacts facts;

    private Ensemble(Architecture architecture, Members members, EnsembleFacts facts) {
        this.architecture = architecture;
        this.members = members;
        this.facts = facts;
    }

    /** The sampled networks as an ensemble in memory; at least one. */
    public static Ensemble of(Architecture architecture, List<Sample> samples) {
        List<Sample> held = List.copyOf(samples);
        Check.atLeast("members", held.size(), 1);
        for (int i = 0; i < held.size(); i++) {
            architecture.layout().requireSame(held.get(i).weights().layout(), "member " + i);
        }
        return new Ensemble(
                architecture,
                Members.of(
                        held.size(),
                        i -> held.get(i).weights(),
                        i -> Optional.ofNullable(held.get(i).mask())),
                null);
    }

    /**
     * Opens a complete ensemble.
     *
     * @throws IOException if the folder is no ensemble, lacks members, or a line is damaged
     */
    public static Ensemble open(Path folder) throws IOException {
        EnsembleFacts facts = EnsembleFile.read(folder);
        MemberFolder files = files(folder, facts);
        MemberStore store = files.store();
        return new Ensemble(files.architecture(), FileMembers.of(store.size(), store::weights, store::mask), facts);
    }

    /** Whether a folder has the manifest of an ensemble. */
    public static boolean isAt(Path folder) {
        return EnsembleFile.isAt(folder);
    }

    /**
     * The members of a complete ensemble as files, to take them elsewhere.
     *
     * @throws IOException as {@link #open} does
     */
    public static MemberFolder files(Path folder) throws IOException {
        return files(folder, EnsembleFile.read(folder));
    }

    private static MemberFolder files(Path folder, EnsembleFacts facts) throws IOException {
        Architecture architecture = EnsembleFile.architecture(folder, facts);
        MemberStore store = MemberStore.open(folder, architecture.layout());
        if (store.size() != facts.members()) {
            throw new IOException(folder + ": " + store.size() + " of " + facts.members()
                    + " members; run the same command again to go on");
        }
        return new MemberFolder(
                folder, architecture, Optional.ofNullable(facts.dataset()).map(ZooManifest.Dataset::name), true, store);
    }

    /** As {@link #write(Path, Generator, int, Seed, SampleConfig, Optional, IntConsumer)}, taking every sample. */
    public static Ensemble write(Path folder, Generator generator, int count, Seed seed, SampleConfig config)
            throws IOException {
        return write(folder, generator, count, seed, config, Optional.empty(), members -> {});
    }

    /**
     * Samples an ensemble into a folder, a few members at a time, and opens it.
     * <p>Goes on after the last complete member of an earlier call with the same arguments. The bytes do not depend on interruptions.
     *
     * @param acceptance which samples are taken; empty for all
     * @param listener   told the number of complete members
     * @throws IllegalArgumentException if conditions are asked for that the generator does not have
     * @throws IOException           naming the first field that differs, if the folder holds another ensemble
     * @throws IllegalStateException if hardly any sample is accepted, saying how many of how many were; or if samples
     *                               {@linkplain Generator#lacksStatistics lack statistics}
     */
    public static Ensemble write(
            Path folder,
            Generator generator,
            int count,
            Seed seed,
            SampleConfig config,
            Optional<Acceptance> acceptance,
            IntConsumer listener)
            throws IOException {
        generator.requireStatistics();
        generator.requireFits(config);
        EnsembleManifest manifest = EnsembleManifest.of(generator, count, seed, config, acceptance);
        Architecture architecture = generator.architecture();
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw FileFailure.of(folder, "cannot be created", failure);
        }
        try (ArtefactLock lock = ArtefactLock.acquire(folder)) {
            AtomicFiles.sweep(folder);
            EnsembleFile.claim(folder, EnsembleManifest.class, manifest);
            MemberAppender appender = MemberAppender.open(lock, architecture.layout());
            int draw = drawn(appender.members());
            listener.accept(appender.size());
            while (appender.size() < count) {
                if (draw >= GROUP + count / LEAST_ACCEPTED) {
                    throw new IllegalStateException(folder + ": only " + appender.size() + " of " + draw
                            + " samples reach validation accuracy " + manifest.acceptance()
                            + "; let samples be further below the zoo (a larger accept), or choose another checkpoint");
                }
                if (generator.readsDisk() && generator.canWrite(config) && acceptance.isEmpty()) {
                    draw += write(appender, generator, draw, Math.min(GROUP, count - appender.size()), seed, config);
                } else {
                    // Whole batches always, so that a resumed call judges the same networks side by side.
                    int first = draw - draw % GROUP % generator.batch();
                    int end = Math.min(first + generator.batch(), first - first % GROUP + GROUP);
                    append(appender, generator, first, end, draw - first, count, seed, config, acceptance);
                    draw = end;
                }
                listener.accept(appender.size());
            }
            boolean sparse = appender.members().stream().anyMatch(member -> member.mask() != null);
            EnsembleFile.writeCard(folder, ModelCard.of(manifest, architecture, sparse, drawn(appender.members())));
        }
        return open(folder);
    }

    /** Appends the samples {@code first} + 0, ... without holding any of them. */
    private static int write(
            MemberAppender appender, Generator generator, int first, int count, Seed seed, SampleConfig config)
            throws IOException {
        List<MemberDraft> drafts = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                drafts.add(appender.draft(i, generator.mask()));
            }
            generator.write(first, drafts, seed, config);
            for (int i = 0; i < count; i++) {
                appender.append(
                        drafts.get(i),
                        seed.child("sample").child(first + i),
                        metrics(generator, first + i, seed, config),
                        Optional.empty());
            }
        } finally {
            for (MemberDraft draft : drafts) {
                draft.close();
            }
        }
        return count;
    }

    /** Appends the accepted ones of the samples {@code first} + {@code done} to {@code end} - 1 until the ensemble is full. */
    private static void append(
            MemberAppender appender,
            Generator generator,
            int first,
            int end,
            int done,
            int count,
            Seed seed,
            SampleConfig config,
            Optional<Acceptance> acceptance)
            throws IOException {
        List<Sample> samples = generator.sample(first, end, seed, config).toList();
        double[] accuracies = acceptance.isEmpty()
                ? null
                : acceptance
                        .get()
                        .accuracies(
                                generator.architecture(),
                                samples.stream().map(Sample::weights).toList());
        List<NewMember> taken = new ArrayList<>();
        for (int i = done; i < samples.size() && appender.size() + taken.size() < count; i++) {
            if (accuracies != null && accuracies[i] < acceptance.get().threshold()) {
                continue;
            }
            Map<String, Double> metrics = metrics(generator, first + i, seed, config);
            if (accuracies != null) {
                metrics.put(Member.VALIDATION_ACCURACY, accuracies[i]);
            }
            taken.add(new NewMember(
                    seed.child("sample").child(first + i),
                    samples.get(i).weights(),
                    Optional.ofNullable(samples.get(i).mask()),
                    metrics,
                    Optional.empty()));
        }
        if (!taken.isEmpty()) {
            appender.append(taken);
        }
    }

    /** Which draw a member is, and what it was asked to be. */
    private static Map<String, Double> metrics(Generator generator, int draw, Seed seed, SampleConfig config) {
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put(DRAW, (double) draw);
        generator.conditions(draw, seed, config).forEach((name, value) -> metrics.put(CONDITION + name, value));
        return metrics;
    }

    /** How many samples were drawn up to the last member. */
    private static int drawn(List<Member> members) {
        return members.isEmpty()
                ? 0
                : (int) Math.round(members.get(members.size() - 1).metrics().getOrDefault(DRAW, members.size() - 1.0))
                        + 1;
    }

    public Architecture architecture() {
        return architecture;
    }

    /** Identifies the zoo that the generator learnt from; empty if that is not known or no generator drew the members. */
    public Optional<String> zooChecksum() {
        return Optional.ofNullable(facts).map(EnsembleFacts::zooChecksum);
    }

    /** What the networks were trained on that the members were learnt from; empty if that is not known. */
    public Optional<ZooManifest.Dataset> dataset() {
        return Optional.ofNullable(facts).map(EnsembleFacts::dataset);
    }

    /** Identifies what drew the members, such as a {@linkplain Generator#checksum generator}; empty for an ensemble in memory. */
    public Optional<String> sourceChecksum() {
        return Optional.ofNullable(facts).map(EnsembleFacts::sourceChecksum);
    }

    /** Training images from which the members' statistics of batch normalisation were estimated; empty if they were not. */
    public Optional<Integer> statisticsImages() {
        return Optional.ofNullable(facts).map(EnsembleFacts::statisticsImages);
    }

    public int size() {
        return members.count();
    }

    public StateDict weights(int member) {
        return members.weights(member);
    }

    /** Empty for a dense member. */
    public Optional<Mask> mask(int member) {
        return members.mask(member);
    }

    /** The mean over members of the softmax of their logits, and the class where it is largest. */
    public Predictions predict(Examples data) {
        double[][] mean = new double[data.count()][data.classes()];
        double share = 1.0 / size();
        new PopulationPredictor(architecture).predict(size(), members::weights, data, (member, logits) -> {
            Predictions own = Predictions.ofLogits(logits, 0, data.count(), data.classes());
            for (int i = 0; i < mean.length; i++) {
                for (int c = 0; c < mean[i].length; c++) {
                    mean[i][c] += share * own.probability(i, c);
                }
            }
        });
        for (double[] row : mean) {
            for (int c = 0; c < row.length; c++) {
                // A sum of rounded shares may end one unit in the last place above 1.
                row[c] = Math.min(1, row[c]);
            }
        }
        return Predictions.ofProbabilities(mean);
    }

    /** As {@link #predict(Examples)}, of rows {@code [count, inputs]} without labels. */
    public Predictions predict(float[] rows) {
        int inputs = architecture.inputs();
        if (rows.length == 0 || rows.length % inputs != 0) {
            throw new IllegalArgumentException(
                    rows.length + " values are not whole rows of the " + inputs + " inputs of " + architecture.id());
        }
        return predict(Examples.of(rows, new int[rows.length / inputs], List.of(inputs), architecture.classes()));
    }
}
