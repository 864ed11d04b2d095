package org.weightflow.pruning.concrete;

import java.util.BitSet;
import java.util.List;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainingListener;

/**
 * Concrete ticket search: finds which weights to keep by gradient descent on relaxed gates, while the weights stay as they are.
 * <p>Each weight that may be pruned has a gate with a logit alpha, from logit(kept / gates) on. A step draws
 * {@code m = sigmoid(alpha + (log u - log(1 - u)) / temperature)}, u uniform, computes an {@link Objective} J of the network with
 * weights m * W on a batch, and moves alpha by Adam along
 * <pre>dJ / dalpha + lambda de / dalpha,   e = 100 (sum sigmoid(alpha) / (slack * kept) - 1),</pre>
 * where lambda keeps the number of open gates in check ({@link ConcreteConfig.Constraint}). The ticket is the weights of the largest
 * alpha, which {@link org.weightflow.pruning.selection.Selection} picks in exact numbers.
 * <p>Batch normalisation goes by the statistics of the batch and keeps its running ones. Noise and batches come from children of each
 * member's seed by step; fully connected networks come out the same to the last bit whoever is searched beside them.
 * <p>Cost of a step: one forward and one backward pass, a forward pass of the dense network for the objectives that compare with it,
 * and about 70 ns a gate; objectives of gradients take three or four gradients in float64 more.
 *
 * @see <a href="https://arxiv.org/abs/2512.07142">Arora and Teuscher (2025)</a>
 * @see <a href="https://arxiv.org/abs/1611.00712">Maddison et al. (2017), the concrete distribution</a>
 */
public final class ConcreteTicketSearch {
    private final Architecture architecture;
    private final ConcreteConfig config;
    private final PopulationTrainer trainer;
    private final BitSet gated;
    private final int kept;

    /**
     * @param data  training examples
     * @param gated places of the flat vector that may be pruned, all in prunable entries; copied
     * @param kept  how many of them the ticket keeps, at least one, not all
     * @throws IllegalArgumentException if a place is in no prunable entry, so many cannot be kept, or the data do not fit the
     *                                  architecture
     */
    public ConcreteTicketSearch(
            Architecture architecture, Examples data, ConcreteConfig config, BitSet gated, int kept) {
        this.architecture = architecture;
        this.config = config;
        this.trainer = new PopulationTrainer(architecture, data, config.training());
        this.gated = (BitSet) gated.clone();
        this.kept = kept;
        requirePrunable(architecture.layout(), gated);
        if (kept < 1 || kept >= gated.cardinality()) {
            throw new IllegalArgumentException("kept " + kept + " is not in [1, " + (gated.cardinality() - 1)
                    + "]: a search needs a gate to keep and one to shut");
        }
    }

    private static void requirePrunable(Layout layout, BitSet gated) {
        if (gated.length() > layout.size()) {
            throw new IllegalArgumentException(
                    "gate " + (gated.length() - 1) + " lies behind a layout of " + layout.size() + " values");
        }
        for (int e = 0; e < layout.entries().size(); e++) {
            int first = gated.nextSetBit(layout.offset(e));
            if (!layout.entry(e).prunable() && first >= 0 && first < layout.offset(e + 1)) {
                throw new IllegalArgumentException(layout.entry(e).name() + ": value " + (first - layout.offset(e))
                        + " has a gate but the entry is not prunable");
            }
        }
    }

    /** Steps of the search. */
    public long steps() {
        return trainer.totalSteps();
    }

    /** As {@link #find(List, List, List, TrainingListener)}, each member with all its weights being its own dense network. */
    public List<double[]> find(List<StateDict> weights, List<Seed> seeds, TrainingListener listener) {
        return find(weights, weights, seeds, listener);
    }

    /**
     * Searches for the gates of a population.
     *
     * @param weights    W, one a member
     * @param references the dense network that each member is compared with
     * @param seeds      one a member
     * @param listener   told the mean J; of objectives of the gradient the cross-entropy
     * @return alpha of each member over the flat vector, larger for weights that should rather be kept; 0 where there is no gate
     * @throws ArithmeticException if J or a logit is no longer finite, naming the member
     */
    public List<double[]> find(
            List<StateDict> weights, List<StateDict> references, List<Seed> seeds, TrainingListener listener) {
        if (references.size() != weights.size()) {
            throw new IllegalArgumentException(references.size() + " references for " + weights.size() + " members");
        }
        try (TensorStore members = TensorStore.of(architecture.layout(), weights)) {
            return search(members, references, seeds, (member, step, gates, descent) -> {}, listener);
        }
    }

    /** @param members their weights, which are the same afterwards */
    List<double[]> search(
            TensorStore members,
            List<StateDict> references,
            List<Seed> seeds,
            GateSearch.Observer observer,
            TrainingListener listener) {
        List<Seed> own = seeds.stream().map(seed -> seed.child("concrete")).toList();
        GateSearch rule = new GateSearch(architecture, config, gated, kept, references, own, observer);
        trainer.train(members, rule, own, 0, steps(), listener);
        List<double[]> logits = rule.logits();
        requireFinite(logits);
        return logits;
    }

    private void requireFinite(List<double[]> logits) {
        for (int p = 0; p < logits.size(); p++) {
            for (int i = 0; i < logits.get(p).length; i++) {
                if (!Double.isFinite(logits.get(p)[i])) {
                    throw new ArithmeticException("member " + p + ": the logit of value " + i + " of the weights is "
                            + logits.get(p)[i] + "; lower the learning rate of the search");
                }
            }
        }
    }
}
