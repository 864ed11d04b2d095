package org.weightflow.networks.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** A checkpoint breaks a rule of its format or does not fit its layout; the message names the file, the entry, the value and the rule. */
public final class CheckpointFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public CheckpointFormatException(Path file, String fault) {
        super(file + ": " + fault);
    }

    public CheckpointFormatException(Path file, String fault, Throwable cause) {
        super(file + ": " + fault, cause);
    }
}
