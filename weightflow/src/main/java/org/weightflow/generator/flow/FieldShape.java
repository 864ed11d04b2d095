package org.weightflow.generator.flow;

import java.util.List;
import org.weightflow.networks.Check;

/**
 * What a velocity field reads beside the time.
 *
 * @param parts      dimensions of each part of a code, as its layers are; one part for codes of whole networks
 * @param conditions features of the conditions; 0 for none
 */
public record FieldShape(List<Integer> parts, int conditions) {
    public FieldShape {
        parts = List.copyOf(parts);
        Check.atLeast("parts", parts.size(), 1);
        for (int part : parts) {
            Check.atLeast("dimensions of a part", part, 1);
        }
        Check.atLeast("conditions", conditions, 0);
    }

    /** Codes of one part, no conditions. */
    public static FieldShape of(int dimensions) {
        return new FieldShape(List.of(Check.atLeast("dimensions", dimensions, 1)), 0);
    }

    /** The parts of codes that have any dimensions. */
    public static FieldShape of(List<Integer> parts, int conditions) {
        return new FieldShape(parts.stream().filter(part -> part > 0).toList(), conditions);
    }

    /** Values of a code. */
    public int dimensions() {
        return parts.stream().mapToInt(Integer::intValue).sum();
    }

    /** Inputs that say the condition: its features, and 1 where there is none, so that zeros are not taken for one. */
    public int conditionInputs() {
        return conditions == 0 ? 0 : conditions + 1;
    }
}
