package org.weightflow.datasets;

import java.io.IOException;

/** The files of a dataset are not there; the message says which files go where and how to get them. */
public final class MissingDatasetException extends IOException {
    private static final long serialVersionUID = 1L;

    MissingDatasetException(String message) {
        super(message);
    }
}
