package org.weightflow.networks.engine;

/** Networks cannot be computed on the device that was asked for; the message says why, and how to get one. */
public final class DeviceUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeviceUnavailableException(String message) {
        super(message);
    }
}
