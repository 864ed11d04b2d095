package org.weightflow.networks.exchange;

import java.util.Comparator;

/**
 * The order in which people count: {@code seed2} before {@code seed10}, and {@code a/b} before {@code a-b/c}.
 * <p>Runs of the digits 0 to 9 are compared as numbers of any length, other characters by their code, {@code /} before all; names
 * that then are equal, such as {@code 7} and {@code 07}, by their plain order. So it is total and depends on no locale.
 */
enum NaturalOrder implements Comparator<String> {
    INSTANCE;

    @Override
    public int compare(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() && j < right.length()) {
            if (isDigit(left.charAt(i)) && isDigit(right.charAt(j))) {
                int leftEnd = endOfDigits(left, i);
                int rightEnd = endOfDigits(right, j);
                int order = compareNumbers(left, i, leftEnd, right, j, rightEnd);
                if (order != 0) {
                    return order;
                }
                i = leftEnd;
                j = rightEnd;
            } else {
                int order = Integer.compare(rank(left.charAt(i)), rank(right.charAt(j)));
                if (order != 0) {
                    return order;
                }
                i++;
                j++;
            }
        }
        int rest = Integer.compare(left.length() - i, right.length() - j);
        return rest == 0 ? left.compareTo(right) : rest;
    }

    private static int compareNumbers(String left, int i, int leftEnd, String right, int j, int rightEnd) {
        int a = skipZeros(left, i, leftEnd);
        int b = skipZeros(right, j, rightEnd);
        int digits = Integer.compare(leftEnd - a, rightEnd - b);
        return digits == 0 ? left.substring(a, leftEnd).compareTo(right.substring(b, rightEnd)) : digits;
    }

    private static int skipZeros(String text, int from, int end) {
        int at = from;
        while (at < end && text.charAt(at) == '0') {
            at++;
        }
        return at;
    }

    private static int endOfDigits(String text, int from) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    /** What lies in a folder stays together. */
    private static int rank(char character) {
        return character == '/' ? -1 : character;
    }
}
