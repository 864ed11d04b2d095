package org.weightflow.tools.words;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * What was probably meant by a misspelt word: the candidate with the fewest edits, an edit being one letter put in, left out or
 * changed, or two neighbours swapped (optimal string alignment). Case and hyphens against underscores cost nothing.
 */
public final class Nearest {
    private Nearest() {}

    /**
     * The nearest candidate, ties by their order; empty if even that one needs more edits than a third of the word's letters, one
     * being always allowed but for a word of one letter.
     */
    public static Optional<String> of(String word, Collection<String> candidates) {
        String typed = plain(word);
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> edits(typed, plain(candidate))))
                .filter(candidate -> edits(typed, plain(candidate)) <= allowed(typed.length()));
    }

    /** {@code "; did you mean X?"}, or nothing. */
    public static String hint(String word, Collection<String> candidates) {
        return of(word, candidates)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("");
    }

    private static int allowed(int letters) {
        return letters < 2 ? 0 : Math.max(1, letters / 3);
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    static int edits(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(cost[i - 1][j] + 1, Math.min(cost[i][j - 1] + 1, cost[i - 1][j - 1] + change));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, cost[i - 2][j - 2] + 1);
                }
                cost[i][j] = best;
            }
        }
        return cost[a.length()][b.length()];
    }
}
