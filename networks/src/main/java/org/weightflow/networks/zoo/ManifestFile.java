package org.weightflow.networks.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.artefact.Json;

/**
 * The file that says what the members of a folder are; written before the first member, and never changed.
 * <p>Beside it lies its SHA-256, {@code NAME.sha256}, in the form that {@code sha256sum -c} reads. It is written first, so that a
 * kill at any instant leaves no manifest without it. Manifests of older versions have none.
 */
public final class ManifestFile {
    static final String CHECKSUM_SUFFIX = ".sha256";

    private ManifestFile() {}

    /**
     * Reads the manifest of a folder.
     *
     * @throws IOException if it is damaged, naming the file and the rule
     */
    public static <T> T read(Path folder, String name, Class<T> type) throws IOException {
        Path file = folder.resolve(name);
        T manifest = Json.read(file, type);
        if (hasChecksum(folder, name)) {
            requireChecksum(folder, name);
        }
        return manifest;
    }

    static boolean hasChecksum(Path folder, String name) {
        return Files.exists(folder.resolve(name + CHECKSUM_SUFFIX));
    }

    /** @throws IOException if the manifest and the checksum beside it do not fit */
    static void requireChecksum(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        Path beside = folder.resolve(name + CHECKSUM_SUFFIX);
        String recorded;
        try {
            recorded = Files.readString(beside);
        } catch (IOException failure) {
            throw FileFailure.of(beside, "cannot be read", failure);
        }
        String expected = checksumLine(Checksum.ofFile(file), name);
        if (!recorded.equals(expected)) {
            throw new IOException(file + ": its checksum line would be '" + expected.strip() + "', but "
                    + beside.getFileName() + " says '" + oneLine(recorded) + "'; one of the two files is damaged");
        }
    }

    private static String oneLine(String text) {
        String first = text.lines().findFirst().orElse("");
        return first.length() > 100 ? first.substring(0, 100) + "..." : first;
    }

    private static String checksumLine(String sha256, String name) {
        return sha256 + "  " + name + "\n";
    }

    /**
     * Writes the manifest into a folder that has none, or requires the one that is there to be equal.
     *
     * @param name     of the file
     * @param artefact what the folder holds, for the message
     * @throws IOException naming the first field that differs, or members without a manifest
     */
    public static <T> void claim(Path folder, String name, Class<T> type, T manifest, String artefact)
            throws IOException {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            Optional<Json.Difference> difference = Json.firstDifference(read(folder, name, type), manifest);
            if (difference.isPresent()) {
                throw new IOException(file + ": " + difference.get().field() + " is "
                        + difference.get().left() + " in this " + artefact + " but "
                        + difference.get().right() + " in this run; choose another folder or the " + artefact
                        + "'s own options");
            }
        } else if (Files.exists(folder.resolve(MemberList.FILE))) {
            throw new IOException(folder + ": has " + MemberList.FILE + " but no " + name
                    + " to say what the members are; choose another folder");
        } else {
            String text = Json.text(manifest);
            AtomicFiles.writeText(folder.resolve(name + CHECKSUM_SUFFIX), checksumLine(Checksum.ofText(text), name));
            AtomicFiles.writeText(file, text);
        }
    }
}
