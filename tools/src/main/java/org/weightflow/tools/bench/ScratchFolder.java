package org.weightflow.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that is gone when it is closed. */
final class ScratchFolder implements AutoCloseable {
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

    /** For when the process ends: what cannot be removed is left. */
    void closeQuietly() {
        try {
            close();
        } catch (IOException left) {
            // A writer may still be at work in it; nobody is there to hear of it.
        }
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
