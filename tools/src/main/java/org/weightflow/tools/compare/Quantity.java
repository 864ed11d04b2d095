package org.weightflow.tools.compare;

import java.util.Locale;

/**
 * A number that evaluations have in common: what it means, how tables write it, and where it stands in {@code metrics.json}.
 *
 * @param key        in {@code compare.json} and {@code compare.csv}
 * @param theme      which table it belongs to
 * @param group      heading over it and its neighbours
 * @param label      heading of its own
 * @param definition a sentence for people
 * @param form       how it is written
 * @param source     where it is read
 */
public record Quantity(
        String key, Theme theme, String group, String label, String definition, Form form, Source source) {

    /** What quantities are about, a table each. */
    public enum Theme {
        ACCURACY("Accuracy and novelty."),
        SAME_NOVELTY("Generator against the best baseline at the same novelty."),
        ENSEMBLES("Ensembles."),
        VARIETY("Variety, other images, and density.");

        private final String caption;

        Theme(String caption) {
            this.caption = caption;
        }

        /** A heading. */
        public String caption() {
            return caption;
        }
    }

    /**
     * How a number is written.
     *
     * @param percent whether a fraction is shown as a number of percent
     * @param digits  decimals
     */
    public record Form(boolean percent, int digits) {
        /** {@code number} in the unit of the tables. */
        public double shown(double number) {
            return percent ? 100 * number : number;
        }
    }

    /** JSON pointers to the parts of an {@link Estimate}; an empty text for a part that the quantity does not have. */
    public record Source(String value, String sd, String low, String high, String note) {
        static Source of(String value) {
            return new Source(value, "", "", "", "");
        }

        Source withSd(String pointer) {
            return new Source(value, pointer, low, high, note);
        }

        Source withInterval(String from, String to) {
            return new Source(value, sd, from, to, note);
        }

        Source withNote(String pointer) {
            return new Source(value, sd, low, high, pointer);
        }
    }

    /** Group and label together. */
    public String term() {
        return group + ": " + label;
    }

    /**
     * How signs are written, which differs between a terminal and a page.
     *
     * @param decimal    a number with so many decimals, a dash if it is not finite
     * @param plusMinus  before a standard deviation
     * @param to         between the ends of an interval
     */
    public record Signs(Decimal decimal, String plusMinus, String to) {
        /** Writes a number. */
        @FunctionalInterface
        public interface Decimal {
            /** {@code value} with {@code digits} decimals; a dash if it is not finite. */
            String write(double value, int digits);
        }
    }

    /** The estimate in one cell: {@code 97.73 +- 0.35}, {@code 0.93 (0.85 to 1.01)}, {@code -0.12 (-0.20 to -0.04) soup}. */
    public String text(Estimate estimate, Signs signs) {
        StringBuilder text = new StringBuilder(write(estimate.value(), signs));
        if (!Double.isFinite(estimate.value())) {
            return text.toString();
        }
        if (Double.isFinite(estimate.sd())) {
            text.append(signs.plusMinus()).append(write(estimate.sd(), signs));
        }
        if (Double.isFinite(estimate.low() + estimate.high())) {
            text.append(String.format(
                    Locale.ROOT, " (%s%s%s)", write(estimate.low(), signs), signs.to(), write(estimate.high(), signs)));
        }
        return estimate.note().isEmpty()
                ? text.toString()
                : text.append(' ').append(estimate.note()).toString();
    }

    private String write(double number, Signs signs) {
        return signs.decimal().write(form.shown(number), form.digits());
    }
}
