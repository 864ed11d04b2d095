package org.weightflow.generator.condition;

/**
 * An attribute of members that a flow is conditioned on.
 *
 * @param name     as the zoo or the caller calls it
 * @param category whether its numbers name classes, as those of a data set do; else they are quantities, as an accuracy is
 */
public record Condition(String name, boolean category) {
    private static final String CATEGORY = ":category";

    public Condition {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException(
                    "condition '" + name + "' is not 1 to 64 letters, digits, dots, hyphens and underscores");
        }
    }

    /** A quantity. */
    public static Condition of(String name) {
        return new Condition(name, false);
    }

    /** @param id {@code NAME} for a quantity, {@code NAME:category} for classes */
    public static Condition parse(String id) {
        return id.endsWith(CATEGORY)
                ? new Condition(id.substring(0, id.length() - CATEGORY.length()), true)
                : new Condition(id, false);
    }

    /** The short form that {@link #parse} reads. */
    public String id() {
        return category ? name + CATEGORY : name;
    }
}
