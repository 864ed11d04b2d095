package org.weightflow.bayes.artefact;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.zoo.NewMember;

/**
 * Networks drawn from the M posteriors of a folder: draw i comes from member i mod M and from the i-th child of the seed, so that it
 * depends on no other draw.
 */
public final class PosteriorDraws {
    private final PosteriorFolder posteriors;
    private final Seed seed;
    /** Null for the statistics of the mean networks. */
    private final BatchNormEstimation statistics;

    private PosteriorDraws(PosteriorFolder posteriors, Seed seed, BatchNormEstimation statistics) {
        this.posteriors = posteriors;
        this.seed = seed;
        this.statistics = statistics;
    }

    /** Draws with the statistics of batch normalisation of the mean networks. */
    public static PosteriorDraws of(PosteriorFolder posteriors, Seed seed) {
        return new PosteriorDraws(posteriors, seed, null);
    }

    /** The same draws with statistics that are estimated for each. */
    public PosteriorDraws withStatistics(BatchNormEstimation estimation) {
        return new PosteriorDraws(posteriors, seed, Objects.requireNonNull(estimation, "estimation"));
    }

    /**
     * The draws {@code from} to {@code to} - 1. Reads each posterior that they come from once and holds one at a time.
     *
     * @throws IOException as {@link PosteriorFolder#get} does
     */
    public List<NewMember> between(int from, int to) throws IOException {
        StateDict[] networks = new StateDict[to - from];
        Mask[] masks = new Mask[to - from];
        int members = posteriors.size();
        for (int first = from; first < Math.min(to, from + members); first++) {
            Posterior posterior = posteriors.get(first % members);
            for (int i = first; i < to; i += members) {
                networks[i - from] = posterior.draw(seed.child(i));
                masks[i - from] = PosteriorFiles.isSparse(posterior.mask()) ? posterior.mask() : null;
            }
        }
        List<StateDict> drawn = Arrays.asList(networks);
        List<StateDict> complete = statistics == null ? drawn : statistics.estimate(drawn);
        return IntStream.range(from, to)
                .mapToObj(i -> new NewMember(
                        seed.child(i),
                        complete.get(i - from),
                        Optional.ofNullable(masks[i - from]),
                        Map.of(),
                        Optional.of(String.format(Locale.ROOT, "posterior %06d", i % members))))
                .toList();
    }
}
