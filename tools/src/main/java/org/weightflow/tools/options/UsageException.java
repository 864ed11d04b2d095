package org.weightflow.tools.options;

import java.util.function.Supplier;

/** What the user asked for cannot be: an option's value breaks a rule. Nothing was done; the process ends with code 2. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    /** Passes on the sentence of {@code cause}. */
    public UsageException(IllegalArgumentException cause) {
        super(cause.getMessage(), cause);
    }

    /**
     * Builds something from the values of options, such as a config record, whose rules are then rules of usage.
     *
     * @throws UsageException with the message of the IllegalArgumentException that {@code build} threw
     */
    public static <T> T check(Supplier<T> build) {
        try {
            return build.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }
}
