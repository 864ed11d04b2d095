package org.weightflow.tools.config;

import java.io.IOException;

/** A configuration cannot be used: one sentence with the source, the line where it is known, the key, the value and the rule. */
public final class ConfigException extends IOException {
    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super(message);
    }

    ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
