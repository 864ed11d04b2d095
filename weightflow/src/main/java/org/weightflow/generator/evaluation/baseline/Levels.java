package org.weightflow.generator.evaluation.baseline;

import java.math.BigDecimal;

/** How the level of a baseline is spelt in its name. */
final class Levels {
    private Levels() {}

    /** {@code name-level}, the level as the shortest plain decimal number that reads back as the same double. */
    static String named(String name, double level) {
        return name + "-" + BigDecimal.valueOf(level).stripTrailingZeros().toPlainString();
    }
}
