package org.weightflow.tools.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** An immutable row of numbers, equal by content; NaN and the infinities stand for a number that is not known. */
public final class Values {
    private static final Values NONE = new Values(new double[0]);

    private final double[] numbers;

    private Values(double[] numbers) {
        this.numbers = numbers;
    }

    /** No numbers at all, where a quantity was not measured. */
    public static Values none() {
        return NONE;
    }

    /** A copy of {@code numbers}, in their order. */
    public static Values of(double... numbers) {
        return numbers.length == 0 ? NONE : new Values(numbers.clone());
    }

    /** A copy of {@code numbers}, each widened exactly, in their order. */
    public static Values of(float[] numbers) {
        double[] wide = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            wide[i] = numbers[i];
        }
        return of(wide);
    }

    public int size() {
        return numbers.length;
    }

    public boolean isEmpty() {
        return numbers.length == 0;
    }

    public double get(int index) {
        return numbers[index];
    }

    public DoubleStream stream() {
        return Arrays.stream(numbers);
    }

    /** Whether at least one number is known. */
    boolean anyKnown() {
        return stream().anyMatch(Double::isFinite);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Values that && Arrays.equals(numbers, that.numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        return Arrays.toString(numbers);
    }
}
