package org.weightflow.networks.artefact;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.weightflow.networks.Check;

/**
 * What made an artefact: the versions and the machine's kind, and no time, host name or path, so that the same command gives the
 * same bytes.
 *
 * @param weightflow   version of this library
 * @param java         version of the Java platform
 * @param vm           name and version of the virtual machine
 * @param os           name of the operating system
 * @param arch         processor architecture
 * @param threads      processor threads that were used
 * @param engines      numerical engines and their versions, as the caller gives them
 * @param dataChecksum SHA-256 of the task data; null where there are none
 */
public record Provenance(
        String weightflow,
        String java,
        String vm,
        String os,
        String arch,
        int threads,
        Map<String, String> engines,
        String dataChecksum) {
    private static final String VERSION = readVersion();

    public Provenance {
        Objects.requireNonNull(weightflow, "weightflow is null");
        Objects.requireNonNull(java, "java is null");
        Objects.requireNonNull(vm, "vm is null");
        Objects.requireNonNull(os, "os is null");
        Objects.requireNonNull(arch, "arch is null");
        Objects.requireNonNull(engines, "engines is null");
        Check.atLeast("threads", threads, 1);
        engines = Collections.unmodifiableMap(new TreeMap<>(engines));
    }

    /** The provenance of what this process makes. */
    public static Provenance here(int threads, Map<String, String> engines, String dataChecksum) {
        return new Provenance(
                VERSION,
                System.getProperty("java.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                threads,
                engines,
                dataChecksum);
    }

    private static String readVersion() {
        Properties properties = new Properties();
        try (InputStream in = Provenance.class.getResourceAsStream("version.properties")) {
            properties.load(Objects.requireNonNull(in, "version.properties is missing from the jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
