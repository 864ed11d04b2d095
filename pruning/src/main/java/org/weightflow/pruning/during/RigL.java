package org.weightflow.pruning.during;

import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.weightflow.networks.Check;
import org.weightflow.networks.Mask;
import org.weightflow.pruning.selection.LargestScores;

/**
 * RigL: every so often each layer drops its kept weights of smallest magnitude and grows as many where the loss falls fastest.
 * <pre>
 * at the steps t = 0, every, 2 every, ... before T_end, for each layer:
 *     K = floor(f_t * kept),  f_t = fraction / 2 * (1 + cos(pi t / T_end))
 *     drop the K kept weights of smallest |w|
 *     grow the K largest |dL/dw| among all that are not kept then
 * </pre>
 * Dropped weights may grow again and then go on with their value; other grown weights start at zero, as do their optimiser's moments.
 * An update stands in place of that iteration's gradient step. Layers keep their numbers of weights. dL/dw is of one batch, taken at
 * the masked weights but for every weight.
 * <p>Departures from the published code: it adds noise of 1e-5 to |w| before dropping, here equal magnitudes drop the higher index
 * first; its gradient holds that of the weight decay, which is zero but for what was just dropped, here it is the loss's alone; its last
 * update may fall on T_end itself, where K is 0 and only the gradient step is lost, here none does.
 *
 * @param fraction share of each layer's weights that the first update moves (alpha)
 * @param every    steps from one update to the next (Delta T)
 * @param end      share of the training after which masks stay (T_end)
 * @param growth   what grows
 * @see <a href="https://arxiv.org/abs/1911.11134">Evci et al. (2020), Algorithm 1</a>
 */
public record RigL(double fraction, int every, double end, Growth growth) {
    /** What grows. */
    public enum Growth {
        /** The largest gradients. */
        GRADIENT,
        /** Any, each as likely: the paper's comparison with SET in a schedule of its own. */
        RANDOM
    }

    public RigL {
        Check.openInterval("fraction", fraction, 0, 1);
        Check.atLeast("every", every, 1);
        Check.positive("end", end);
        Check.closedInterval("end", end, 0, 1);
        Objects.requireNonNull(growth, "growth");
    }

    /** 0.3 of the weights every 100 steps until three quarters of the training, as in the paper; grown by gradient. */
    public static RigL defaults() {
        return new RigL(0.3, 100, 0.75, Growth.GRADIENT);
    }

    public RigL withEvery(int every) {
        return new RigL(fraction, every, end, growth);
    }

    public RigL withGrowth(Growth growth) {
        return new RigL(fraction, every, end, growth);
    }

    /**
     * The updates of one training.
     *
     * @throws IllegalArgumentException if masks stop changing before a second update could come
     */
    public MaskUpdates over(TrainingSpan span) {
        long last = span.stepAt(end);
        if (span.from() + every >= last) {
            throw new IllegalArgumentException("every " + every + " leaves only one update in the "
                    + (last - span.from()) + " steps until masks stay; take fewer steps between updates");
        }
        return new Updates(this, new UpdateSteps(span.from(), last, every));
    }

    /** f_t at a step of those updates. */
    double fractionAt(long step, UpdateSteps steps) {
        return fraction / 2 * (1 + Math.cos(Math.PI * steps.share(step)));
    }

    static final class Updates extends MaskUpdates {
        private final RigL config;
        private final UpdateSteps steps;

        Updates(RigL config, UpdateSteps steps) {
            this.config = config;
            this.steps = steps;
        }

        @Override
        Moment moment(long step) {
            return steps.contains(step) ? Moment.UPDATE : Moment.STEP;
        }

        @Override
        List<Mask> update(MaskedMember member) {
            double moving = config.fractionAt(member.step(), steps);
            double[] magnitudes = member.magnitudes();
            double[] gradients = config.growth == Growth.GRADIENT ? member.gradientMagnitudes() : null;
            BitSet next = member.mask().toBitSet();
            for (int e : member.prunable()) {
                int kept = member.mask().kept(e);
                int moved = (int) (moving * kept);
                BitSet stay = LargestScores.choose(magnitudes, member.keptOf(e), kept - moved);
                BitSet free = member.valuesOf(e);
                next.andNot(free);
                free.andNot(stay);
                next.or(stay);
                next.or(
                        gradients == null
                                ? UniformChoice.choose(
                                        free, moved, member.seed(e).random())
                                : LargestScores.choose(gradients, free, moved));
            }
            return List.of(Mask.of(member.mask().layout(), next));
        }
    }
}
