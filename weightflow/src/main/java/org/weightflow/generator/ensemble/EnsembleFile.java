package org.weightflow.generator.ensemble;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.zoo.ManifestFile;

/** {@code ensemble.json}, whose schema tells what drew the members, and the card beside it. */
final class EnsembleFile {
    private static final String NAME = "ensemble.json";
    private static final String CARD = "README.md";

    private EnsembleFile() {}

    static boolean isAt(Path folder) {
        return Files.exists(folder.resolve(NAME));
    }

    /** @throws IOException if it is damaged, naming the field and the rule */
    static EnsembleFacts read(Path folder) throws IOException {
        Map<?, ?> fields = Json.read(folder.resolve(NAME), Map.class);
        return Integer.valueOf(DrawnManifest.SCHEMA).equals(fields.get("schema"))
                ? ManifestFile.read(folder, NAME, DrawnManifest.class)
                : ManifestFile.read(folder, NAME, EnsembleManifest.class);
    }

    /** @throws IOException if there is no such architecture */
    static Architecture architecture(Path folder, EnsembleFacts facts) throws IOException {
        try {
            return facts.architecture().build();
        } catch (IllegalArgumentException unknown) {
            throw new IOException(folder.resolve(NAME) + ": " + unknown.getMessage(), unknown);
        }
    }

    /**
     * Writes the manifest, or requires the one that is there to be equal.
     *
     * @throws IOException naming the first field that differs
     */
    static <T extends EnsembleFacts> void claim(Path folder, Class<T> type, T manifest) throws IOException {
        if (isAt(folder) && !type.isInstance(read(folder))) {
            throw new IOException(
                    folder.resolve(NAME) + ": this ensemble was drawn from something else; choose another folder");
        }
        ManifestFile.claim(folder, NAME, type, manifest, "ensemble");
    }

    static void writeCard(Path folder, String card) throws IOException {
        AtomicFiles.writeText(folder.resolve(CARD), card);
    }
}
