package org.weightflow.tools.report;

import java.util.function.ToDoubleFunction;
import org.weightflow.networks.metrics.Quality;

/** What tables and charts show of predictions on test examples, and in which unit. */
@SuppressWarnings("ImmutableEnumChecker") // The functions have no state.
public enum Metric {
    /** Share of right predictions. */
    ACCURACY("accuracy", "test %", true, 2, Quality::accuracy, "Share of test examples that are predicted right."),
    /** Negative log-likelihood. */
    NLL("NLL", "NLL", false, 4, Quality::nll, "Mean negative log-likelihood of test examples, in nats."),
    /** Expected calibration error. */
    ECE(
            "ECE",
            "ECE %",
            true,
            2,
            Quality::ece,
            "Expected calibration error on test examples: the mean over examples of the gap between confidence and accuracy in "
                    + "their bin."),
    /** Mean absolute calibration error of the predicted class. */
    MACE(
            "MACE",
            "MACE %",
            true,
            2,
            Quality::mace,
            "Mean absolute calibration error on test examples: the mean over bins that are not empty of the gap between confidence "
                    + "and accuracy.");

    private final String label;
    private final String heading;
    private final boolean fraction;
    private final int digits;
    private final ToDoubleFunction<Quality> reading;
    private final String definition;

    Metric(
            String label,
            String heading,
            boolean fraction,
            int digits,
            ToDoubleFunction<Quality> reading,
            String definition) {
        this.label = label;
        this.heading = heading;
        this.fraction = fraction;
        this.digits = digits;
        this.reading = reading;
        this.definition = definition;
    }

    /** Its name in a sentence. */
    public String label() {
        return label;
    }

    /** The heading of a column, with the unit unless that is nats. */
    public String heading() {
        return heading;
    }

    /** Decimals of what is shown. */
    public int digits() {
        return digits;
    }

    String definition() {
        return definition;
    }

    /** {@code %} or {@code nats}. */
    String unit() {
        return fraction ? "%" : "nats";
    }

    /** How it is read off. */
    public ToDoubleFunction<Quality> reading() {
        return reading;
    }

    /** The number that is shown for a value: percent of fractions, nats as they are. */
    public double shown(double value) {
        return fraction ? 100 * value : value;
    }
}
