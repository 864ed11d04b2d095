package org.weightflow.pruning.during;

import java.util.BitSet;
import java.util.List;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.pruning.selection.LargestScores;

/**
 * Sparse evolutionary training (SET): every so often each layer loses the fraction of its positive weights that are smallest and the
 * same fraction of its negative ones that are nearest to zero, and as many weights grow anywhere, each set of places as likely.
 * <p>P positive and N negative kept weights lose floor(fraction P) and floor(fraction N); kept weights that are exactly zero go too,
 * as in the published code, which takes them for absent. What was just removed may grow again; whatever grows starts at zero with
 * its optimiser's moments. Layers keep their numbers of weights. Layers of which nothing is pruned stay as they are, like the
 * published network's output layer.
 * <p>Departures from the published code: removed numbers are exact, where its thresholds take one more of each sign and all that equal
 * it; the moments of weights that stay are kept, where it makes a new optimiser each epoch; and nothing is
 * removed after the last step, since what would grow then is never trained.
 *
 * @param fraction share of each sign that is removed (zeta)
 * @param every    steps from one update to the next; 0 for an epoch
 * @see <a href="https://doi.org/10.1038/s41467-018-04316-3">Mocanu et al. (2018), Algorithm 1</a>
 */
public record SparseEvolution(double fraction, int every) {
    public SparseEvolution {
        Check.openInterval("fraction", fraction, 0, 1);
        Check.atLeast("every", every, 0);
    }

    /** 0.3 of the weights after every epoch, as in the paper. */
    public static SparseEvolution defaults() {
        return new SparseEvolution(0.3, 0);
    }

    public SparseEvolution withEvery(int every) {
        return new SparseEvolution(fraction, every);
    }

    /**
     * The updates of one training.
     *
     * @throws IllegalArgumentException if it ends before there is one
     */
    public MaskUpdates over(TrainingSpan span) {
        int steps = every == 0 ? span.perEpoch() : every;
        if (steps >= span.steps()) {
            throw new IllegalArgumentException(
                    "a training of " + span.steps() + " steps has no update after " + steps + " of them");
        }
        return new Updates(fraction, new UpdateSteps(span.from() + steps, span.until(), steps));
    }

    static final class Updates extends MaskUpdates {
        private final double fraction;
        private final UpdateSteps done;

        /** @param done numbers of steps done after which there is an update */
        Updates(double fraction, UpdateSteps done) {
            this.fraction = fraction;
            this.done = done;
        }

        @Override
        Moment moment(long step) {
            return done.contains(step + 1) ? Moment.STEP_AND_UPDATE : Moment.STEP;
        }

        @Override
        List<Mask> update(MaskedMember member) {
            Layout layout = member.mask().layout();
            double[] weights = member.weights();
            double[] magnitudes = member.magnitudes();
            BitSet core = member.mask().toBitSet();
            BitSet next = member.mask().toBitSet();
            for (int e : member.prunable()) {
                BitSet kept = member.keptOf(e);
                BitSet free = member.valuesOf(e);
                if (kept.equals(free)) {
                    continue;
                }
                BitSet stay = stay(weights, magnitudes, kept, 1);
                stay.or(stay(weights, magnitudes, kept, -1));
                core.andNot(free);
                core.or(stay);
                next.andNot(free);
                free.andNot(stay);
                next.or(stay);
                next.or(UniformChoice.choose(
                        free,
                        kept.cardinality() - stay.cardinality(),
                        member.seed(e).random()));
            }
            return List.of(Mask.of(layout, core), Mask.of(layout, next));
        }

        /** The weights of one sign that are not removed. */
        private BitSet stay(double[] weights, double[] magnitudes, BitSet kept, int sign) {
            BitSet own = new BitSet(kept.length());
            kept.stream().filter(i -> sign * weights[i] > 0).forEach(own::set);
            int count = own.cardinality();
            return LargestScores.choose(magnitudes, own, count - (int) (fraction * count));
        }
    }
}
