package org.weightflow.generator.condition;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.weightflow.networks.Check;

/**
 * How a velocity field is told an attribute: a quantity as (value - mean) / deviation, a class as 1 in a row of zeros.
 *
 * @param name       of the attribute
 * @param mean       of the training members' values; 0 for classes
 * @param deviation  standard deviation of their values, with divisor N; 1 for classes
 * @param categories the classes in rising order; empty for a quantity
 */
public record FittedCondition(String name, double mean, double deviation, List<Double> categories) {
    public FittedCondition {
        Objects.requireNonNull(name, "name is null");
        Check.positive("deviation", deviation);
        categories = List.copyOf(categories);
    }

    /**
     * @param values of the training members
     * @throws IllegalArgumentException if a value is not finite, or all are the same
     */
    static FittedCondition fit(Condition condition, double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("condition " + condition.name() + " of a member is " + value);
            }
        }
        List<Double> distinct =
                Arrays.stream(values).distinct().sorted().boxed().toList();
        if (distinct.size() < 2) {
            throw new IllegalArgumentException("condition " + condition.name() + " is " + distinct.get(0)
                    + " for every training member; there is nothing to tell apart");
        }
        if (condition.category()) {
            return new FittedCondition(condition.name(), 0, 1, distinct);
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        return new FittedCondition(condition.name(), mean, Math.sqrt(variance), List.of());
    }

    /** Numbers that a field is told. */
    int features() {
        return Math.max(1, categories.size());
    }

    /** Whether a fit as asked for could have ended like this. */
    boolean fits(Condition condition) {
        return name.equals(condition.name()) && categories.isEmpty() != condition.category();
    }

    /**
     * Writes the features of a value.
     *
     * @throws IllegalArgumentException if it is not finite, or not one of the classes
     */
    void write(double value, float[] target, int from) {
        if (categories.isEmpty()) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("condition " + name + " is " + value + ", not a finite number");
            }
            target[from] = (float) ((value - mean) / deviation);
            return;
        }
        int index = categories.indexOf(value);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "condition " + name + " is " + value + ", but the classes of the members are " + categories);
        }
        target[from + index] = 1;
    }
}
