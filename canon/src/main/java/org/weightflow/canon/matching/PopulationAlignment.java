package org.weightflow.canon.matching;

import java.util.ArrayList;
import java.util.List;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.engine.EnginePool;

/**
 * Brings the hidden units of all members of a population into the order of one {@link Reference}, by {@link WeightMatching} of each
 * member to it, or by another {@link PairMatching}.
 * <p>Deterministic for a given seed whatever the number of threads: each member draws from a child seed of its own. The function of
 * every member stays what it was; {@link FunctionCheck} shows it on data. Masks follow their weights and have no say in the
 * matching, in which pruned weights are zeros.
 * <p>Cost: that of one matching per member, for {@link Reference#MEDOID} and {@link Reference#MEAN} more, as they say; memory: two
 * networks per thread, for MEAN four networks per member of a batch and one sum of networks in float64.
 */
public final class PopulationAlignment {
    private final Symmetry symmetry;
    private final AlignmentConfig config;
    private final PairMatching matching;

    /** Aligns by weight matching. */
    public PopulationAlignment(Symmetry symmetry, AlignmentConfig config) {
        this(symmetry, config, new WeightMatching(symmetry, config.matching()));
    }

    /** @param matching how pairs are matched; asked from several threads at once */
    public PopulationAlignment(Symmetry symmetry, AlignmentConfig config, PairMatching matching) {
        this.symmetry = symmetry;
        this.config = config;
        this.matching = matching;
    }

    /**
     * @param members at least one, all of one layout; asked for from {@code threads} threads
     * @param threads matchings that run at once
     * @throws IllegalArgumentException naming the member and entry whose layout differs or whose value is not finite
     */
    public AlignedPopulation align(Members members, Seed seed, int threads, AlignmentListener listener) {
        Check.atLeast("members", members.count(), 1);
        Check.atLeast("threads", threads, 1);
        StateDict reference = members.weights(
                config.reference() == Reference.MEDOID
                        ? new Medoid(matching, symmetry, config.medoidSample()).of(members, seed.child("medoid"))
                        : 0);
        try (EnginePool pool = new EnginePool(threads)) {
            MemberJobs jobs = new MemberJobs(pool);
            AlignedPopulation aligned = matchAll(members, reference, seed.child("member"), jobs, listener);
            return config.reference() == Reference.MEAN
                    ? new MeanRefinement(matching, symmetry, config.meanRounds(), jobs)
                            .refine(aligned, seed.child("mean"), listener)
                    : aligned;
        }
    }

    private AlignedPopulation matchAll(
            Members members, StateDict reference, Seed seed, MemberJobs jobs, AlignmentListener listener) {
        List<MemberAlignment> alignments = new ArrayList<>();
        jobs.forEach(
                MemberJobs.all(members.count()),
                member -> {
                    Matching found = matching.match(reference, members.weights(member), seed.child(member));
                    return new MemberAlignment(
                            member, found.permutations(), found.objectiveBefore(), found.objectiveAfter());
                },
                alignment -> {
                    alignments.add(alignment);
                    listener.onMember(0, alignment);
                });
        return new AlignedPopulation(members, symmetry, reference, alignments);
    }
}
