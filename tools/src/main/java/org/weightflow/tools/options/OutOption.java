package org.weightflow.tools.options;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.weightflow.networks.artefact.AtomicFiles;
import picocli.CommandLine.Option;

/** {@code --out}: the folder that a command writes. */
public final class OutOption {
    @Option(names = "--out", paramLabel = "FOLDER", description = "Folder to write; made if it is not there.")
    private Path folder;

    /**
     * Makes the folder and shows that it can be written, before any work starts; what can be refused is refused before, so that
     * nothing is left of it.
     *
     * @throws UsageException if the option was not given
     * @throws IOException if the folder cannot be made or written
     */
    public Path prepare() throws IOException {
        requireGiven();
        return prepared(folder);
    }

    /** @throws UsageException if the option was not given */
    public void requireGiven() {
        if (folder == null) {
            throw new UsageException("missing option --out FOLDER");
        }
    }

    /** Whether the option was given. */
    public boolean isGiven() {
        return folder != null;
    }

    /** As {@link #prepare()}, with {@code otherwise} if the option was not given. */
    public Path prepare(Path otherwise) throws IOException {
        return prepared(folder == null ? otherwise : folder);
    }

    private static Path prepared(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            if (Files.exists(folder)) {
                throw new FileAlreadyExistsException(folder.toString(), null, "is a file where a folder is needed");
            }
            Files.createDirectories(folder);
        }
        try {
            // Trying is the only test that holds for every file system and user.
            AtomicFiles.tryWriting(folder);
        } catch (AccessDeniedException e) {
            throw (IOException) new AccessDeniedException(folder.toString()).initCause(e);
        } catch (FileSystemException e) {
            throw (IOException) new FileSystemException(folder.toString(), null, e.getReason()).initCause(e);
        }
        return folder;
    }
}
