package org.weightflow.canon.pca;

/** How the principal components of N rows are found in passes over them. */
public enum GramSolver {
    /** {@link #RANDOMISED} for more than 4,000 rows of which at most a quarter as many components are asked for; else exact. */
    AUTO,
    /** The whole Gram matrix and all its eigenvectors: one pass, O(N^2 D + N^3). */
    EXACT,
    /**
     * Only the k components asked for: three passes, O(N D (k + 16)). It fits where the spectrum decays; among equal variances it
     * finds some, as good as any.
     */
    RANDOMISED;

    private static final int MOST_ROWS = 4000;
    private static final int ROWS_PER_COMPONENT = 4;

    /** What {@link #AUTO} means for so many rows; the others are themselves. */
    public GramSolver resolved(int rows, Retain retain) {
        if (this != AUTO) {
            return this;
        }
        return rows > MOST_ROWS && retain.atMost() <= rows / ROWS_PER_COMPONENT ? RANDOMISED : EXACT;
    }
}
