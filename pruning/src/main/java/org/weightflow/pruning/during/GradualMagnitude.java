package org.weightflow.pruning.during;

import java.util.List;
import org.weightflow.networks.Check;
import org.weightflow.networks.Mask;
import org.weightflow.pruning.selection.DensitySchedule;
import org.weightflow.pruning.selection.Selection;

/**
 * Gradual magnitude pruning (GMP): while the network trains, the weights of smallest magnitude go, until the number that is to stay.
 * <p>After s of the steps between begin and end, round(kept + (all - kept)(1 - s)^3) of the prunable weights are left, exactly;
 * what is pruned stays so. The last update falls on the end itself, even if {@code every} does not lead there, so that the number
 * is reached; Zhu and Gupta choose their steps so. A mask that is sparser than that from the start stays until the schedule reaches it.
 *
 * @param begin share of the training before pruning begins
 * @param end   share of the training after which the mask stays
 * @param every steps from one update to the next
 * @see <a href="https://arxiv.org/abs/1710.01878">Zhu and Gupta (2017), eq. (1)</a>
 */
public record GradualMagnitude(double begin, double end, int every) {
    public GradualMagnitude {
        Check.halfOpenInterval("begin", begin, 0, 1);
        Check.closedInterval("end", end, 0, 1);
        if (end <= begin) {
            throw new IllegalArgumentException("end " + end + " is not after begin " + begin);
        }
        Check.atLeast("every", every, 1);
    }

    /**
     * From a quarter to six tenths of the training, every 100 steps: about what Evci et al. (2022, Gradient flow in sparse neural
     * networks) take for LeNet-5, steps 3000 to 7000 of 11,719.
     */
    public static GradualMagnitude defaults() {
        return new GradualMagnitude(0.25, 0.6, 100);
    }

    public GradualMagnitude withEvery(int every) {
        return new GradualMagnitude(begin, end, every);
    }

    /**
     * The updates of one training.
     *
     * @param selection what competes with what, and which layers are spared
     * @param kept      prunable values that stay in the end, those of spared layers included
     * @throws IllegalArgumentException if there is no step between begin and end
     */
    public MaskUpdates over(TrainingSpan span, Selection selection, int kept) {
        long first = span.stepAt(begin);
        long last = span.stepAt(end);
        if (last <= first) {
            throw new IllegalArgumentException(
                    "begin " + begin + " and end " + end + " of " + span.steps() + " steps leave no step to prune at");
        }
        return new Updates(selection, kept, first, Math.toIntExact(last - first), every);
    }

    static final class Updates extends MaskUpdates {
        private final Selection selection;
        private final int kept;
        private final long first;
        private final int steps;
        private final int every;

        Updates(Selection selection, int kept, long first, int steps, int every) {
            this.selection = selection;
            this.kept = kept;
            this.first = first;
            this.steps = steps;
            this.every = every;
        }

        @Override
        void requireStart(Mask mask) {
            if (mask.keptPrunable() < kept) {
                throw new IllegalArgumentException("kept " + kept + " is more than the " + mask.keptPrunable()
                        + " values of the mask to begin with");
            }
        }

        @Override
        Moment moment(long step) {
            long done = step + 1 - first;
            boolean update = done > 0 && done <= steps && (done % every == 0 || done == steps);
            return update ? Moment.STEP_AND_UPDATE : Moment.STEP;
        }

        @Override
        List<Mask> update(MaskedMember member) {
            int done = Math.toIntExact(member.step() + 1 - first);
            Mask mask = member.mask();
            int left = DensitySchedule.CUBIC.kept(mask.layout().prunableSize(), kept, done, steps);
            return List.of(selection.select(member.magnitudes(), mask, Math.min(left, mask.keptPrunable())));
        }
    }
}
