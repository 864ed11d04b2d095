package org.weightflow.pruning.persistence;

import java.util.List;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * The topology of some networks' layers.
 *
 * @param trees   whose spanning trees the masks were held against, in words; null for none
 * @param bound   how far the layers may be pruned at most
 * @param members one a network
 */
public record TopologyReport(String trees, CriticalBound bound, List<Member> members) {
    public TopologyReport {
        members = List.copyOf(members);
    }

    /**
     * One network.
     *
     * @param id        in its zoo
     * @param density   kept share of the prunable values
     * @param kept      weights that its mask keeps, one a layer of the bound
     * @param paper     neural persistence as the paper has it
     * @param official  as the authors' code has it
     * @param retention of the trees; null where there are none to hold the mask against
     */
    public record Member(
            int id,
            double density,
            List<Integer> kept,
            NetworkPersistence paper,
            NetworkPersistence official,
            TreeRetention retention) {
        public Member {
            kept = List.copyOf(kept);
        }

        /**
         * @param weights pruned values are 0
         * @param dense   whose trees are taken; null for none
         * @throws IllegalArgumentException if the network has neither dense layers nor convolutions, or nothing but zeros
         */
        public static Member of(int id, StateDict weights, Mask mask, StateDict dense) {
            return new Member(
                    id,
                    mask.density(),
                    LayerMatrix.of(weights.layout()).stream()
                            .filter(LayerMatrix::prunable)
                            .map(layer -> mask.kept(layer.entry()))
                            .toList(),
                    NeuralPersistence.of(weights, NeuralPersistence.Mode.PAPER),
                    NeuralPersistence.of(weights, NeuralPersistence.Mode.OFFICIAL),
                    dense == null ? null : TreeRetention.of(dense, mask));
        }
    }

    /** @param trees whose spanning trees the members were held against, in words; null for none */
    public static TopologyReport of(Layout layout, String trees, List<Member> members) {
        return new TopologyReport(trees, CriticalBound.of(layout), members);
    }
}
