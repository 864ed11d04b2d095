package org.weightflow.canon.published;

import java.util.List;
import java.util.Optional;
import org.weightflow.canon.matching.Matching;
import org.weightflow.canon.matching.PairMatching;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;

/**
 * TransFusion's weight matching of transformers, as its authors coded it, as far as it is a symmetry of the unchanged network.
 * <p>From the identity, layers in a random order, until nothing is won by more than 1e-12, at most 100 sweeps. First heads: those of
 * an attention layer are assigned by the least distance of the singular values of their parts of q, k, v and the transposed output
 * projection. Once a sweep has moved none in the attention layer that came last, the units inside each head: one assignment by the
 * greatest inner product over the same four, which q, k, v and the projection share. All other groups take the assignment of
 * greatest inner product in every sweep, as in {@link GitRebasin}; biases inside heads move with them and have no say.
 * <p>Departs from the authors' code where that changes the network: they give every shortcut its own permutation, which puts a
 * matrix into each residual connection; here the residual stream is one group, and the shortcuts stay identities. A search that
 * finds nothing in its first phase goes on to the second one.
 *
 * @see <a href="https://arxiv.org/abs/2505.22697">Rinaldi et al. (2025)</a>
 */
public final class TransFusion implements PairMatching {
    private final Symmetry symmetry;
    private final List<Heads> attentions;

    /** @throws IllegalArgumentException if the symmetry has no heads, or different numbers of units inside them */
    public TransFusion(Symmetry symmetry) {
        this.symmetry = symmetry;
        this.attentions = Heads.of(symmetry);
    }

    @Override
    public Matching match(StateDict reference, StateDict moving, Seed seed) {
        MovingNetwork network = new MovingNetwork(symmetry, reference, moving);
        boolean betweenHeads = true;
        boolean progress = true;
        while (progress && network.sweeps() < MovingNetwork.MAX_SWEEPS) {
            progress = false;
            boolean moved = false;
            int[] order = Permutations.shuffled(
                    symmetry.groups().size(),
                    seed.child("order").child(network.sweeps()).random());
            for (int g : order) {
                Group group = symmetry.groups().get(g);
                Optional<Heads> heads = headsOf(group);
                if (heads.isPresent() && betweenHeads) {
                    moved = heads.get().assignBySpectra(network, network::isMatrix);
                } else if (heads.isPresent()) {
                    progress |= heads.get().assignInside(network, network::isMatrix);
                } else if (group.inside() == null) {
                    progress |= network.assign(group, learnable(network, group));
                }
            }
            progress |= betweenHeads;
            betweenHeads &= moved;
            network.endSweep();
        }
        return network.matching(!progress);
    }

    private Optional<Heads> headsOf(Group group) {
        return attentions.stream().filter(heads -> heads.outer().equals(group)).findFirst();
    }

    private static List<Place> learnable(MovingNetwork network, Group group) {
        return group.places().stream()
                .filter(place -> network.entry(place).kind().isLearnable())
                .toList();
    }
}
