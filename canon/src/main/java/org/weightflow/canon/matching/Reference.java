package org.weightflow.canon.matching;

/** The network in whose order of units a whole population is brought. */
public enum Reference {
    /** Member 0, at no further cost. */
    FIRST,
    /**
     * The member nearest to all others once they are matched: of a sample of members, the i with the least sum over j of
     * |w_i - P w_j|^2, where P is the matching found for the pair, which is made once. Ties go to the earliest. Costs s (s - 1) / 2
     * matchings for a sample of s.
     */
    MEDOID,
    /**
     * The mean m of the aligned members: all are matched to member 0 first; then, in rounds, each to the mean of the others, until
     * nobody moves or a round over all members raises |m|^2 by less than a ten-thousandth. All pairs meet in one place, and no round
     * lowers |m|^2, the mean inner product of m and the members. Costs one or a few further matchings per member, and in the other
     * rounds ascents from where those members stand that moved the last time.
     */
    MEAN
}
