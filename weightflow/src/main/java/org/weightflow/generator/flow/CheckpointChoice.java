package org.weightflow.generator.flow;

import java.util.Locale;
import org.weightflow.networks.Check;

/**
 * Which of the evaluated checkpoints a flow keeps. Never chosen on a training batch: the least training loss belongs to the flow
 * that copies best.
 */
public sealed interface CheckpointChoice {
    /** Whether {@code later} takes the place of {@code best}, the choice among the rows before it. */
    boolean prefers(CurveRow later, CurveRow best);

    /** Why {@code chosen} was taken, in one clause that also says if what was asked for was not reached. */
    String reason(CurveRow chosen);

    /** Short form for files and options. */
    String id();

    /** Requires what the choice reads to be measured. */
    default void requireMeasured(boolean heldOut, boolean scored) {}

    /** The last step. */
    static CheckpointChoice last() {
        return new Last();
    }

    /** The lowest loss on held-out codes; the earlier one of equals. */
    static CheckpointChoice validationLoss() {
        return new ValidationLoss();
    }

    /**
     * The most novel of the checkpoints whose samples are as accurate as the zoo on validation data, within a tolerance; the most
     * accurate one if none is. The earlier one of equals.
     *
     * @param zooAccuracy mean accuracy of the zoo on the same validation data, in [0, 1]
     * @param tolerance   how much less is still as accurate, in [0, 1]
     */
    static CheckpointChoice accuracy(double zooAccuracy, double tolerance) {
        return new Accuracy(zooAccuracy, tolerance);
    }

    /** See {@link #last}. */
    record Last() implements CheckpointChoice {
        @Override
        public boolean prefers(CurveRow later, CurveRow best) {
            return true;
        }

        @Override
        public String reason(CurveRow chosen) {
            return "the last step";
        }

        @Override
        public String id() {
            return "last";
        }
    }

    /** See {@link #validationLoss}. */
    record ValidationLoss() implements CheckpointChoice {
        @Override
        public boolean prefers(CurveRow later, CurveRow best) {
            return later.validationLoss() < best.validationLoss();
        }

        @Override
        public String reason(CurveRow chosen) {
            return "the lowest loss on held-out codes, " + number(chosen.validationLoss());
        }

        @Override
        public String id() {
            return "validation-loss";
        }

        @Override
        public void requireMeasured(boolean heldOut, boolean scored) {
            if (!heldOut) {
                throw new IllegalArgumentException(
                        "the checkpoint choice validation-loss needs held-out members, but none are held out");
            }
        }
    }

    /** See {@link #accuracy}. */
    record Accuracy(double zooAccuracy, double tolerance) implements CheckpointChoice {
        public Accuracy {
            Check.closedInterval("zooAccuracy", zooAccuracy, 0, 1);
            Check.closedInterval("tolerance", tolerance, 0, 1);
        }

        @Override
        public boolean prefers(CurveRow later, CurveRow best) {
            if (isAccurate(later) != isAccurate(best)) {
                return isAccurate(later);
            }
            return isAccurate(later) ? later.novelty() > best.novelty() : later.accuracy() > best.accuracy();
        }

        @Override
        public String reason(CurveRow chosen) {
            String floor = number(zooAccuracy - tolerance) + " (the zoo's " + number(zooAccuracy) + " less "
                    + number(tolerance) + ")";
            return isAccurate(chosen)
                    ? "the most novel, r " + number(chosen.novelty())
                            + ", of the checkpoints with accuracy of at least " + floor + "; its own is "
                            + number(chosen.accuracy())
                    : "no checkpoint reached accuracy " + floor + "; this is the most accurate, "
                            + number(chosen.accuracy());
        }

        @Override
        public String id() {
            return "accuracy-" + tolerance;
        }

        @Override
        public void requireMeasured(boolean heldOut, boolean scored) {
            if (!scored) {
                throw new IllegalArgumentException("the checkpoint choice accuracy needs a scorer, but none is given");
            }
        }

        private boolean isAccurate(CurveRow row) {
            return row.accuracy() >= zooAccuracy - tolerance;
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
