package org.weightflow.tools.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as the page shows them, the same in every locale; what is not known becomes an en dash. */
final class Numerals {
    static final String ABSENT = "\u2013";
    private static final char MINUS = '\u2212';

    private Numerals() {}

    /** {@code value} with exactly {@code digits} decimals, half up on its decimal expansion. */
    static String decimal(double value, int digits) {
        if (!Double.isFinite(value)) {
            return ABSENT;
        }
        return text(new BigDecimal(value).setScale(digits, RoundingMode.HALF_UP));
    }

    private static String text(BigDecimal number) {
        String text = number.abs().toPlainString();
        return number.signum() < 0 ? MINUS + text : text;
    }

    /** {@code value} with at most {@code digits} significant digits, half up, and no zeros at its end. */
    static String significant(double value, int digits) {
        if (!Double.isFinite(value)) {
            return ABSENT;
        }
        return text(new BigDecimal(value)
                .round(new MathContext(digits, RoundingMode.HALF_UP))
                .stripTrailingZeros());
    }

    /** A fraction as a number of percent, without the sign. */
    static String percent(double fraction, int digits) {
        return decimal(100 * fraction, digits);
    }

    /** {@code number} followed by {@code unit}, or the dash alone. */
    static String withUnit(String number, String unit) {
        return number.equals(ABSENT) ? ABSENT : number + unit;
    }

    /** A count with a comma between groups of three digits. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 1 sample}, {@code 1,024 samples}. */
    static String count(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** Whether {@code value} rounds to nought with {@code digits} decimals. */
    static boolean readsAsZero(double value, int digits) {
        return new BigDecimal(value).setScale(digits, RoundingMode.HALF_UP).signum() == 0;
    }
}
