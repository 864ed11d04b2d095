package org.weightflow.canon.gauge;

import java.util.List;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

/**
 * Scales units so that the total squared norm is least: what each unit reads and what reads it then have the same norm.
 * <p>Unit u of a scale gets s = sqrt(|down| / |up|), where its norms are those that the scales of its neighbours leave; in a chain of
 * layers they depend on each other. The problem is convex in log s and has one minimum wherever units are connected, so that networks
 * that differ by positive scales become the same up to rounding. For a unit behind a normalisation, what is up are gain and shift.
 * <p>Units whose values are all zero on a side, being dead or pruned, keep their scale.
 * <p>Cost O(sweeps * values of the layers, summed over kernels), with one sweep for a scale that touches no other, some tens for a
 * network of three or four layers.
 *
 * @see <a href="https://arxiv.org/abs/1506.02617">Neyshabur et al. (2015), on rescaling of ReLU networks</a>
 * @see <a href="https://arxiv.org/abs/1902.10416">Stock et al. (2019), Equi-normalization of neural networks</a>
 */
public final class ScaleBalance implements Gauge {
    private final Gauge rescaling;

    private ScaleBalance(Gauge rescaling) {
        this.rescaling = rescaling;
    }

    public static ScaleBalance of(Symmetry symmetry) {
        return new ScaleBalance(new Rescaling(symmetry.scales(), List.of(), filter -> 1));
    }

    /**
     * With filters of the lengths that {@code norm} gives them: where a scale divides the columns of a layer whose filters are
     * free, one after the other would undo the first, and together they have one minimum again.
     */
    public static ScaleBalance with(FilterNorm norm, Symmetry symmetry) {
        return new ScaleBalance(new Rescaling(symmetry.scales(), symmetry.filters(), norm::length));
    }

    @Override
    public StateDict apply(StateDict weights) {
        return rescaling.apply(weights);
    }
}
