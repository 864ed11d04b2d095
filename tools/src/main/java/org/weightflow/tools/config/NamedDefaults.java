package org.weightflow.tools.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Where the fields of an object start that is given another {@code name} than the default's, as the fields of one optimizer mean
 * nothing to another.
 */
@FunctionalInterface
public interface NamedDefaults {
    /** Knows none: such an object is laid over the default like any other. */
    NamedDefaults NONE = (path, name) -> Optional.empty();

    /**
     * Gives the defaults of {@code name}.
     *
     * @param path where the object stands, such as {@code collect.architecture}
     * @param name what its {@code name} key says
     * @return every field but {@code name}, or empty to lay it over the default
     * @throws IllegalArgumentException saying which names there are, if this one is not known
     */
    Optional<ObjectNode> of(String path, String name);
}
