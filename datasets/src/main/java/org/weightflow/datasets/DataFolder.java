package org.weightflow.datasets;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * The folder where datasets lie on disk.
 *
 * <p>In order: the folder the user names; the environment variable {@code WEIGHTFLOW_DATA}; the cache folder of the
 * platform, which is {@code $XDG_CACHE_HOME/weightflow} or else {@code ~/.cache/weightflow} on Linux and other systems,
 * {@code ~/Library/Caches/weightflow} on macOS, and {@code %LOCALAPPDATA%\weightflow\cache} on Windows. An empty
 * variable counts as unset, and so does a relative {@code XDG_CACHE_HOME}, as its standard demands.
 *
 * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG Base Directory Specification</a>
 */
public final class DataFolder {
    /** Name of the environment variable that names the folder. */
    public static final String VARIABLE = "WEIGHTFLOW_DATA";

    private DataFolder() {}

    /**
     * Finds the folder for this process; it need not exist.
     *
     * @param chosen the folder the user names, or null
     * @throws IllegalStateException if nothing names a folder and the platform does not tell the user's home
     */
    public static Path resolve(Path chosen) {
        return resolve(chosen, System::getenv, System::getProperty);
    }

    /**
     * As {@link #resolve(Path)} for a given environment.
     *
     * @param environment value of an environment variable, or null
     * @param properties value of a system property ({@code os.name}, {@code user.home}), or null
     */
    static Path resolve(Path chosen, UnaryOperator<String> environment, UnaryOperator<String> properties) {
        if (chosen != null) {
            return chosen;
        }
        String named = environment.apply(VARIABLE);
        return isSet(named) ? Path.of(named) : cacheFolder(environment, properties);
    }

    private static Path cacheFolder(UnaryOperator<String> environment, UnaryOperator<String> properties) {
        String system = properties.apply("os.name");
        String lowered = system == null ? "" : system.toLowerCase(Locale.ROOT);
        if (lowered.startsWith("windows")) {
            String local = environment.apply("LOCALAPPDATA");
            Path base = isSet(local)
                    ? Path.of(local)
                    : home(properties).resolve("AppData").resolve("Local");
            return base.resolve("weightflow").resolve("cache");
        }
        if (lowered.startsWith("mac")) {
            return home(properties).resolve("Library").resolve("Caches").resolve("weightflow");
        }
        String cache = environment.apply("XDG_CACHE_HOME");
        Path base = isSet(cache) && Path.of(cache).isAbsolute()
                ? Path.of(cache)
                : home(properties).resolve(".cache");
        return base.resolve("weightflow");
    }

    private static Path home(UnaryOperator<String> properties) {
        String home = properties.apply("user.home");
        if (!isSet(home)) {
            throw new IllegalStateException(
                    "no folder for datasets: name one, or set " + VARIABLE + ", as the user's home is not known");
        }
        return Path.of(home);
    }

    private static boolean isSet(String value) {
        return value != null && !value.isEmpty();
    }
}
