package org.weightflow.pruning.persistence;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.weightflow.networks.Check;

/**
 * The neural persistence of a network.
 *
 * @param largest the largest |w| over all its layers, by which each is divided
 * @param layers  in the order of the layout
 */
public record NetworkPersistence(NeuralPersistence.Mode mode, double largest, List<LayerPersistence> layers) {
    public NetworkPersistence {
        layers = List.copyOf(layers);
        Check.atLeast("layers", layers.size(), 1);
    }

    /** The mean over layers of NP. */
    public double value() {
        return mean(LayerPersistence::value);
    }

    /**
     * The mean over layers of the normalised NP: in [0, 1] with {@link NeuralPersistence.Mode#PAPER}; with
     * {@link NeuralPersistence.Mode#OFFICIAL} a layer has up to sqrt((rows + columns) / (rows + columns - 1)).
     */
    public double normalised() {
        return mean(LayerPersistence::normalised);
    }

    private double mean(ToDoubleFunction<LayerPersistence> number) {
        return layers.stream().mapToDouble(number).average().orElseThrow();
    }
}
