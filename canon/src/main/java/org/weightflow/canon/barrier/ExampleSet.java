package org.weightflow.canon.barrier;

import java.util.Arrays;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Shuffle;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;

/**
 * Examples on which networks are measured.
 *
 * @param name such as {@code train}; letters, digits and hyphens
 */
public record ExampleSet(String name, Examples examples) {
    /** Training examples unless others are asked for; our own choice. */
    public static final int DEFAULT_TRAINING = 10_000;

    public ExampleSet {
        if (!name.matches("[A-Za-z0-9-]+")) {
            throw new IllegalArgumentException("example set '" + name + "' is not letters, digits and hyphens");
        }
        Check.atLeast("examples of " + name, examples.count(), 1);
    }

    /** As many of the examples as are asked for, drawn without replacement; all, if there are no more. */
    public static ExampleSet drawn(String name, Examples examples, int count, Seed seed) {
        if (Check.atLeast("examples of " + name, count, 1) >= examples.count()) {
            return new ExampleSet(name, examples);
        }
        int[] order = Shuffle.permutation(examples.count(), seed.random());
        return new ExampleSet(name, examples.select(Arrays.copyOf(order, count)));
    }
}
