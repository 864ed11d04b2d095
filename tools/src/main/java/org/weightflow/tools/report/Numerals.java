package org.weightflow.tools.report;

import java.math.BigDecimal;
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
        BigDecimal rounded = new BigDecimal(value).setScale(digits, RoundingMode.HALF_UP);
        String text = rounded.abs().toPlainString();
        return rounded.signum() < 0 ? MINUS + text : text;
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
