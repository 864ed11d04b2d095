package org.weightflow.canon.published;

import java.util.List;
import org.weightflow.canon.matching.Matching;
import org.weightflow.canon.matching.PairMatching;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;

/**
 * Git Re-Basin weight matching as its authors coded it: from the identity, groups in a random order; each takes the assignment of
 * greatest worth given the others, always, even where nothing is won; at most 100 sweeps, until one gains no more than 1e-12
 * anywhere. For a group on two axes of one entry the assignment is the gradient's, and the objective may fall.
 * <p>The method has no notion of attention heads: groups that have others inside their units, and those others, stay as they are.
 * Every group else is matched, a transformer's residual stream among them.
 * <p>The order of groups is that of the first ascent of {@link org.weightflow.canon.matching.WeightMatching} for the same seed, so
 * that both walk alike where the symmetry has neither heads nor such two-sided groups.
 * <p>The reported objective is the inner product of all but the state, also where the state has a say in the matching. Cost as of
 * {@link org.weightflow.canon.matching.WeightMatching}.
 *
 * @see <a href="https://arxiv.org/abs/2209.04836">Ainsworth et al. (2023), Algorithm 1</a>
 */
public final class GitRebasin implements PairMatching {
    private final Symmetry symmetry;
    private final boolean withState;

    private GitRebasin(Symmetry symmetry, boolean withState) {
        this.symmetry = symmetry;
        this.withState = withState;
    }

    /** Matches all but running statistics. */
    public GitRebasin(Symmetry symmetry) {
        this(symmetry, false);
    }

    /** As DeepWeightFlow runs it: running means and variances are matched like weights. */
    public static GitRebasin withState(Symmetry symmetry) {
        return new GitRebasin(symmetry, true);
    }

    @Override
    public Matching match(StateDict reference, StateDict moving, Seed seed) {
        MovingNetwork network = new MovingNetwork(symmetry, reference, moving);
        List<Group> groups = symmetry.groups();
        Seed order = seed.child("restart").child(0).child("order");
        boolean progress = true;
        while (progress && network.sweeps() < MovingNetwork.MAX_SWEEPS) {
            progress = false;
            for (int g : Permutations.shuffled(
                    groups.size(), order.child(network.sweeps()).random())) {
                if (isPlain(groups.get(g))) {
                    progress |= network.assign(groups.get(g), matched(network, groups.get(g)));
                }
            }
            network.endSweep();
        }
        return network.matching(!progress);
    }

    private boolean isPlain(Group group) {
        return group.inside() == null && symmetry.families(group.name()).isEmpty();
    }

    private List<Place> matched(MovingNetwork network, Group group) {
        return group.places().stream()
                .filter(place -> withState || network.entry(place).kind().isLearnable())
                .toList();
    }
}
