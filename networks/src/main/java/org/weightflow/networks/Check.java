package org.weightflow.networks;

import java.util.Locale;

/** Argument checks whose messages name the argument, its value and the rule. */
public final class Check {
    private Check() {}

    public static int atLeast(String name, int value, int minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException(name + " " + value + " is less than " + minimum);
        }
        return value;
    }

    public static double openInterval(String name, double value, double low, double high) {
        if (!(value > low && value < high)) {
            throw new IllegalArgumentException(
                    name + " " + value + " is not in (" + number(low) + ", " + number(high) + ")");
        }
        return value;
    }

    public static double closedInterval(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(
                    name + " " + value + " is not in [" + number(low) + ", " + number(high) + "]");
        }
        return value;
    }

    /** Requires low <= value < high. */
    public static double halfOpenInterval(String name, double value, double low, double high) {
        if (!(value >= low && value < high)) {
            throw new IllegalArgumentException(
                    name + " " + value + " is not in [" + number(low) + ", " + number(high) + ")");
        }
        return value;
    }

    public static double positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " " + value + " is not a positive finite number");
        }
        return value;
    }

    public static double notNegative(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " " + value + " is negative or not finite");
        }
        return value;
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%d", (long) value)
                : Double.toString(value);
    }
}
