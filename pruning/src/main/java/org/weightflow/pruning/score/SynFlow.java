package org.weightflow.pruning.score;

import java.util.Arrays;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.gradient.NetworkGradient;
import org.weightflow.networks.gradient.NetworkGradient.Statistics;

/**
 * Synaptic flow: what share of the paths from inputs to logits, each worth the product of the magnitudes along it, runs through a
 * weight.
 * <pre>R = sum of the logits of f(|w|; input of ones),   score = w * dR/dw  with |w| in the place of w</pre>
 * All that is learnable counts with its magnitude, biases and the scales of normalisation included; normalisation uses its running
 * statistics. No example and no sign is looked at. Without biases the scores of each layer sum to R, and at each hidden unit of a
 * homogeneous network those that come in equal those that go out; biases add theirs to the layers before them.
 * <p>This is one scoring; the authors prune in 100 rounds, scoring what is left each time, and one round may empty a layer.
 * <p>Departure from the authors' code: running means keep their sign, where theirs takes the magnitude of those too (they are zero
 * at initialisation). Float64, as R of a deep network leaves the range of float32. Where activations are not homogeneous (tanh,
 * sigmoid, attention) the score is defined but nothing is conserved.
 * <p>Cost: one forward and one backward pass of a single example.
 *
 * @see <a href="https://arxiv.org/abs/2006.05467">Tanaka et al. (2020)</a>
 */
public record SynFlow() implements SaliencyScore {
    @Override
    public double[] score(ScoringData data, StateDict weights, Mask mask, Seed seed) {
        Candidates candidates = Candidates.of(data, weights, mask);
        double[] flow = flow(data, candidates);
        return candidates.scores("SynFlow", i -> flow[i]);
    }

    /** The flow through each value that is learnable, candidate or not. */
    static double[] flow(ScoringData data, Candidates candidates) {
        double[] ones = new double[data.architecture().inputs()];
        Arrays.fill(ones, 1);
        double[] point = magnitudes(candidates);
        double[] flow = new NetworkGradient(data.architecture(), Statistics.RUNNING)
                .logitSum(ones)
                .at(point)
                .derivatives();
        for (int i = 0; i < flow.length; i++) {
            flow[i] = Math.abs(point[i] * flow[i]);
        }
        return flow;
    }

    private static double[] magnitudes(Candidates candidates) {
        double[] point = candidates.point().clone();
        Layout layout = candidates.layout();
        for (int e = 0; e < layout.entries().size(); e++) {
            if (layout.entry(e).kind().isLearnable()) {
                for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                    point[i] = Math.abs(point[i]);
                }
            }
        }
        return point;
    }

    @Override
    public boolean readsData() {
        return false;
    }
}
