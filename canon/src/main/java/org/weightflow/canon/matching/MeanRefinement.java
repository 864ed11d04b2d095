package org.weightflow.canon.matching;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

/**
 * Goes on from an aligned population to what {@link Reference#MEAN} describes: in rounds, each member is matched, from where it
 * stands, to the mean of the others where they stand.
 * <p>Coordinate ascent on |S|^2, S = sum over i of P_i w_i, whose part that depends on P_i is {@code 2 <S - P_i w_i, P_i w_i>}. Were
 * the member itself in the mean, its own weights would hold it where it is, the more so the fewer members there are.
 * <p>A few members are matched at once, to the same S; then they move one after the other, each only if |S|^2 rises still, now that
 * those before it have moved. Their number does not depend on that of threads, and so neither does the result.
 * <p>Rounds over those members alone that moved in the last one, {@linkplain PairMatching#nearby() from where they stand}, take
 * turns with whole rounds, in which everybody is matched from all starts: nearby rounds do most of the way for little. A whole
 * round is the last one, if it moves nobody or gains little.
 */
final class MeanRefinement {
    /** Members matched at once: they keep some threads at work. */
    private static final int BATCH = 4;
    /** A gain of |S|^2 in a round, as a fraction of it, after which it is not worth to go on in the same way. */
    private static final double LITTLE = 1e-4;

    private static final Logger LOG = LoggerFactory.getLogger(MeanRefinement.class);

    private final PairMatching matching;
    private final Symmetry symmetry;
    private final int rounds;
    private final MemberJobs jobs;

    MeanRefinement(PairMatching matching, Symmetry symmetry, int rounds, MemberJobs jobs) {
        this.matching = matching;
        this.symmetry = symmetry;
        this.rounds = rounds;
        this.jobs = jobs;
    }

    /** The population after the last round, its reference the mean of its members. */
    AlignedPopulation refine(AlignedPopulation start, Seed seed, AlignmentListener listener) {
        Progress progress = new Progress(start);
        List<Integer> everybody = MemberJobs.all(start.count());
        List<Integer> restless = everybody;
        boolean whole = false;
        boolean done = start.count() < 2;
        for (int round = 1; !done && round <= rounds; round++) {
            double before = progress.sum.square();
            restless = progress.round(whole ? matching : matching.nearby(), restless, seed.child(round));
            double gain = progress.sum.square() / before - 1;
            LOG.debug("round {}: {} members moved, relative gain {}", round, restless.size(), gain);
            boolean settled = restless.isEmpty() || gain < LITTLE;
            done = whole && settled;
            whole = settled;
            restless = whole ? everybody : restless;
            int number = round;
            progress.alignments.forEach(alignment -> listener.onMember(number, alignment));
        }
        return progress.end();
    }

    /** Where a member would go. */
    private record Proposal(MemberAlignment alignment, StateDict now, StateDict next) {}

    /** Where all members stand. */
    private final class Progress {
        private final AlignedPopulation start;
        private final List<MemberAlignment> alignments;
        private final MemberSum sum;

        Progress(AlignedPopulation start) {
            this.start = start;
            this.alignments = new ArrayList<>(start.alignments());
            this.sum = new MemberSum(start);
        }

        /** Matches those members; gives back whom of them it moved, or would have, had not others moved. */
        List<Integer> round(PairMatching method, List<Integer> members, Seed seed) {
            List<Integer> restless = new ArrayList<>();
            for (int from = 0; from < members.size(); from += BATCH) {
                List<Proposal> proposals = new ArrayList<>();
                List<Integer> batch = members.subList(from, Math.min(members.size(), from + BATCH));
                jobs.forEach(batch, i -> propose(method, i, seed.child(i)), proposals::add);
                take(proposals, restless);
            }
            return restless;
        }

        private Proposal propose(PairMatching method, int i, Seed seed) {
            StateDict given = start.source().weights(i);
            Permutations stand = alignments.get(i).permutations();
            StateDict now = stand.apply(given, symmetry);
            StateDict others = sum.meanWithout(now);
            Matching found = method.match(others, now, seed);
            return new Proposal(
                    new MemberAlignment(
                            i,
                            stand.then(found.permutations()),
                            WeightMatching.innerProduct(symmetry, others, given),
                            found.objectiveAfter()),
                    now,
                    found.permutations().isIdentity()
                            ? now
                            : found.permutations().apply(now, symmetry));
        }

        private void take(List<Proposal> proposals, List<Integer> restless) {
            boolean asProposed = true;
            for (Proposal proposal : proposals) {
                MemberAlignment next = proposal.alignment();
                if (proposal.now() == proposal.next()) {
                    alignments.set(next.member(), next);
                } else if (sum.gain(proposal.now(), proposal.next()) > 0) {
                    sum.replace(proposal.now(), proposal.next());
                    alignments.set(next.member(), next);
                    restless.add(next.member());
                    asProposed = false;
                } else if (!asProposed) {
                    restless.add(next.member());
                }
            }
        }

        AlignedPopulation end() {
            StateDict mean = new AlignedPopulation(start.source(), symmetry, start.reference(), alignments).mean();
            List<MemberAlignment> measured = new ArrayList<>();
            jobs.forEach(
                    MemberJobs.all(alignments.size()),
                    i -> {
                        Permutations found = alignments.get(i).permutations();
                        StateDict given = start.source().weights(i);
                        return new MemberAlignment(
                                i,
                                found,
                                WeightMatching.innerProduct(symmetry, mean, given),
                                WeightMatching.innerProduct(symmetry, mean, found.apply(given, symmetry)));
                    },
                    measured::add);
            return new AlignedPopulation(start.source(), symmetry, mean, measured);
        }
    }
}
