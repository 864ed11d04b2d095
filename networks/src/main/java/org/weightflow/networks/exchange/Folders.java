package org.weightflow.networks.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.weightflow.networks.artefact.FileFailure;

/** What folders hold, in an order that does not depend on the file system. */
final class Folders {
    private Folders() {}

    /** The names of the folders in a folder, in plain order. */
    static List<String> namesOfFolders(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(Files::isDirectory)
                    .map(each -> each.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (UncheckedIOException failure) {
            throw FileFailure.of(folder, "cannot be listed", failure.getCause());
        } catch (IOException failure) {
            throw FileFailure.of(folder, "cannot be listed", failure);
        }
    }
}
