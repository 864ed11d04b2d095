package org.weightflow.pruning.during;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.CrossEntropy;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingRule;
import org.weightflow.pruning.selection.Selection;

/**
 * One round of {@link ContinuousSparsification}. Members start with their weights w; the population holds W = w sigma(beta s) /
 * sigma(s_0) while it trains, which is what the network computes with, and in the end W under the exact mask. Gradients of w and s
 * follow from that of W, which the engine gives. The loss that is reported is the cross-entropy, without the penalty.
 * <p>Weights and gates are trained by the same optimiser and schedule, the gates without weight decay. With clipping, a member's
 * norm is that of both gradients together. Gates cost about 25 ns a weight and step, mostly
 * for their exponential.
 */
public final class GatedTraining implements TrainingRule {
    private final Architecture architecture;
    private final TrainConfig config;
    private final ContinuousSparsification method;
    private final TrainingSpan span;
    private final Selection selection;
    private final int kept;
    private final List<StateDict> start;
    private final Trained[] trained;

    /**
     * What a member has become.
     *
     * @param natural the mask that the method itself ends with: [s &gt; 0]
     * @param mask    the mask of the exact number: the largest s
     * @param weights w, of all values; state as the training left it
     * @param gates   s; those of values without gates mean nothing
     */
    public record Trained(Mask natural, Mask mask, StateDict weights, StateDict gates) {}

    /**
     * @param selection what has gates, and what competes for the exact number
     * @param kept      prunable values that the masks keep, those of spared layers included
     * @param start     the gates to start with, one state dict a member
     * @throws IllegalArgumentException if so many cannot be kept, or the training has less than two epochs, over which beta would rise
     */
    public GatedTraining(
            Architecture architecture,
            TrainConfig config,
            ContinuousSparsification method,
            TrainingSpan span,
            Selection selection,
            int kept,
            List<StateDict> start) {
        if (span.epochs() < 2) {
            throw new IllegalArgumentException("a training of " + span.steps() + " steps, " + span.perEpoch()
                    + " an epoch, has no second epoch: the temperature rises from one to the next");
        }
        Layout layout = architecture.layout();
        layout.requireSame(selection.layout(), "the selection");
        // Whatever is wrong with the number is told before the training, not after it.
        selection.select(new double[layout.size()], Mask.dense(layout), kept);
        for (int p = 0; p < start.size(); p++) {
            layout.requireSame(start.get(p).layout(), "the gates of member " + p);
        }
        this.architecture = architecture;
        this.config = config;
        this.method = method;
        this.span = span;
        this.selection = selection;
        this.kept = kept;
        this.start = List.copyOf(start);
        this.trained = new Trained[start.size()];
    }

    /**
     * What each member has become.
     *
     * @throws IllegalStateException if not all members are trained
     */
    public List<Trained> trained() {
        for (int p = 0; p < trained.length; p++) {
            if (trained[p] == null) {
                throw new IllegalStateException("member " + p + " is not trained yet");
            }
        }
        return List.of(trained);
    }

    @Override
    public GatedGroup begin(TensorStore members, int first) {
        if (first + members.members() > start.size()) {
            throw new IllegalArgumentException(
                    "gates of " + start.size() + " members for at least " + (first + members.members()));
        }
        return new GatedGroup(members, first);
    }

    /** One group's training. */
    final class GatedGroup implements Group {
        private final TensorStore members;
        private final Layout layout;
        private final int first;
        /** By member and entry; null for entries that no optimiser changes. */
        private final List<GatedValues[]> values = new ArrayList<>();

        private double beta;
        private long steps;

        private GatedGroup(TensorStore members, int first) {
            this.members = members;
            this.layout = members.layout();
            this.first = first;
            for (int p = 0; p < members.members(); p++) {
                values.add(valuesOf(p));
            }
            compute(method.temperature(0, span.epochs()));
        }

        private GatedValues[] valuesOf(int member) {
            BitSet open = selection.open();
            float[] gates = start.get(first + member).toArray();
            float[] weights = members.get(member).toArray();
            GatedValues[] own = new GatedValues[layout.entries().size()];
            for (int e = 0; e < own.length; e++) {
                int from = layout.offset(e);
                int until = layout.offset(e + 1);
                if (layout.entry(e).kind().isLearnable()) {
                    own[e] = new GatedValues(
                            method,
                            Arrays.copyOfRange(weights, from, until),
                            open.get(from) ? Arrays.copyOfRange(gates, from, until) : null,
                            config.optimizer().slots());
                }
            }
            return own;
        }

        /** The weights and gates of an entry of a member of this group; null if no optimiser changes it. */
        GatedValues values(int member, int entry) {
            return values.get(member)[entry];
        }

        /** The temperature of the values that the population holds now. */
        double temperature() {
            return beta;
        }

        private interface Action {
            /** @param from where the values lie in the memory of the entry */
            void accept(GatedValues values, int entry, int from);
        }

        private void forEach(int member, Action action) {
            for (int e = 0; e < layout.entries().size(); e++) {
                GatedValues each = values.get(member)[e];
                if (each != null) {
                    action.accept(each, e, member * layout.entry(e).size());
                }
            }
        }

        /** Writes W of that temperature. */
        private void compute(double temperature) {
            beta = temperature;
            for (int p = 0; p < members.members(); p++) {
                forEach(p, (each, entry, from) -> each.effective(beta, members.memory(entry), from));
            }
        }

        @Override
        public NDArray losses(Leaves leaves, NDArray inputs, NDArray labels) {
            return CrossEntropy.perMember(architecture.forward(ForwardPass.training(leaves), inputs), labels);
        }

        @Override
        public void step(Leaves leaves, long step, double rate) {
            if (step < span.from() || step >= span.until()) {
                throw new IllegalArgumentException(
                        "step " + step + " is not in [" + span.from() + ", " + span.until() + ")");
            }
            steps++;
            FloatBuffer[] gradients = new FloatBuffer[layout.entries().size()];
            for (int e = 0; e < gradients.length; e++) {
                gradients[e] = layout.entry(e).kind().isLearnable() ? leaves.gradient(e) : null;
            }
            for (int p = 0; p < members.members(); p++) {
                forEach(p, (each, entry, from) -> each.gradients(beta, gradients[entry], from));
                double scale = clippingScale(p);
                forEach(p, (each, entry, from) -> each.step(config.optimizer(), scale, rate, steps));
            }
            // The last step leaves the temperature at its final value.
            compute(method.temperature(span.epochOf(Math.min(step + 1, span.until() - 1)), span.epochs()));
        }

        /** min(1, clipNorm / (norm + 1e-6)), as {@code torch.nn.utils.clip_grad_norm_} has it. */
        private double clippingScale(int member) {
            if (config.clipNorm() == 0) {
                return 1;
            }
            double[] sum = new double[1];
            forEach(member, (each, entry, from) -> sum[0] += each.squares());
            return Math.min(1, config.clipNorm() / (Math.sqrt(sum[0]) + 1e-6));
        }

        @Override
        public void finish() {
            for (int p = 0; p < members.members(); p++) {
                Trained own = trainedOf(p);
                trained[first + p] = own;
                members.put(p, own.mask().apply(members.get(p)));
            }
        }

        private Trained trainedOf(int member) {
            // State, such as running statistics, is where the forward passes left it.
            float[] weights = members.get(member).toArray();
            float[] gates = start.get(first + member).toArray();
            forEach(member, (each, entry, from) -> {
                System.arraycopy(each.weights(), 0, weights, layout.offset(entry), each.weights().length);
                if (each.gates() != null) {
                    System.arraycopy(each.gates(), 0, gates, layout.offset(entry), each.gates().length);
                }
            });
            BitSet open = selection.open();
            BitSet natural = Mask.dense(layout).toBitSet();
            natural.andNot(open);
            open.stream().filter(i -> gates[i] > 0).forEach(natural::set);
            double[] scores = new double[gates.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = gates[i];
            }
            return new Trained(
                    Mask.of(layout, natural),
                    selection.select(scores, Mask.dense(layout), kept),
                    StateDict.of(layout, weights),
                    StateDict.of(layout, gates));
        }
    }
}
