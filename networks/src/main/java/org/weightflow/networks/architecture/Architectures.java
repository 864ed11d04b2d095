package org.weightflow.networks.architecture;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.weightflow.networks.Architecture;

/** The architectures by name: from the short form that people type, and from the name and config that a zoo records. */
public final class Architectures {
    /** LeNet-300-100 of LeCun et al. (1998): the multi-layer perceptron of the lottery-ticket papers. */
    public static final Mlp LENET_300_100 = Mlp.of(784, 300, 100, 10);

    private static final String LENET_300_100_ALIAS = "lenet-300-100";

    private static final List<Family> FAMILIES = List.of(
            Mlp.FAMILY,
            LeNet5.FAMILY,
            ConvN.FAMILY,
            SmallCnn.FAMILY,
            CnnS.FAMILY,
            ResNet18.FAMILY,
            ResNet.FAMILY,
            Vgg.FAMILY,
            Vit.FAMILY);

    private Architectures() {}

    /**
     * @param id such as {@code mlp-784-32-32-10}, {@code lenet-300-100} or {@code resnet-20-width32}
     * @throws IllegalArgumentException naming the known forms
     */
    public static Architecture parse(String id) {
        if (id.equals(LENET_300_100_ALIAS)) {
            return LENET_300_100;
        }
        return FAMILIES.stream()
                .map(family -> parse(family, id))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("architecture '" + id + "' is not known; write "
                        + LENET_300_100_ALIAS + " or one of "
                        + FAMILIES.stream().map(Family::form).collect(Collectors.joining(", "))));
    }

    private static Optional<Architecture> parse(Family family, String id) {
        try {
            return family.parse(id);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("architecture '" + id + "': " + refused.getMessage(), refused);
        }
    }

    /**
     * Finds the network that a checkpoint belongs to by the names and shapes of its tensors: those of this package, as they are or
     * behind the prefixes {@code module., model., net.} and {@code _orig_mod.} of wrappers; and fully connected networks under any
     * names.
     *
     * @param shapes the shape of each tensor, in the order of the checkpoint where it has one
     */
    public static Recognition recognise(Map<String, List<Long>> shapes) {
        return new Recogniser(FAMILIES).recognise(shapes);
    }

    /** The architecture that {@link Architecture#name} and {@link Architecture#config} describe. */
    public static Architecture of(String name, Map<String, Object> config) {
        return FAMILIES.stream()
                .filter(family -> family.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("architecture '" + name + "' is not known; known: "
                        + FAMILIES.stream().map(Family::name).collect(Collectors.joining(", "))))
                .of(config);
    }
}
