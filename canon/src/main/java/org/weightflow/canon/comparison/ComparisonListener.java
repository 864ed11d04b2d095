package org.weightflow.canon.comparison;

/** Hears how far a comparison has come: one call at a time, from whichever thread does the work. */
public interface ComparisonListener {
    /** Another member, or another pair, was matched; a member once in each round. */
    void onMatched(String method);

    /**
     * The measurement begins, or another group of networks was measured.
     *
     * @param done  networks so far
     * @param total networks that the method needs
     */
    void onNetworks(String method, int done, int total);

    /** A method is done. */
    void onMethod(MethodReport report);

    /** Hears and does nothing. */
    static ComparisonListener silent() {
        return new ComparisonListener() {
            @Override
            public void onMatched(String method) {}

            @Override
            public void onNetworks(String method, int done, int total) {}

            @Override
            public void onMethod(MethodReport report) {}
        };
    }
}
