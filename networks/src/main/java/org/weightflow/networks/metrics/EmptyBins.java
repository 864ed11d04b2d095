package org.weightflow.networks.metrics;

/** What an unweighted mean over bins makes of a bin into which nothing fell. */
public enum EmptyBins {
    /** The mean is over the other bins. */
    SKIP,
    /** It has the gap 0 and is counted. */
    COUNT_AS_ZERO
}
