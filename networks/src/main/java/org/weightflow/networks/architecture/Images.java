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
        long size = 1;
        for (int extent : input) {
            size *= Check.atLeast("input " + input + ": extent", extent, 1);
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "input " + input + " has more than " + Integer.MAX_VALUE + " values");
            }
        }
        return List.copyOf(input);
    }

    static int size(List<Integer> input) {
        return input.stream().reduce(1, Math::multiplyExact);
    }

    /** The size that a network is taken to read whose shapes do not tell: that of MNIST or that of CIFAR. */
    static int usualExtent(int channels) {
        return channels == 1 ? 28 : 32;
    }

    static String assumption(int extent) {
        return "images are " + extent + "x" + extent + ", which the shapes do not tell";
    }

    static <X> X of(Layers<X> net, X inputs, List<Integer> input) {
        return net.image(inputs, input.get(0), input.get(1), input.get(2));
    }
}
