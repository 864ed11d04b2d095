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
import org.weightflow.datasets.Examples;
import org.weightflow.generator.codes.BasisConfig;
import org.weightflow.generator.codes.CodeSpace;
import org.weightflow.generator.codes.FreshNetworks;
import org.weightflow.generator.condition.Condition;
import org.weightflow.generator.condition.Conditioning;
import org.weightflow.generator.flow.CodeScorer;
import org.weightflow.generator.flow.CurveRow;
import org.weightflow.generator.flow.FlowConfig;
import org.weightflow.generator.flow.FlowData;
import org.weightflow.generator.flow.FlowListener;
import org.weightflow.generator.flow.FlowTrainer;
import org.weightflow.generator.flow.TrainedFlow;
import org.weightflow.generator.flow.matching.Source;
import org.weightflow.generator.flow.matching.SourceConfig;
import org.weightflow.generator.regression.LayerRegression;
import org.weightflow.generator.regression.RegressionConfig;
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
import org.weightflow.networks.zoo.MemberDraft;
import org.weightflow.networks.zoo.ZooManifest;

/**
 * The learnt distribution of a zoo of networks: a basis, a velocity field over codes in it, and the rule by which sparse samples are
 * masked.
 * <p>Fit it, sample complete networks from it, save it, load it. Immutable, and safe for use by several threads; a loaded generator samples bitwise the networks that the
 * saved one does, on one machine and thread count.
 */
public final class Generator {
    private final Architecture architecture;
    private final GeneratorFacts facts;
    private final CodeSpace space;
    private final double[][] trainingCodes;
    private final double[][] heldOutCodes;
    /** Of the training members, {@code [N][conditions]}, in natural units. */
    private final double[][] memberConditions;

    private final MaskRule masks;
    private final Source source;
    private final StateDict field;
    private final List<CurveRow> curve;
    /** Null where none was given. */
    private final BatchNormEstimation statistics;
    /** Null where none was given. */
    private final Calibration calibration;
    /** Folder of the zoo that implies the basis; null for a stored one. */
    private final Path zoo;
    /** Null before the first request. */
    private SampledCodes lastCodes;

    Generator(
            Architecture architecture,
            GeneratorFacts facts,
            CodeSpace space,
            double[][] trainingCodes,
            double[][] heldOutCodes,
            double[][] memberConditions,
            MaskRule masks,
            Source source,
            StateDict field,
            List<CurveRow> curve,
            BatchNormEstimation statistics,
            Calibration calibration,
            Path zoo) {
        this.architecture = architecture;
        this.facts = facts;
        this.space = space;
        this.trainingCodes = trainingCodes;
        this.heldOutCodes = heldOutCodes;
        this.memberConditions = memberConditions;
        this.masks = masks;
        this.source = source;
        this.field = field;
        this.curve = List.copyOf(curve);
        this.statistics = architecture.layout().hasState() ? statistics : null;
        this.calibration = calibration;
        this.zoo = zoo;
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
     * @throws IllegalArgumentException if members do not fit the architecture, too few are left for training, a condition is not known
     *                                  of every member or the same for all, or a scorer is to judge networks that lack statistics
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
        if (config.basis().kind() == BasisConfig.Kind.IMPLIED && zoo.disk() == null) {
            throw new IllegalArgumentException(
                    "a basis that is implied needs a zoo on disk to be combined from; let it be stored");
        }
        double[][] attributes = attributes(zoo, config.conditions());
        List<StateDict> members = new ArrayList<>();
        List<Integer> training = new ArrayList<>();
        List<Mask> trainingMasks = new ArrayList<>();
        for (int m = 0; m < zoo.members().count(); m++) {
            members.add(zoo.members().weights(m));
            layout.requireSame(members.get(m).layout(), "member " + m);
            if (!heldOut.contains(m)) {
                training.add(m);
                trainingMasks.add(zoo.members().mask(m).orElse(null));
            }
        }
        CodeSpace.Fit codes = CodeSpace.fit(
                zoo.material(
                        CodeSpace.coded(layout, config.learnStatistics()), members, training, List.copyOf(heldOut)),
                config.retain(),
                config.basis(),
                seed.child("components"));
        CodeSpace space = codes.space();
        double[][] heldOutCodes = codes.heldOutCodes();
        MaskRule masks = MaskRule.of(layout, trainingMasks);
        Decoder decoder = new Decoder(space, masks);
        CodeScorer codeScorer = scorer == null
                ? null
                : sampled -> {
                    List<Seed> seeds = IntStream.range(0, sampled.length)
                            .mapToObj(i -> seed.child("score").child(i))
                            .toList();
                    List<StateDict> networks = decoder.decode(List.of(sampled), seeds).stream()
                            .map(Sample::weights)
                            .toList();
                    return scorer.medianAccuracy(statistics == null ? networks : statistics.estimate(networks));
                };
        Source source = source(config.flow(), space, codes.codes());
        double[][] trainingConditions = select(attributes, training);
        Conditioning conditioning = Conditioning.fit(config.conditions(), trainingConditions);
        FlowData data = FlowData.of(codes.codes(), heldOutCodes, space.scale())
                .withParts(space.partDimensions())
                .withConditions(
                        conditioning.encodeAll(trainingConditions),
                        conditioning.encodeAll(select(attributes, List.copyOf(heldOut))))
                .withSource(source);
        TrainedFlow flow = new FlowTrainer(data, config.flow(), config.choice(), codeScorer, seed).train(listener);
        GeneratorFacts.Basis basis = new GeneratorFacts.Basis(
                kept(config.basis().kind(), space, zoo),
                config.basis().scope(),
                config.basis().solver().resolved(training.size(), config.retain()),
                space.partDimensions());
        GeneratorFacts facts = new GeneratorFacts(
                ZooManifest.Network.of(zoo.architecture()),
                zoo.dataset(),
                zoo.checksum(),
                training.size(),
                List.copyOf(heldOut),
                config.retain(),
                config.learnStatistics(),
                GeneratorFacts.saying(basis),
                conditioning.isEmpty() ? null : conditioning.conditions(),
                space.dimensions(),
                Arrays.stream(codes.eigenvalues()).boxed().toList(),
                codes.totalVariance(),
                codes.capturedVariance(),
                heldOut.isEmpty()
                        ? null
                        : (Double)
                                Arrays.stream(codes.heldOutShares()).average().orElseThrow(),
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
                trainingConditions,
                masks,
                source,
                flow.weights(),
                flow.curve(),
                statistics,
                null,
                basis.kind() == BasisConfig.Kind.IMPLIED ? zoo.disk().folder() : null);
    }

    /** {@code [members][conditions]}. */
    private static double[][] attributes(ZooSource zoo, List<Condition> conditions) {
        double[][] values = new double[zoo.members().count()][conditions.size()];
        for (int c = 0; c < conditions.size(); c++) {
            double[] column = zoo.attribute(conditions.get(c).name());
            for (int m = 0; m < values.length; m++) {
                values[m][c] = column[m];
            }
        }
        return values;
    }

    private static double[][] select(double[][] rows, List<Integer> chosen) {
        return chosen.stream().map(row -> rows[row]).toArray(double[][]::new);
    }

    private static Source source(FlowConfig flow, CodeSpace space, double[][] codes) {
        return flow.source().kind() == SourceConfig.Kind.INITIALISATION
                ? FreshNetworks.source(space, flow.source().initialisation())
                : Source.of(flow.source(), codes);
    }

    private static BasisConfig.Kind kept(BasisConfig.Kind asked, CodeSpace space, ZooSource zoo) {
        boolean implied = asked == BasisConfig.Kind.IMPLIED
                || (asked == BasisConfig.Kind.AUTO && !space.isHeld() && zoo.disk() != null);
        return implied ? BasisConfig.Kind.IMPLIED : BasisConfig.Kind.STORED;
    }

    /** The networks 0 to {@code count} - 1; see {@link #sample(int, int, Seed, SampleConfig)}. */
    public Stream<Sample> sample(int count, Seed seed, SampleConfig config) {
        return sample(0, count, seed, config);
    }

    /**
     * Complete networks, made {@linkplain #batch() a batch} at a time as they are asked for.
     * <p>Sample i starts at a draw of the flow's source by {@code seed.child("sample").child(i)} and is the same whatever the range it is asked in:
     * samples are always carried to the data in the same groups of 256, or of 32 where codes have more than 1024 values, and an adaptive solver controls its steps per group.
     *
     * @param from  first index
     * @param until index behind the last
     * @throws IllegalArgumentException if conditions are asked for that the generator does not have
     * @throws ArithmeticException   when a sample has a value that is not finite, naming its entry
     * @throws IllegalStateException if the networks {@linkplain #lacksStatistics() lack statistics}, or layers are to be fitted but
     *                               {@linkplain #withCalibration calibration images} are missing
     */
    public Stream<Sample> sample(int from, int until, Seed seed, SampleConfig config) {
        Check.atLeast("from", from, 0);
        Check.atLeast("until", until, from);
        requireStatistics();
        SampleGroups groups = groups(seed, config);
        return IntStream.range(from, until).mapToObj(groups::sample);
    }

    /**
     * How many samples are made side by side at most: as many as take 1 GiB, up to 32. Where the basis is not in memory each such
     * batch is one pass over it, or over the zoo.
     */
    public int batch() {
        return SampleGroups.batch(architecture.layout());
    }

    /**
     * Whether samples can be {@linkplain #write written} a stretch at a time: they are plain combinations that need no statistics,
     * and their masks do not depend on their values.
     */
    public boolean canWrite(SampleConfig config) {
        return statistics == null
                && !lacksStatistics()
                && (masks.isDense() || masks.shared() != null)
                && config.hull() == 1
                && config.regression().isEmpty();
    }

    /** The mask of every sample that {@link #write} writes; empty for dense ones. */
    public Optional<Mask> mask() {
        return Optional.ofNullable(masks.shared());
    }

    /** Whether decoding reads the basis or the zoo from disk. */
    public boolean readsDisk() {
        return !space.isHeld();
    }

    /**
     * Writes samples a stretch at a time, all of them in one pass over basis or zoo, so that none of them is ever whole in memory.
     * They are those of {@link #sample(int, int, Seed, SampleConfig)}, bit by bit.
     *
     * @param drafts of the samples {@code from}, {@code from} + 1, ...
     * @throws IllegalStateException if samples {@linkplain #canWrite(SampleConfig) cannot be written} so
     */
    public void write(int from, List<MemberDraft> drafts, Seed seed, SampleConfig config) throws IOException {
        Check.atLeast("from", from, 0);
        if (!canWrite(config)) {
            throw new IllegalStateException("samples " + architecture.id()
                    + " need statistics, masks, noise or fitted layers, for which they must be whole in memory");
        }
        SampleGroups groups = groups(seed, config);
        List<double[]> codes = IntStream.range(from, from + drafts.size())
                .mapToObj(groups::code)
                .toList();
        new DraftedSamples(space, masks.shared(), drafts).write(codes);
    }

    /**
     * Floating-point operations that a sample takes: two for each value of the velocity field's matrices at each evaluation of it,
     * and two for each value of the basis. An adaptive solver is counted with the steps that the easiest field takes, which is the
     * least.
     *
     * @return NaN where layers are fitted, whose cost is not counted
     */
    public double samplingFlops(SampleConfig config) {
        if (config.regression().isPresent()) {
            return Double.NaN;
        }
        long matrices = field.layout().entries().stream()
                .filter(entry -> entry.shape().size() == 2)
                .mapToLong(Layout.Entry::size)
                .sum();
        int evaluations = config.solver().integrate((t, points, v) -> Arrays.fill(v, 0), new double[1]);
        return 2.0 * matrices * evaluations
                + 2.0 * space.dimensions() * architecture.layout().size();
    }

    private SampleGroups groups(Seed seed, SampleConfig config) {
        SampleDecoder decoder = new SampleDecoder(
                new Decoder(space, masks),
                new MemberWeights(trainingCodes),
                config.hull() == 1 ? null : HullNoise.of(space, config.hull(), config.temperature()),
                config.regression().map(this::regression).orElse(null),
                statistics);
        return new SampleGroups(decoder, codes(seed, config), seed.child("sample"));
    }

    private LayerRegression regression(RegressionConfig config) {
        if (facts.keptBasis().scope() != BasisConfig.Scope.GLOBAL) {
            throw new IllegalArgumentException("layers cannot be fitted where each has components of its own; fit the "
                    + "generator with components of whole networks");
        }
        if (calibration == null) {
            throw new IllegalStateException("samples " + architecture.id()
                    + " are to have their layers fitted; give training images to the generator before it samples");
        }
        return calibration.regression(
                architecture,
                trainingCodes.length,
                member -> space.decode(trainingCodes[member]),
                config,
                new Seed(facts.seed()).child("regression"));
    }

    /**
     * This generator with images on which the layers of samples can be {@linkplain LayerRegression fitted}; labels are not looked at.
     *
     * @param training images that networks may learn from, never those that accuracy is measured on
     */
    public Generator withCalibration(Examples training) {
        return new Generator(
                architecture,
                facts,
                space,
                trainingCodes,
                heldOutCodes,
                memberConditions,
                masks,
                source,
                field,
                curve,
                statistics,
                new Calibration(training),
                zoo);
    }

    /** Those of the last request if this is another part of it, whose group need not be carried again. */
    private synchronized SampledCodes codes(Seed seed, SampleConfig config) {
        Seed samples = seed.child("sample");
        if (lastCodes == null || !lastCodes.areOf(config, samples)) {
            lastCodes = new SampledCodes(
                    facts, source, field, memberConditions, new MemberWeights(trainingCodes), config, samples);
        }
        return lastCodes;
    }

    /** @throws IllegalArgumentException if conditions are asked for that the generator does not have */
    public void requireFits(SampleConfig config) {
        codes(new Seed(0), config);
    }

    /**
     * What sample {@code index} is asked to be, by the names of the generator's conditions: the values of the configuration, and
     * those of a training member drawn for the sample where it gives none. Empty without conditions, or if guidance is 0.
     */
    public Map<String, Double> conditions(int index, Seed seed, SampleConfig config) {
        return codes(seed, config).conditions(index);
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
        return new Generator(
                architecture,
                facts,
                space,
                trainingCodes,
                heldOutCodes,
                memberConditions,
                masks,
                source,
                field,
                curve,
                estimation,
                calibration,
                zoo);
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
        return GeneratorFolder.load(folder, Optional.empty());
    }

    /**
     * Loads a generator whose zoo may have been moved.
     *
     * @param zoo folder of the zoo that implies the basis; a stored basis does not look at it
     * @throws IOException one sentence that names the file and what is wrong with it
     */
    public static Generator load(Path folder, Path zoo) throws IOException {
        return GeneratorFolder.load(folder, Optional.of(zoo));
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

    double[][] memberConditions() {
        return memberConditions;
    }

    MaskRule masks() {
        return masks;
    }

    Path zoo() {
        return zoo;
    }

    Source source() {
        return source;
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
