package org.weightflow.networks.artefact;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is filled under the temporary name that {@link AtomicFiles} gives and that {@link AtomicFiles#sweep} knows, and takes
 * its place when it is complete. Closing one that was not committed deletes it.
 */
public final class DraftFile implements Closeable {
    private final Path target;
    private final FileChannel channel;
    /** Null once it has been moved or deleted. */
    private Path temporary;

    private DraftFile(Path target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
    }

    /** @throws IOException naming {@code target} */
    public static DraftFile create(Path target) throws IOException {
        Path temporary = null;
        try {
            temporary = AtomicFiles.create(
                    target.toAbsolutePath().getParent(), target.getFileName().toString());
            return new DraftFile(
                    target, temporary, FileChannel.open(temporary, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException failure) {
            AtomicFiles.deleteQuietly(temporary);
            throw FileFailure.of(target, "cannot be written", failure);
        }
    }

    /** Where the file will be. */
    public Path target() {
        return target;
    }

    /** To write and read it; stays this draft's. */
    public FileChannel channel() {
        return channel;
    }

    /**
     * Forces the file to disk and moves it into place, replacing one that is there.
     *
     * @throws IOException naming the target; the draft can then only be closed
     */
    public void commit() throws IOException {
        commitUnforced();
        AtomicFiles.forceFolder(target.toAbsolutePath().getParent());
    }

    /** As {@link #commit}, but the name is durable only when {@link AtomicFiles#forceFolder} has forced the folder. */
    void commitUnforced() throws IOException {
        try {
            channel.force(true);
            channel.close();
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            temporary = null;
        } catch (IOException failure) {
            throw FileFailure.of(target, "cannot be written", failure);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            AtomicFiles.deleteQuietly(temporary);
            temporary = null;
        }
    }
}
