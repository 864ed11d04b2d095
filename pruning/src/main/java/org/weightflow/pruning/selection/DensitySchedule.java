package org.weightflow.pruning.selection;

import org.weightflow.networks.Check;

/** How the density falls from one to another over rounds of pruning. */
public enum DensitySchedule {
    /** At once: the last density from the first round on. */
    ONE_SHOT {
        @Override
        double part(double from, double to, double share) {
            return to;
        }
    },
    /** from (to / from)^s: every round keeps the same fraction of what is left. */
    GEOMETRIC {
        @Override
        double part(double from, double to, double share) {
            return from * Math.pow(to / from, share);
        }
    },
    /** from + (to - from) s: every round removes the same number. */
    LINEAR {
        @Override
        double part(double from, double to, double share) {
            return from + (to - from) * share;
        }
    },
    /**
     * to + (from - to)(1 - s)^3: much at first, little at the end.
     *
     * @see <a href="https://arxiv.org/abs/1710.01878">Zhu and Gupta (2017), eq. (1)</a>
     */
    CUBIC {
        @Override
        double part(double from, double to, double share) {
            return to + (from - to) * Math.pow(1 - share, 3);
        }
    };

    abstract double part(double from, double to, double share);

    /**
     * Kept values after a round; exactly {@code to} after the last.
     *
     * @param from  kept before the first round
     * @param to    kept after the last, at most {@code from}
     * @param round from 1 to {@code rounds}; s is round / rounds
     */
    public int kept(int from, int to, int round, int rounds) {
        Check.closedInterval("round", round, 1, rounds);
        if (to > from) {
            throw new IllegalArgumentException("a density cannot rise from " + from + " kept values to " + to);
        }
        return round == rounds ? to : (int) Math.round(part(from, to, round / (double) rounds));
    }
}
