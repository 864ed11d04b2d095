package org.weightflow.datasets;

import java.io.IOException;

/**
 * No mirror gave a file of a dataset; the message names the files, where to put them by hand, and every address that was
 * tried with its reason. The exception of each address is attached as suppressed.
 */
public final class DatasetUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    DatasetUnavailableException(String message) {
        super(message);
    }
}
