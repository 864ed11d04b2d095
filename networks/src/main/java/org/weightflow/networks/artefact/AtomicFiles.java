package org.weightflow.networks.artefact;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes files whole or not at all: to a temporary file in the same folder, forced to disk, then moved into place.
 * <p>A process that is killed leaves at most a file named {@code .NAME.PID-N.part}, which {@link #sweep} deletes. Readers that
 * have mapped the old file keep seeing the old bytes.
 */
public final class AtomicFiles {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.[0-9]+-[0-9]+\\.part");

    private AtomicFiles() {}

    /** What a file is to hold. */
    @FunctionalInterface
    public interface Content {
        /** Writes every byte of the file to {@code out}, which is buffered and which the caller closes. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file, replacing one that exists.
     *
     * @throws IOException naming {@code target} and the reason; {@code target} is then as it was before
     */
    public static void write(Path target, Content content) throws IOException {
        writeUnforced(target, content);
        forceFolder(target.toAbsolutePath().getParent());
    }

    /**
     * As {@link #write(Path, Content)}, but the name is durable only when {@link #forceFolder} has forced the folder, once for many
     * files.
     */
    public static void writeUnforced(Path target, Content content) throws IOException {
        try (DraftFile draft = DraftFile.create(target)) {
            try {
                // Left open: the draft closes the channel.
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(draft.channel()), BUFFER_BYTES);
                content.writeTo(out);
                out.flush();
            } catch (IOException failure) {
                throw FileFailure.of(target, "cannot be written", failure);
            }
            draft.commitUnforced();
        }
    }

    /** As {@link #write(Path, Content)}. */
    public static void write(Path target, byte[] bytes) throws IOException {
        write(target, out -> out.write(bytes));
    }

    /** Writes {@code text} in UTF-8, as {@link #write(Path, Content)} does. */
    public static void writeText(Path target, String text) throws IOException {
        write(target, text.getBytes(StandardCharsets.UTF_8));
    }

    /** What killed writers left in {@code folder}, sorted; nothing if there is no such folder. */
    public static List<Path> temporaries(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, AtomicFiles::isTemporary)) {
            files.forEach(found::add);
        } catch (NoSuchFileException none) {
            return found;
        } catch (IOException failure) {
            throw FileFailure.of(folder, "cannot be listed", failure);
        }
        Collections.sort(found);
        return found;
    }

    /** Deletes what killed writers left in {@code folder}; to be called by its one writer only. */
    public static void sweep(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, AtomicFiles::isTemporary)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failure) {
            throw FileFailure.of(folder, "cannot be swept", failure);
        }
    }

    /** Whether {@code file} is a regular file that bears the name of a temporary one. */
    public static boolean isTemporary(Path file) {
        return TEMPORARY.matcher(file.getFileName().toString()).matches()
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Makes the names in {@code folder} durable, where the operating system allows it.
     * <p>Windows opens no folder, and some network file systems force none; what they hold is then as durable as they make it.
     */
    public static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException unsupported) {
            // Nothing more can be done: the file itself has been forced.
        }
    }

    /**
     * Shows that files can be written in a folder, by making one and deleting it.
     *
     * @throws IOException as the operating system gives it, if not
     */
    public static void tryWriting(Path folder) throws IOException {
        Files.delete(create(folder, "writable"));
    }

    /** An empty file with the permissions that the user's other files get, which {@code Files.createTempFile} does not give. */
    static Path create(Path folder, String name) throws IOException {
        for (long n = 0; ; n++) {
            Path candidate =
                    folder.resolve("." + name + "." + ProcessHandle.current().pid() + "-" + n + ".part");
            try {
                return Files.createFile(candidate);
            } catch (FileAlreadyExistsException taken) {
                // Another thread writes the same name, or a killed process had our number: take the next.
            }
        }
    }

    static void deleteQuietly(Path temporary) {
        if (temporary != null) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException left) {
                // The failure that led here matters more; the next sweep deletes the file.
            }
        }
    }
}
