package org.weightflow.generator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.weightflow.generator.codes.CodeSpace;
import org.weightflow.generator.flow.CodeScorer;
import org.weightflow.generator.flow.CurveRow;
import org.weightflow.generator.flow.FlowListener;
import org.weightflow.generator.flow.FlowTrainer;
import org.weightflow.generator.flow.TrainedFlow;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.zoo.ZooManifest;

/**
 * The learnt distribution of a zoo of networks: a basis, a velocity field over codes in it, and the rule by which sparse samples are
 * masked.
 * <p>Fit it, sample complete networks from it, save it, load it. Immutable; a loaded generator samples bitwise the networks that the
 * saved one does, on one machine and thread count.
 */
public final class Generator {
    private final Architecture architecture;
    private final GeneratorFacts facts;
    private final CodeSpace space;
    private final double[][] trainingCodes;
    private final double[][] heldOutCodes;
    private final MaskRule masks;
    private final StateDict field;
    private final List<CurveRow> curve;
    /** Null where none was given. */
    private final BatchNormEstimation statistics;

    Generator(
            Architecture architecture,
            GeneratorFacts facts,
            CodeSpace space,
            double[][] trainingCodes,
            double[][] heldOutCodes,
            MaskRule masks,
            StateDict field,
            List<CurveRow> curve,
            BatchNormEstimation statistics) {
        this.architecture = architecture;
        this.facts = facts;
        this.space = space;
        this.trainingCodes = trainingCodes;
        this.heldOutCodes = heldOutCodes;
        this.masks = masks;
        this.field = field;
        this.curve = List.copyOf(curve);
        this.statistics = architecture.layout().hasState() ? statistics : null;
    }

    /** As {@link #fit(ZooSource, GeneratorConfig, Seed, CheckpointScorer, FlowListener)}, with no scorer and no listener. */
    public static Generator fit(ZooSource zoo, GeneratorConfig config, Seed seed) {
        return fit(zoo, config, seed, null, FlowListener.SILENT);
    }

    /**
     * Learns the distribution of a zoo's members.
     * <p>The held-out members, drawn by the seed, touch neither basis nor weights nor masks: they only tell how well the flow
     * explains members that it has not seen.
     * <p>Running statistics of batch normalisation are state, not weights: they have no part in the codes unless
     * {@code config.learnStatistics()} asks for it, and networks are judged and sampled with those that {@code zoo.statistics()}
     * estimates.
     *
     * @param scorer judges checkpoints on validation data, as {@code config.choice()} may need; null for none
     * @throws IllegalArgumentException if members do not fit the architecture, too few are left for training, or a scorer is to judge
     *                                  networks that lack statistics
     */
    public static Generator fit(
            ZooSource zoo, GeneratorConfig config, Seed seed, CheckpointScorer scorer, FlowListener listener) {
        Layout layout = zoo.architecture().layout();
        BatchNormEstimation statistics = zoo.statistics();
        if (scorer != null && statistics == null && lacksStatistics(layout, config.learnStatistics())) {
            throw new IllegalArgumentException(lacking(zoo.architecture()) + " to the zoo before samples are judged");
        }
        SortedSet<Integer> heldOut =
                heldOut(zoo.members().count(), config.flow().heldOut(), seed);
        List<StateDict> training = new ArrayList<>();
        List<StateDict> unseen = new ArrayList<>();
        List<Mask> trainingMasks = new ArrayList<>();
        for (int m = 0; m < zoo.members().count(); m++) {
            StateDict weights = zoo.members().weights(m);
            layout.requireSame(weights.layout(), "member " + m);
            if (heldOut.contains(m)) {
                unseen.add(weights);
            } else {
                training.add(weights);
                trainingMasks.add(zoo.members().mask(m).orElse(null));
            }
        }
        CodeSpace.Fit codes =
                CodeSpace.fit(training, config.retain(), CodeSpace.coded(layout, config.learnStatistics()));
        CodeSpace space = codes.space();
        double[][] heldOutCodes = unseen.stream().map(space::encode).toArray(double[][]::new);
        MaskRule masks = MaskRule.of(layout, trainingMasks);
        Decoder decoder = new Decoder(space, masks);
        CodeScorer codeScorer = scorer == null
                ? null
                : sampled -> {
                    List<StateDict> networks = IntStream.range(0, sampled.length)
                            .mapToObj(i -> decoder.decode(
                                            sampled[i], seed.child("score").child(i))
                                    .weights())
                            .toList();
                    return scorer.medianAccuracy(statistics == null ? networks : statistics.estimate(networks));
                };
        TrainedFlow flow = new FlowTrainer(
                        codes.codes(), heldOutCodes, space.scale(), config.flow(), config.choice(), codeScorer, seed)
                .train(listener);
        GeneratorFacts facts = new GeneratorFacts(
                ZooManifest.Network.of(zoo.architecture()),
                zoo.dataset(),
                zoo.checksum(),
                training.size(),
                List.copyOf(heldOut),
                config.retain(),
                config.learnStatistics(),
                space.dimensions(),
                Arrays.stream(codes.eigenvalues()).boxed().toList(),
                codes.totalVariance(),
                codes.capturedVariance(),
                unseen.isEmpty()
                        ? null
                        : (Double) unseen.stream()
                                .mapToDouble(space::reconstructedShare)
                                .average()
                                .orElseThrow(),
                config.flow(),
                config.choice().id(),
                flow.chosen().step(),
                flow.reason(),
                masks.shared() != null,
                masks.counts(),
                seed.value(),
                Provenance.here(
                        EngineRuntime.threads(),
                        Map.of("tensors", EngineRuntime.version()),
                        zoo.dataset() == null ? null : zoo.dataset().checksum()));
        return new Generator(
                zoo.architecture(),
                facts,
                space,
                codes.codes(),
                heldOutCodes,
                masks,
                flow.weights(),
                flow.curve(),
                statistics);
    }

    /** The networks 0 to {@code count} - 1; see {@link #sample(int, int, Seed, SampleConfig)}. */
    public Stream<Sample> sample(int count, Seed seed, SampleConfig config) {
        return sample(0, count, seed, config);
    }

    /**
     * Complete networks, made as they are asked for.
     * <p>Sample i starts at the noise of {@code seed.child("sample").child(i)} and is the same whatever the range it is asked in:
     * samples are always carried to the data in the same groups of 32, and an adaptive solver controls its steps per group. Where
     * statistics are estimated, a group is complete before its first network is handed out.
     *
     * @param from  first index
     * @param until index behind the last
     * @throws ArithmeticException   when a sample has a value that is not finite, naming its entry
     * @throws IllegalStateException if the networks {@linkplain #lacksStatistics() lack statistics}
     */
    public Stream<Sample> sample(int from, int until, Seed seed, SampleConfig config) {
        Check.atLeast("from", from, 0);
        Check.atLeast("until", until, from);
        requireStatistics();
        SampleGroups groups = new SampleGroups(
                new Decoder(space, masks), facts.flow(), field, statistics, config, seed.child("sample"));
        return IntStream.range(from, until).mapToObj(groups::sample);
    }

    /** Whether networks of the architecture have statistics that were neither learnt nor can be estimated yet. */
    public boolean lacksStatistics() {
        return statistics == null && lacksStatistics(architecture.layout(), facts.learnStatistics());
    }

    /** @throws IllegalStateException if the networks {@linkplain #lacksStatistics() lack statistics} */
    public void requireStatistics() {
        if (lacksStatistics()) {
            throw new IllegalStateException(lacking(architecture) + " to the generator before it samples");
        }
    }

    /**
     * This generator with a source of statistics for the networks that it samples, learnt or not; an architecture without any
     * ignores it.
     */
    public Generator withStatistics(BatchNormEstimation estimation) {
        return new Generator(architecture, facts, space, trainingCodes, heldOutCodes, masks, field, curve, estimation);
    }

    /** Where sampled networks have their statistics from; empty if these were learnt, are lacking, or do not exist. */
    public Optional<BatchNormEstimation> statistics() {
        return Optional.ofNullable(statistics);
    }

    private static boolean lacksStatistics(Layout layout, boolean learnt) {
        return layout.hasState() && !learnt;
    }

    private static String lacking(Architecture architecture) {
        return "sampled networks " + architecture.id()
                + " lack the running statistics of their batch normalisation; give training images";
    }

    /** Writes the generator to a folder; see {@link GeneratorFolder} for the files. */
    public void save(Path folder) throws IOException {
        GeneratorFolder.save(this, folder);
    }

    /** @throws IOException one sentence that names the file and what is wrong with it */
    public static Generator load(Path folder) throws IOException {
        return GeneratorFolder.load(folder);
    }

    public Architecture architecture() {
        return architecture;
    }

    public GeneratorFacts facts() {
        return facts;
    }

    /** Identifies this generator: SHA-256 of its facts. */
    public String checksum() {
        return Checksum.ofText(Json.line(facts));
    }

    public CodeSpace space() {
        return space;
    }

    /** Copies of the standardised codes of the training members, in the order of the zoo. */
    public double[][] trainingCodes() {
        return Arrays.stream(trainingCodes).map(double[]::clone).toArray(double[][]::new);
    }

    /** Copies of the standardised codes of the held-out members, in the order of the zoo. */
    public double[][] heldOutCodes() {
        return Arrays.stream(heldOutCodes).map(double[]::clone).toArray(double[][]::new);
    }

    /** How training went, one row an evaluation. */
    public List<CurveRow> curve() {
        return curve;
    }

    MaskRule masks() {
        return masks;
    }

    StateDict field() {
        return field;
    }

    /** At least one member if the share is not zero. */
    private static SortedSet<Integer> heldOut(int members, double share, Seed seed) {
        int count = share == 0 ? 0 : Math.max(1, (int) Math.round(share * members));
        Check.atLeast("members left for training beside " + count + " held out", members - count, 2);
        SplittableRandom random = seed.child("held-out").random();
        SortedSet<Integer> chosen = new TreeSet<>();
        while (chosen.size() < count) {
            chosen.add(random.nextInt(members));
        }
        return chosen;
    }
}
