package org.weightflow.generator;

import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.generator.regression.LayerRegression;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.prediction.BatchNormEstimation;

/**
 * From codes to complete samples: the basis' combination, noise outside the hull, pruning, layers fitted anew, statistics, in this
 * order, the last four where they are asked for.
 */
final class SampleDecoder {
    private final Decoder decoder;
    private final MemberWeights members;
    /** Null for none. */
    private final HullNoise noise;
    /** Null for plain combinations. */
    private final LayerRegression regression;
    /** Null for networks that are complete without. */
    private final BatchNormEstimation statistics;

    SampleDecoder(
            Decoder decoder,
            MemberWeights members,
            HullNoise noise,
            LayerRegression regression,
            BatchNormEstimation statistics) {
        this.decoder = decoder;
        this.members = members;
        this.noise = noise;
        this.regression = regression;
        this.statistics = statistics;
    }

    Decoder decoder() {
        return decoder;
    }

    /** @param seeds of the samples */
    List<Sample> decode(List<double[]> codes, List<Seed> seeds) {
        List<Sample> decoded = decoder.decode(codes, seeds, noise);
        if (regression != null) {
            decoded = withWeights(
                    decoded,
                    regression.fit(
                            weights(decoded),
                            codes.stream().map(members::of).toList(),
                            decoded.stream().map(Sample::mask).toList(),
                            noise == null));
        }
        return statistics == null ? decoded : withWeights(decoded, statistics.estimate(weights(decoded)));
    }

    private static List<StateDict> weights(List<Sample> samples) {
        return samples.stream().map(Sample::weights).toList();
    }

    private static List<Sample> withWeights(List<Sample> samples, List<StateDict> weights) {
        return IntStream.range(0, samples.size())
                .mapToObj(i -> new Sample(
                        weights.get(i), samples.get(i).mask(), samples.get(i).code()))
                .toList();
    }
}
