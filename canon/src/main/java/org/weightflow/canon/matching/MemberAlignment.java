package org.weightflow.canon.matching;

/**
 * How one member came to the reference.
 *
 * @param permutations    what brings the member, as it was given, to the reference
 * @param objectiveBefore inner product with the reference over the matched entries, as it was given
 * @param objectiveAfter  the same once permuted
 */
public record MemberAlignment(int member, Permutations permutations, double objectiveBefore, double objectiveAfter) {}
