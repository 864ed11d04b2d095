package org.weightflow.datasets;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How a dataset is downloaded.
 *
 * @param mirrors folders on the web, tried in turn for each file; http or https, ending with '/'; none stands for the public
 *     ones of the dataset
 * @param connectTimeout longest wait for a connection
 * @param readTimeout longest wait for the answer to begin, and for each next piece of it
 * @param attempts connections to one mirror for one file: another one follows a download that was cut off, as long as it
 *     brought bytes
 */
public record FetchConfig(List<URI> mirrors, Duration connectTimeout, Duration readTimeout, int attempts) {
    public FetchConfig {
        mirrors = List.copyOf(mirrors);
        for (URI mirror : mirrors) {
            boolean web = "http".equalsIgnoreCase(mirror.getScheme()) || "https".equalsIgnoreCase(mirror.getScheme());
            if (!web || mirror.getHost() == null || !mirror.getPath().endsWith("/")) {
                throw new IllegalArgumentException(
                        "mirror '" + mirror + "' is not an http or https address that ends with '/'");
            }
        }
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("readTimeout", readTimeout);
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts " + attempts + " is less than 1");
        }
    }

    /** The public mirrors, 10 s to connect, 30 s without a byte, three attempts; our own choice. */
    public static FetchConfig defaults() {
        return new FetchConfig(List.of(), Duration.ofSeconds(10), Duration.ofSeconds(30), 3);
    }

    public FetchConfig withMirrors(List<URI> mirrors) {
        return new FetchConfig(mirrors, connectTimeout, readTimeout, attempts);
    }

    public FetchConfig withConnectTimeout(Duration connectTimeout) {
        return new FetchConfig(mirrors, connectTimeout, readTimeout, attempts);
    }

    public FetchConfig withReadTimeout(Duration readTimeout) {
        return new FetchConfig(mirrors, connectTimeout, readTimeout, attempts);
    }

    public FetchConfig withAttempts(int attempts) {
        return new FetchConfig(mirrors, connectTimeout, readTimeout, attempts);
    }

    private static void requirePositive(String name, Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException(name + " " + timeout + " is not positive");
        }
    }
}
