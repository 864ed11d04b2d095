package org.weightflow.canon.matching;

import org.weightflow.networks.Check;

/**
 * How a population is aligned.
 *
 * @param reference    what the members are matched to
 * @param matching     how each is matched
 * @param medoidSample members among which MEDOID chooses
 * @param meanRounds   rounds after which MEAN stops even if members still move; most need fewer than 25
 */
public record AlignmentConfig(Reference reference, MatchingConfig matching, int medoidSample, int meanRounds) {
    public AlignmentConfig {
        Check.atLeast("medoidSample", medoidSample, 1);
        Check.atLeast("meanRounds", meanRounds, 1);
    }

    public static AlignmentConfig defaults() {
        return new AlignmentConfig(Reference.FIRST, MatchingConfig.defaults(), 16, 40);
    }

    public AlignmentConfig withReference(Reference reference) {
        return new AlignmentConfig(reference, matching, medoidSample, meanRounds);
    }

    public AlignmentConfig withMatching(MatchingConfig matching) {
        return new AlignmentConfig(reference, matching, medoidSample, meanRounds);
    }

    public AlignmentConfig withMedoidSample(int medoidSample) {
        return new AlignmentConfig(reference, matching, medoidSample, meanRounds);
    }

    public AlignmentConfig withMeanRounds(int meanRounds) {
        return new AlignmentConfig(reference, matching, medoidSample, meanRounds);
    }
}
