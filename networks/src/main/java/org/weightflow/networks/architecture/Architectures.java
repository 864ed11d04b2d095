package org.weightflow.networks.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weightflow.networks.Architecture;

/** The architectures by name: from the short form that people type, and from the name and config that a zoo records. */
public final class Architectures {
    /** LeNet-300-100 of LeCun et al. (1998): the multi-layer perceptron of the lottery-ticket papers. */
    public static final Mlp LENET_300_100 = Mlp.of(784, 300, 100, 10);

    private static final String LENET_300_100_ALIAS = "lenet-300-100";

    private Architectures() {}

    /**
     * @param id {@code mlp-IN-H1-...-CLASSES} or {@code lenet-300-100}
     * @throws IllegalArgumentException naming the known forms
     */
    public static Architecture parse(String id) {
        if (id.equals(LENET_300_100_ALIAS)) {
            return LENET_300_100;
        }
        if (id.matches("mlp(-[1-9][0-9]{0,8}){2,}")) {
            List<Integer> widths = new ArrayList<>();
            for (String width : id.substring("mlp-".length()).split("-", -1)) {
                widths.add(Integer.valueOf(width));
            }
            return new Mlp(widths);
        }
        throw new IllegalArgumentException("architecture '" + id
                + "' is not known; write mlp-INPUTS-HIDDEN-...-CLASSES, such as mlp-784-32-32-10, or "
                + LENET_300_100_ALIAS);
    }

    /** The architecture that {@link Architecture#name} and {@link Architecture#config} describe. */
    public static Architecture of(String name, Map<String, Object> config) {
        if (!name.equals(Mlp.NAME)) {
            throw new IllegalArgumentException("architecture '" + name + "' is not known; known: " + Mlp.NAME);
        }
        if (!config.keySet().equals(Set.of("widths"))) {
            throw new IllegalArgumentException("architecture mlp: config " + config.keySet() + " is not [widths]");
        }
        if (!(config.get("widths") instanceof List<?> list) || !list.stream().allMatch(Integer.class::isInstance)) {
            throw new IllegalArgumentException(
                    "architecture mlp: widths " + config.get("widths") + " is not a list of whole numbers");
        }
        return new Mlp(list.stream().map(Integer.class::cast).toList());
    }
}
