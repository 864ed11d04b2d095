package org.weightflow.networks.pickle;

import java.util.List;

/** What the names in a pickle stand for: the only things beside Python's plain values that a pickle can be made of. */
public interface Vocabulary {
    /**
     * What {@code module.name} stands for: a {@link Constructor}, or a constant that is neither null nor a container.
     *
     * @return null if the pickle may not use the name
     */
    Object global(String module, String name);

    /**
     * What a persistent id stands for.
     *
     * @throws IllegalArgumentException saying what is wrong with the id
     */
    Object persistent(Object id);

    /** A name that can be applied to arguments; it builds a description and does nothing. */
    @FunctionalInterface
    interface Constructor {
        /** @throws IllegalArgumentException saying what is wrong with the arguments */
        Object of(List<Object> arguments);
    }
}
