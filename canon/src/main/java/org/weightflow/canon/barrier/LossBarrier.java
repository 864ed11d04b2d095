package org.weightflow.canon.barrier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.weightflow.canon.matching.Members;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.prediction.PopulationPredictor;

/**
 * Measures the loss and the error along straight lines between networks, and the barriers there.
 * <p>On the line w(t) = (1 - t) a + t b the barrier of v, the loss or the error, is the maximum over t in [0, 1] of
 * {@code v(w(t)) - ((1 - t) v(a) + t v(b))}: how far the network in between is worse than what the ends alone would let expect. It
 * is taken over T equally spaced points with the ends among them, so that it is never negative, and never more than the maximum over
 * all t. Between two networks with the same bits it is exactly 0.
 * <p>That is the definition of Entezari et al. (2022). Frankle et al. (2020) take the error's excess over the mean of the ends
 * instead, which is more by at most half their difference.
 * <p>Where the architecture normalises by batch, the statistics of every network are estimated anew, those of the ends too, so that
 * ends and middle are treated alike; the running statistics that came with the networks play no part. Points are computed in float64
 * and rounded to float32. Pruned weights are zeros like any other, so that a point keeps what either end keeps.
 * <p>Cost: one pass over all examples for each different network, that is, for each end and for T - 2 points on each line, in groups
 * of bounded memory. Deterministic for a given seed, up to the last bits of logits, which follow the group.
 *
 * @see <a href="https://arxiv.org/abs/2110.06296">Entezari et al. (2022), definition of the loss barrier</a>
 * @see <a href="https://arxiv.org/abs/1912.05671">Frankle et al. (2020), linear interpolation instability</a>
 */
public final class LossBarrier {
    private static final int MIB = 1 << 20;

    private final Architecture architecture;
    private final BarrierConfig config;
    private final BatchNormEstimation statistics;
    private final List<ExampleSet> data;
    private final PopulationPredictor predictor;

    /**
     * @param statistics from training images; where the architecture has no statistics it changes nothing
     * @param data       what losses and errors are taken of, each set on its own
     * @throws IllegalArgumentException if there is no set of examples, one does not fit the architecture, or two have one name
     */
    public LossBarrier(
            Architecture architecture, BarrierConfig config, BatchNormEstimation statistics, List<ExampleSet> data) {
        this.architecture = architecture;
        this.config = config;
        this.statistics = statistics;
        this.data = List.copyOf(data);
        this.predictor = new PopulationPredictor(architecture);
        Check.atLeast("example sets", data.size(), 1);
        for (ExampleSet set : data) {
            architecture.requireFits(
                    set.examples().exampleShape(), set.examples().classes());
            if (data.stream().filter(other -> other.name().equals(set.name())).count() > 1) {
                throw new IllegalArgumentException("two example sets are called " + set.name());
            }
        }
    }

    /** Points, lines and groups. */
    public BarrierConfig config() {
        return config;
    }

    /** What losses and errors are taken of. */
    public List<ExampleSet> data() {
        return data;
    }

    /** Training images behind the statistics of every network; 0 where the architecture has none. */
    public int statisticsImages() {
        return architecture.layout().hasState() ? statistics.images() : 0;
    }

    /** Two networks as they are brought to each other. */
    @FunctionalInterface
    public interface Matched {
        /** {@code pair.first()} and {@code pair.second()} in one coordinate system; the same bits at each call. */
        Members of(MemberPair pair);
    }

    /** The pairs of members between which {@link #measure} draws its lines. */
    public List<MemberPair> pairs(int members, Seed seed) {
        return MemberPair.drawn(members, config.lines(), seed.child("pairs"));
    }

    /**
     * Measures lines between members, from members to the mean of all, and from members to the reference. A member that is itself the
     * mean or the reference has no line to it.
     *
     * @param members   at least two
     * @param reference what they were matched to; empty for no such lines
     * @param seed      draws the lines, where there are more than the configuration allows
     * @throws IllegalArgumentException naming the network whose layout is another, or whose logits are not finite
     */
    public BarrierReport measure(Members members, Optional<StateDict> reference, Seed seed, BarrierListener listener) {
        Check.atLeast("members", members.count(), 2);
        Lines lines = new Lines();
        lines.addPairs(members, pairs(members.count(), seed));
        int[] some = MemberPair.drawnMembers(members.count(), config.lines(), seed.child("members"));
        StateDict mean = mean(members);
        lines.addAll(LineKind.MEAN, members, some, lines.networks.addEnd("the mean", () -> mean));
        reference.ifPresent(network ->
                lines.addAll(LineKind.REFERENCE, members, some, lines.networks.addEnd("the reference", () -> network)));
        return lines.measured(listener);
    }

    /**
     * Measures lines between members as they are, and no others.
     *
     * @param pairs of members; at least one
     * @throws IllegalArgumentException as {@link #measure} does
     */
    public BarrierReport measurePairs(Members members, List<MemberPair> pairs, BarrierListener listener) {
        Check.atLeast("pairs", pairs.size(), 1);
        Lines lines = new Lines();
        lines.addPairs(members, pairs);
        return lines.measured(listener);
    }

    /**
     * Measures lines between members each of which was matched to the other directly: from the first of a pair to what the second
     * becomes.
     *
     * @param pairs of members; at least one
     * @throws IllegalArgumentException as {@link #measure} does
     */
    public BarrierReport measureMatched(List<MemberPair> pairs, Matched matched, BarrierListener listener) {
        Check.atLeast("pairs", pairs.size(), 1);
        Lines lines = new Lines();
        for (MemberPair pair : pairs) {
            int first = lines.networks.addEnd(
                    "member " + pair.first() + " as member " + pair.second() + " was matched to it",
                    () -> matched.of(pair).weights(0));
            int second = lines.networks.addEnd(
                    "member " + pair.second() + " matched to member " + pair.first(),
                    () -> matched.of(pair).weights(1));
            lines.add(LineKind.PAIR, pair.first(), pair.second(), first, second);
        }
        return lines.measured(listener);
    }

    private StateDict mean(Members members) {
        Layout layout = architecture.layout();
        double[] sum = new double[layout.size()];
        for (int i = 0; i < members.count(); i++) {
            StateDict member = members.weights(i);
            layout.requireSame(member.layout(), "member " + i);
            float[] values = member.toArray();
            for (int k = 0; k < sum.length; k++) {
                sum[k] += values[k];
            }
        }
        float[] mean = new float[sum.length];
        for (int k = 0; k < mean.length; k++) {
            mean[k] = (float) (sum[k] / members.count());
        }
        return StateDict.of(layout, mean);
    }

    private record Line(LineKind kind, int from, Integer to, int start, int end) {}

    private record Value(double loss, double error) {}

    /** The lines of one measurement. */
    private final class Lines {
        private final LineNetworks networks = new LineNetworks(architecture.layout(), config.points());
        private final List<Line> lines = new ArrayList<>();

        int member(Members members, int index) {
            return networks.addEnd("member " + index, () -> members.weights(index));
        }

        void addPairs(Members members, List<MemberPair> pairs) {
            for (MemberPair pair : pairs) {
                add(
                        LineKind.PAIR,
                        pair.first(),
                        pair.second(),
                        member(members, pair.first()),
                        member(members, pair.second()));
            }
        }

        void addAll(LineKind kind, Members members, int[] some, int target) {
            for (int index : some) {
                int start = member(members, index);
                if (start != target) {
                    add(kind, index, null, start, target);
                }
            }
        }

        void add(LineKind kind, int from, Integer to, int start, int end) {
            networks.addLine(start, end);
            lines.add(new Line(kind, from, to, start, end));
        }

        BarrierReport measured(BarrierListener listener) {
            Value[][] values = evaluated(networks.count(), networks::network, listener);
            return BarrierReport.of(
                    config.points(),
                    lines.stream().map(line -> measured(line, values)).toList());
        }

        private MeasuredLine measured(Line line, Value[][] values) {
            LineNetworks.Separation ends = networks.separation(line.start(), line.end());
            int[] along = networks.along(line.start(), line.end());
            List<LineCurve> curves = IntStream.range(0, data.size())
                    .mapToObj(d -> new LineCurve(
                            data.get(d).name(),
                            Arrays.stream(along)
                                    .mapToObj(n -> values[n][d].loss())
                                    .toList(),
                            Arrays.stream(along)
                                    .mapToObj(n -> values[n][d].error())
                                    .toList()))
                    .toList();
            return new MeasuredLine(line.kind(), line.from(), line.to(), ends.distance(), ends.innerProduct(), curves);
        }

        /** Loss and error of each network on each set of examples. */
        private Value[][] evaluated(int count, IntFunction<StateDict> source, BarrierListener listener) {
            Value[][] values = new Value[count][data.size()];
            int group = groupSize();
            listener.onNetworks(0, count);
            for (int start = 0; start < count; start += group) {
                int from = start;
                int to = Math.min(count, from + group);
                List<StateDict> ready = statistics.estimate(
                        IntStream.range(from, to).mapToObj(source).toList());
                for (int d = 0; d < data.size(); d++) {
                    int set = d;
                    predictor.predict(
                            ready.size(),
                            ready::get,
                            data.get(d).examples(),
                            (n, logits) -> values[from + n][set] = value(from + n, logits, data.get(set)));
                }
                listener.onNetworks(to, count);
            }
            return values;
        }

        private Value value(int number, float[] logits, ExampleSet set) {
            int[] labels = set.examples().labels();
            try {
                Predictions predictions = Predictions.ofLogits(logits, 0, labels.length, architecture.classes());
                return new Value(
                        Classification.nll(predictions, labels),
                        Classification.wrong(predictions, labels).cardinality() / (double) labels.length);
            } catch (IllegalArgumentException notFinite) {
                throw new IllegalArgumentException(
                        networks.name(number) + " on " + set.name() + ": " + notFinite.getMessage(), notFinite);
            }
        }

        private int groupSize() {
            long bytes = Math.max(1, (long) architecture.layout().size() * Float.BYTES);
            long fitting = Math.max(EngineRuntime.threads(), (long) config.groupMegabytes() * MIB / bytes);
            return (int) Math.min(config.groupNetworks(), fitting);
        }
    }
}
