package org.weightflow.pruning;

import org.weightflow.canon.matching.Matching;
import org.weightflow.canon.matching.PairMatching;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

/**
 * Carries a mask from the network A that it was found on to a network B of another initialisation, whose units came to lie in
 * another order.
 * <p>Matches dense A to dense B, both trained, and gives pi(M_A), where pi brings the units of A to those of B: the mask of A's ticket
 * in the order of B's units. It keeps as many values of each entry as M_A does. Trained from B's weights at step k &gt; 0 it can make
 * a ticket, so that one search serves many initialisations; at k = 0 the units of B are not yet what they become, and it gains
 * little.
 *
 * @see <a href="https://arxiv.org/abs/2505.05143">Adnan, Jain et al. (2025), Sparse Training from Random Initialization</a>
 */
public final class MaskTransfer {
    private final Symmetry symmetry;
    private final PairMatching matching;

    /**
     * A mask that was carried.
     *
     * @param mask     pi(M_A)
     * @param matching pi, and how well it brings A to B
     */
    public record Moved(Mask mask, Matching matching) {}

    /** @param symmetry of the architecture of both networks */
    public MaskTransfer(Symmetry symmetry, PairMatching matching) {
        this.symmetry = symmetry;
        this.matching = matching;
    }

    /**
     * @param mask  M_A
     * @param found dense A, trained
     * @param goal  dense B, trained
     * @param seed  of what the matching draws
     * @throws IllegalArgumentException if the layouts differ or a value is not finite, naming the entry
     */
    public Moved move(Mask mask, StateDict found, StateDict goal, Seed seed) {
        found.layout().requireSame(mask.layout(), "the mask");
        Matching result = matching.match(goal, found, seed);
        return new Moved(result.permutations().apply(mask, symmetry), result);
    }
}
