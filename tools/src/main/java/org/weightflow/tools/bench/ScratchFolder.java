package org.weightflow.tools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.weightflow.networks.artefact.FolderTree;

/** A folder that is gone when it is closed. */
final class ScratchFolder implements AutoCloseable {
    private static final int ATTEMPTS = 10;

    private final Path folder;

    /** @param parent null for the system's folder of temporary files */
    ScratchFolder(Path parent) throws IOException {
        this.folder = parent == null
                ? Files.createTempDirectory("weightflow-bench-")
                : Files.createTempDirectory(Files.createDirectories(parent), "weightflow-bench-");
    }

    Path path() {
        return folder;
    }

    /** For when the process is told to end, while a writer may still be at work in the folder. */
    void closeQuietly() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                close();
                return;
            } catch (IOException | UncheckedIOException another) {
                // The writer moved or made a file; without its folder it makes no more.
            }
        }
    }

    @Override
    public void close() throws IOException {
        FolderTree.delete(folder);
    }
}
