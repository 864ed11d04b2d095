package org.weightflow.pruning.during;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.CrossEntropy;
import org.weightflow.networks.training.StepOptimizer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingRule;

/**
 * Minimises the cross-entropy under masks that change on the way. Each member has its own mask; pruned values are exactly zero after
 * every step.
 * <p>What a member becomes depends on its weights, start mask and seed alone, whoever trains beside it. An update costs a sort of
 * each layer's scores, O(D log D) a member; between updates a step costs what it costs under a fixed mask.
 */
public final class DynamicSparseTraining implements TrainingRule {
    private final Architecture architecture;
    private final TrainConfig config;
    private final List<Mask> start;
    private final List<Seed> seeds;
    private final MaskUpdates updates;
    private final Mask[] masks;
    private final double[] explored;

    /**
     * @param start the masks to begin with, one a member of the population
     * @param seeds one a member; what is drawn in updates comes from its child {@code growth}
     * @throws IllegalArgumentException if their numbers differ, or a mask does not fit the architecture or the updates
     */
    public DynamicSparseTraining(
            Architecture architecture, TrainConfig config, List<Mask> start, List<Seed> seeds, MaskUpdates updates) {
        if (start.size() != seeds.size()) {
            throw new IllegalArgumentException(start.size() + " masks for " + seeds.size() + " seeds");
        }
        for (int p = 0; p < start.size(); p++) {
            architecture.layout().requireSame(start.get(p).layout(), "the mask of member " + p);
            updates.requireStart(start.get(p));
        }
        this.architecture = architecture;
        this.config = config;
        this.start = List.copyOf(start);
        this.seeds = List.copyOf(seeds);
        this.updates = updates;
        this.masks = new Mask[start.size()];
        this.explored = new double[start.size()];
    }

    /**
     * The mask of each member after the training.
     *
     * @throws IllegalStateException if not all members are trained
     */
    public List<Mask> masks() {
        requireTrained();
        return List.of(masks);
    }

    /**
     * The share of the prunable values that a mask of the member has kept at some time: the Rs of in-time over-parameterisation, from
     * the density to 1.
     *
     * @throws IllegalStateException if not all members are trained
     * @see <a href="https://arxiv.org/abs/2102.02887">Liu et al. (2021), section 3</a>
     */
    public List<Double> exploredShares() {
        requireTrained();
        return Arrays.stream(explored).boxed().toList();
    }

    private void requireTrained() {
        for (int p = 0; p < masks.length; p++) {
            if (masks[p] == null) {
                throw new IllegalStateException("member " + p + " is not trained yet");
            }
        }
    }

    @Override
    public SparseGroup begin(TensorStore members, int first) {
        if (first + members.members() > start.size()) {
            throw new IllegalArgumentException(
                    start.size() + " masks for at least " + (first + members.members()) + " members");
        }
        return new SparseGroup(members, first);
    }

    /** One group's training. */
    final class SparseGroup implements Group {
        private final TensorStore members;
        private final int first;
        private final List<Mask> current;
        private final List<BitSet> ever = new ArrayList<>();
        private final StepOptimizer optimizer;

        private SparseGroup(TensorStore members, int first) {
            this.members = members;
            this.first = first;
            this.current = new ArrayList<>(start.subList(first, first + members.members()));
            current.forEach(mask -> ever.add(mask.toBitSet()));
            this.optimizer = new StepOptimizer(members, config.optimizer(), config.clipNorm(), current, false);
        }

        /** The mask of a member now, by its number in the group. */
        Mask mask(int member) {
            return current.get(member);
        }

        @Override
        public NDArray losses(Leaves leaves, NDArray inputs, NDArray labels) {
            return CrossEntropy.perMember(architecture.forward(ForwardPass.training(leaves), inputs), labels);
        }

        @Override
        public void step(Leaves leaves, long step, double rate) {
            MaskUpdates.Moment moment = updates.moment(step);
            if (moment != MaskUpdates.Moment.UPDATE) {
                optimizer.step(leaves, rate);
            }
            if (moment != MaskUpdates.Moment.STEP) {
                for (int p = 0; p < members.members(); p++) {
                    update(p, leaves, step);
                }
            }
        }

        private void update(int p, Leaves leaves, long step) {
            List<Mask> next = updates.update(
                    new MaskedMember(members, leaves, p, first + p, current.get(p), seeds.get(first + p), step));
            for (Mask mask : next) {
                optimizer.changeMask(p, mask);
            }
            current.set(p, next.get(next.size() - 1));
            ever.get(p).or(current.get(p).toBitSet());
        }

        @Override
        public void finish() {
            Layout layout = members.layout();
            for (int p = 0; p < members.members(); p++) {
                explored[first + p] = Mask.of(layout, ever.get(p)).density();
                masks[first + p] = current.get(p);
            }
        }
    }
}
