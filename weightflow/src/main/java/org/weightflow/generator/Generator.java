package org.weightflow.generator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
import org.weightflow.generator.flow.ResidualField;
import org.weightflow.generator.flow.TrainedFlow;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.zoo.ZooManifest;

/**
 * The learnt distribution of a zoo of networks: a basis, a velocity field over codes in it, and the rule by which sparse samples are
 * masked.
 * <p>Fit it, sample complete networks from it, save it, load it. Immutable; a loaded generator samples bitwise the networks that the
 * saved one does, on one machine and thread count.
 */
public final class Generator {
    /** Samples that are integrated together, always as many, so that none depends on how many are asked for. */
    private static final int CHUNK = 32;

    private final Architecture architecture;
    private final GeneratorFacts facts;
    private final CodeSpace space;
    private final double[][] trainingCodes;
    private final double[][] heldOutCodes;
    private final MaskRule masks;
    private final StateDict field;
    private final List<CurveRow> curve;

    Generator(
            Architecture architecture,
            GeneratorFacts facts,
            CodeSpace space,
            double[][] trainingCodes,
            double[][] heldOutCodes,
            MaskRule masks,
            StateDict field,
            List<CurveRow> curve) {
        this.architecture = architecture;
        this.facts = facts;
        this.space = space;
        this.trainingCodes = trainingCodes;
        this.heldOutCodes = heldOutCodes;
        this.masks = masks;
        this.field = field;
        this.curve = List.copyOf(curve);
    }

    /** As {@link #fit(ZooSource, GeneratorConfig, Seed, CheckpointScorer, FlowListener)}, with no scorer and no listener. */
    public static Generator fit(ZooSource zoo, GeneratorConfig config, Seed seed) {
        return fit(zoo, config, seed, null, FlowListener.SILENT);
    }

    /**
     * Learns the distribution of a zoo's members.
     * <p>The held-out members, drawn by the seed, touch neither basis nor weights nor masks: they only tell how well the flow
     * explains members that it has not seen.
     *
     * @param scorer judges checkpoints on validation data, as {@code config.choice()} may need; null for none
     * @throws IllegalArgumentException if members do not fit the architecture, or too few are left for training
     */
    public static Generator fit(
            ZooSource zoo, GeneratorConfig config, Seed seed, CheckpointScorer scorer, FlowListener listener) {
        SortedSet<Integer> heldOut =
                heldOut(zoo.members().count(), config.flow().heldOut(), seed);
        List<StateDict> training = new ArrayList<>();
        List<StateDict> unseen = new ArrayList<>();
        List<Mask> trainingMasks = new ArrayList<>();
        for (int m = 0; m < zoo.members().count(); m++) {
            StateDict weights = zoo.members().weights(m);
            zoo.architecture().layout().requireSame(weights.layout(), "member " + m);
            if (heldOut.contains(m)) {
                unseen.add(weights);
            } else {
                training.add(weights);
                trainingMasks.add(zoo.members().mask(m).orElse(null));
            }
        }
        CodeSpace.Fit codes = CodeSpace.fit(training, config.retain());
        CodeSpace space = codes.space();
        double[][] heldOutCodes = unseen.stream().map(space::encode).toArray(double[][]::new);
        MaskRule masks = MaskRule.of(space.layout(), trainingMasks);
        CodeScorer codeScorer = scorer == null
                ? null
                : sampled -> scorer.medianAccuracy(IntStream.range(0, sampled.length)
                        .mapToObj(i -> decode(
                                        space,
                                        masks,
                                        sampled[i],
                                        seed.child("score").child(i))
                                .weights())
                        .toList());
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
                zoo.architecture(), facts, space, codes.codes(), heldOutCodes, masks, flow.weights(), flow.curve());
    }

    /** The networks 0 to {@code count} - 1; see {@link #sample(int, int, Seed, SampleConfig)}. */
    public Stream<Sample> sample(int count, Seed seed, SampleConfig config) {
        return sample(0, count, seed, config);
    }

    /**
     * Complete networks, made as they are asked for.
     * <p>Sample i starts at the noise of {@code seed.child("sample").child(i)} and is the same whatever the range it is asked in:
     * samples are always carried to the data in the same groups of 32, and an adaptive solver controls its steps per group.
     *
     * @param from  first index
     * @param until index behind the last
     * @throws ArithmeticException when a sample has a value that is not finite, naming its entry
     */
    public Stream<Sample> sample(int from, int until, Seed seed, SampleConfig config) {
        Check.atLeast("from", from, 0);
        Check.atLeast("until", until, from);
        Chunks chunks = new Chunks(seed.child("sample"), config);
        return IntStream.range(from, until).mapToObj(i -> decode(space, masks, chunks.code(i), chunks.seed.child(i)));
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

    /** Groups of codes; keeps the one that was asked for last. */
    private final class Chunks {
        private final Seed seed;
        private final SampleConfig config;
        private int current = -1;
        private double[] codes;

        Chunks(Seed seed, SampleConfig config) {
            this.seed = seed;
            this.config = config;
        }

        synchronized double[] code(int index) {
            int dimensions = space.dimensions();
            if (index / CHUNK != current) {
                current = index / CHUNK;
                codes = new double[CHUNK * dimensions];
                for (int row = 0; row < CHUNK; row++) {
                    SplittableRandom random =
                            seed.child((long) current * CHUNK + row).random();
                    for (int d = 0; d < dimensions; d++) {
                        codes[row * dimensions + d] = config.temperature() * random.nextGaussian();
                    }
                }
                try (ResidualField velocity = new ResidualField(dimensions, facts.flow(), field)) {
                    config.solver().integrate(velocity, codes);
                }
            }
            int start = index % CHUNK * dimensions;
            return Arrays.copyOfRange(codes, start, start + dimensions);
        }
    }

    private static Sample decode(CodeSpace space, MaskRule masks, double[] code, Seed seed) {
        float[] flat = space.decode(code).toArray();
        Mask mask = masks.maskOf(space.layout(), flat, seed);
        if (mask != null) {
            mask.zeroPruned(flat, 0);
        }
        return new Sample(StateDict.of(space.layout(), flat), mask, code);
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
