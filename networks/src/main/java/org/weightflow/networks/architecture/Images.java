package org.weightflow.networks.architecture;

import java.util.List;
import org.weightflow.networks.Check;

/** The inputs of networks that read images: channels, height, width. */
final class Images {
    private Images() {}

    static List<Integer> checked(List<Integer> input) {
        if (input.size() != 3) {
            throw new IllegalArgumentException("input " + input + " is not channels, height and width");
        }
        input.forEach(extent -> Check.atLeast("input " + input + ": extent", extent, 1));
        return List.copyOf(input);
    }

    static int size(List<Integer> input) {
        return input.stream().reduce(1, Math::multiplyExact);
    }

    static <X> X of(Layers<X> net, X inputs, List<Integer> input) {
        return net.image(inputs, input.get(0), input.get(1), input.get(2));
    }
}
