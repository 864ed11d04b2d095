package org.weightflow.canon.matching;

/** Hears of each member as it is aligned, in the order of members, in the thread that asked for the alignment. */
@FunctionalInterface
public interface AlignmentListener {
    /** @param round 0, and above for the rounds of {@link Reference#MEAN} */
    void onMember(int round, MemberAlignment alignment);

    /** Hears and does nothing. */
    static AlignmentListener silent() {
        return (round, alignment) -> {};
    }
}
