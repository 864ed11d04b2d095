package org.weightflow.networks.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;

/** The file that says what the members of a folder are; written before the first member, and never changed. */
public final class ManifestFile {
    private ManifestFile() {}

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
            Optional<Json.Difference> difference = Json.firstDifference(Json.read(file, type), manifest);
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
            AtomicFiles.writeText(file, Json.text(manifest));
        }
    }
}
