package org.weightflow.generator.condition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** All conditions of a flow, in a fixed order; may be none. */
public record Conditioning(List<FittedCondition> conditions) {
    /** No conditions. */
    public static final Conditioning NONE = new Conditioning(List.of());

    public Conditioning {
        conditions = List.copyOf(conditions);
        if (conditions.stream().map(FittedCondition::name).distinct().count() < conditions.size()) {
            throw new IllegalArgumentException("a condition is named twice");
        }
    }

    /**
     * @param values {@code [N][conditions]} of the training members
     * @throws IllegalArgumentException naming a condition that tells nothing apart
     */
    public static Conditioning fit(List<Condition> conditions, double[][] values) {
        List<FittedCondition> fitted = new ArrayList<>();
        for (int c = 0; c < conditions.size(); c++) {
            int column = c;
            fitted.add(FittedCondition.fit(
                    conditions.get(c),
                    Arrays.stream(values).mapToDouble(row -> row[column]).toArray()));
        }
        return new Conditioning(fitted);
    }

    public boolean isEmpty() {
        return conditions.isEmpty();
    }

    /** Numbers that a field is told of each network. */
    public int features() {
        return conditions.stream().mapToInt(FittedCondition::features).sum();
    }

    /** Whether a fit with these conditions could have ended like this. */
    public boolean fits(List<Condition> asked) {
        if (asked.size() != conditions.size()) {
            return false;
        }
        for (int c = 0; c < asked.size(); c++) {
            if (!conditions.get(c).fits(asked.get(c))) {
                return false;
            }
        }
        return true;
    }

    /** What a field is told of a network, {@code [features]}. */
    public float[] encode(double[] values) {
        float[] features = new float[features()];
        int from = 0;
        for (int c = 0; c < conditions.size(); c++) {
            conditions.get(c).write(values[c], features, from);
            from += conditions.get(c).features();
        }
        return features;
    }

    /** As {@link #encode}, of each row. */
    public float[][] encodeAll(double[][] values) {
        return Arrays.stream(values).map(this::encode).toArray(float[][]::new);
    }

    /** A copy of {@code values} in which those that are given by name are replaced. */
    public double[] with(double[] values, Map<String, Double> given) {
        double[] replaced = values.clone();
        for (int c = 0; c < replaced.length; c++) {
            replaced[c] = given.getOrDefault(conditions.get(c).name(), replaced[c]);
        }
        return replaced;
    }

    /** @throws IllegalArgumentException if one of the names is no condition, or its value cannot be encoded */
    public void requireKnown(Map<String, Double> given) {
        given.forEach((name, value) -> {
            FittedCondition known = conditions.stream()
                    .filter(condition -> condition.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "condition " + name + " is none of the generator's: " + names()));
            known.write(value, new float[known.features()], 0);
        });
    }

    /** The names in their order. */
    public List<String> names() {
        return conditions.stream().map(FittedCondition::name).toList();
    }
}
