package org.weightflow.canon.published;

import java.util.List;
import java.util.function.Predicate;
import org.weightflow.canon.matching.Matching;
import org.weightflow.canon.matching.PairMatching;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;

/**
 * TransFusion as DeepWeightFlow codes it: block by block, heads by the distance of the singular values of their parts of q, k and v;
 * inside each head one assignment that q, k and v share, by the greatest inner product; hidden units by the rows of the matrix
 * before them alone. The output projection and the biases move along and have no say; the residual stream, which is what an
 * attention reads and writes, is not permuted.
 * <p>No assignment depends on another, so one sweep finds what the ten or two sweeps of the code find. The objective may fall, as the
 * assignments look at a part of the weights. Nothing is drawn.
 *
 * @see <a href="https://github.com/NNeuralDynamics/DeepWeightFlow">DeepWeightFlow (2026)</a>
 */
public final class DeepWeightFlowTransFusion implements PairMatching {
    private final Symmetry symmetry;
    private final List<Heads> attentions;

    /** @throws IllegalArgumentException if the symmetry has no heads, or different numbers of units inside them */
    public DeepWeightFlowTransFusion(Symmetry symmetry) {
        this.symmetry = symmetry;
        this.attentions = Heads.of(symmetry);
    }

    @Override
    public Matching match(StateDict reference, StateDict moving, Seed seed) {
        MovingNetwork network = new MovingNetwork(symmetry, reference, moving);
        Predicate<Place> incoming = place -> network.isMatrix(place) && place.axis() == 0;
        for (Heads heads : attentions) {
            heads.assignBySpectra(network, incoming);
            heads.assignInside(network, incoming);
        }
        symmetry.groups().stream()
                .filter(this::isHidden)
                .forEach(group -> network.assign(
                        group, group.places().stream().filter(incoming).toList()));
        network.endSweep();
        return network.matching(true);
    }

    private boolean isHidden(Group group) {
        return group.inside() == null
                && attentions.stream().noneMatch(heads -> heads.outer().equals(group) || heads.read(group));
    }
}
