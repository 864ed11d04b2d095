package org.weightflow.datasets;

import java.io.IOException;

/** A file of a dataset does not hold what its format demands; the message names the file, what was found and the rule. */
public final class DatasetFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    DatasetFormatException(String message) {
        super(message);
    }

    DatasetFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
