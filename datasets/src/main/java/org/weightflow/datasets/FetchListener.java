package org.weightflow.datasets;

/** Hears how a download goes, on the thread that called {@link DatasetFetcher#fetch}. */
@FunctionalInterface
public interface FetchListener {
    /** Some more bytes of a file are written. */
    void onProgress(FetchProgress progress);

    /** Hears nothing. */
    static FetchListener silent() {
        return progress -> {};
    }
}
