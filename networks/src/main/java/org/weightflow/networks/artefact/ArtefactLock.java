package org.weightflow.networks.artefact;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * The right to write to an artefact folder, held by one writer at a time on this machine.
 * <p>It is an operating-system lock on the file {@code .lock}, so it ends with the process, however that ends; the empty file
 * stays. Readers need no lock.
 */
public final class ArtefactLock implements Closeable {
    private static final String NAME = ".lock";

    /**
     * Folders that this JVM has locked. Where locks belong to the process, as POSIX has them, closing any channel of the file
     * drops them all: a second attempt from within the JVM must therefore not even open the file.
     */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path folder;
    private final Path key;
    private final FileChannel channel;
    private boolean open = true;

    private ArtefactLock(Path folder, Path key, FileChannel channel) {
        this.folder = folder;
        this.key = key;
        this.channel = channel;
    }

    /**
     * @param folder an existing folder
     * @throws IOException naming the folder, if another writer holds it or it cannot be written to
     */
    public static ArtefactLock acquire(Path folder) throws IOException {
        synchronized (HELD) {
            Path key;
            try {
                key = folder.toRealPath();
            } catch (IOException failure) {
                throw FileFailure.of(folder, "cannot be locked", failure);
            }
            if (HELD.contains(key)) {
                throw inUse(folder);
            }
            FileChannel channel = lock(folder, key);
            HELD.add(key);
            return new ArtefactLock(folder, key, channel);
        }
    }

    private static FileChannel lock(Path folder, Path key) throws IOException {
        FileChannel channel = null;
        FileLock lock = null;
        try {
            channel = FileChannel.open(key.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = channel.tryLock();
        } catch (IOException failure) {
            throw FileFailure.of(folder, "cannot be locked", failure);
        } finally {
            if (lock == null && channel != null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw inUse(folder);
        }
        return channel;
    }

    public Path folder() {
        return folder;
    }

    /** @throws IllegalStateException if the lock has been closed */
    public void requireOpen() {
        synchronized (HELD) {
            if (!open) {
                throw new IllegalStateException(folder + ": the lock has been closed");
            }
        }
    }

    /** Lets the next writer in; a second call does nothing. */
    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            if (open) {
                open = false;
                HELD.remove(key);
                channel.close();
            }
        }
    }

    private static IOException inUse(Path folder) {
        return new IOException(folder + ": in use by another writer; wait until it has finished or end it");
    }
}
