package org.weightflow.generator.evaluation.scaling;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.weightflow.generator.GeneratorConfig;
import org.weightflow.generator.SampleConfig;
import org.weightflow.networks.Check;

/**
 * What a scaling curve is measured at.
 *
 * @param sizes    numbers n of members that generators are given, each at least 4
 * @param heldOut  members at the end of the zoo that no generator is given, at least 1
 * @param samples  networks that are drawn in each way
 * @param recipes  how generators are fitted, at least one way; all with the same basis and share held out
 * @param sampling how they are sampled
 */
public record ScalingConfig(
        List<Integer> sizes, int heldOut, int samples, List<Recipe> recipes, SampleConfig sampling) {
    /** The smallest population that leaves two members that differ, one for the choice of a checkpoint, and one to compare with. */
    private static final int LEAST_SIZE = 4;

    /**
     * A way to fit generators.
     *
     * @param name      what it is called in the results
     * @param generator for any number of members; the solver {@code AUTO} means randomised where there are more than four members
     *                  for each component, so that no matrix grows with the square of the members
     */
    public record Recipe(String name, GeneratorConfig generator) {
        public Recipe {
            Objects.requireNonNull(name, "name");
            if (name.contains(",")) {
                throw new IllegalArgumentException("recipe name '" + name + "' has a comma, which parts columns");
            }
            Objects.requireNonNull(generator, "generator");
        }
    }

    public ScalingConfig {
        sizes = List.copyOf(sizes);
        Check.atLeast("sizes", sizes.size(), 1);
        sizes.forEach(size -> Check.atLeast("size", size, LEAST_SIZE));
        Check.atLeast("held-out members", heldOut, 1);
        Check.atLeast("samples", samples, 1);
        recipes = List.copyOf(recipes);
        Check.atLeast("recipes", recipes.size(), 1);
        GeneratorConfig first = recipes.get(0).generator();
        for (Recipe recipe : recipes) {
            GeneratorConfig other = recipe.generator();
            if (!other.retain().equals(first.retain())
                    || !other.basis().equals(first.basis())
                    || other.flow().heldOut() != first.flow().heldOut()
                    || other.learnStatistics() != first.learnStatistics()) {
                throw new IllegalArgumentException(
                        "recipe '" + recipe.name() + "' has another basis or share held out than '"
                                + recipes.get(0).name() + "', so that their samples cannot be measured in one frame");
            }
        }
        Objects.requireNonNull(sampling, "sampling");
    }

    /**
     * Requires a zoo of so many members to have enough for the largest size and those held out.
     *
     * @return {@code members}
     */
    public int requireFits(int members) {
        int needed = Collections.max(sizes) + heldOut;
        if (members < needed) {
            throw new IllegalArgumentException("the zoo has " + members + " members, but the largest size and "
                    + heldOut + " held-out ones take " + needed);
        }
        return members;
    }
}
