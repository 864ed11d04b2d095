package org.weightflow.generator.flow.matching;

import java.util.Objects;
import java.util.SplittableRandom;
import org.weightflow.networks.Check;

/**
 * The law of the training times in [0, 1]. It weighs the errors at different times and leaves the field that minimises them as it
 * is.
 *
 * @param kind      the family
 * @param mean      of the logit of t, for {@link Kind#LOGIT_NORMAL}: above 0 leans to the data
 * @param deviation of the logit of t, likewise
 * @param power     for {@link Kind#POWER}: above 1 leans to the data, below 1 to the source
 */
public record TimeLaw(Kind kind, double mean, double deviation, double power) {
    /** Families of laws of t. */
    public enum Kind {
        /** Density 1. */
        UNIFORM,
        /**
         * t = 1 / (1 + exp(-n)), n ~ N(mean, deviation^2): most times lie in the middle, where the field is hardest to know.
         *
         * @see <a href="https://arxiv.org/abs/2403.03206">Esser et al. (2024), section 3.1</a>
         */
        LOGIT_NORMAL,
        /** Beta(power, 1): density power t^(power - 1), drawn as t = v^(1 / power) with v uniform. */
        POWER
    }

    public TimeLaw {
        Objects.requireNonNull(kind, "kind");
        if (!Double.isFinite(mean)) {
            throw new IllegalArgumentException("mean " + mean + " is not finite");
        }
        Check.positive("deviation", deviation);
        Check.positive("power", power);
    }

    /** Uniform; what the other families start from is logit-normal (0, 1) and power 2. */
    public static TimeLaw uniform() {
        return new TimeLaw(Kind.UNIFORM, 0, 1, 2);
    }

    public TimeLaw withKind(Kind kind) {
        return new TimeLaw(kind, mean, deviation, power);
    }

    /** A time. */
    public double draw(SplittableRandom random) {
        return switch (kind) {
            case UNIFORM -> random.nextDouble();
            case LOGIT_NORMAL -> 1 / (1 + Math.exp(-(mean + deviation * random.nextGaussian())));
            case POWER -> Math.pow(random.nextDouble(), 1 / power);
        };
    }
}
