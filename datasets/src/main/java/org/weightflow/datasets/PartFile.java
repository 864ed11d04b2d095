package org.weightflow.datasets;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * An unfinished download: {@code NAME.part}, and {@code NAME.part.validator} with the address and the ETag it came with.
 *
 * <p>Without both, or from another address, the bytes cannot be continued, for nothing tells that the rest would fit: an
 * ETag means something for its own address only, and a weak one does not promise the same bytes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.5">RFC 9110, If-Range</a>
 */
final class PartFile {
    private final Path target;
    private final Path part;
    private final Path validator;

    PartFile(Path target) {
        this.target = target;
        this.part = target.resolveSibling(target.getFileName() + ".part");
        this.validator = target.resolveSibling(target.getFileName() + ".part.validator");
    }

    Path path() {
        return part;
    }

    long size() throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    /** The strong ETag under which the bytes so far came from {@code uri}, if there are any. */
    Optional<String> resumeTag(URI uri) throws IOException {
        if (size() == 0 || !Files.exists(validator)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(validator);
        return lines.size() == 2 && lines.get(0).equals(uri.toString()) ? Optional.of(lines.get(1)) : Optional.empty();
    }

    /** Opens the file empty, for bytes that come from {@code uri} under {@code etag}. */
    FileChannel restart(URI uri, Optional<String> etag) throws IOException {
        // Emptied first: an old tag beside no bytes resumes nothing, but a new tag beside old bytes would.
        FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            if (etag.filter(PartFile::isStrong).isPresent()) {
                Files.write(validator, List.of(uri.toString(), etag.get()));
            } else {
                Files.deleteIfExists(validator);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Opens the file for bytes that follow those it has. */
    FileChannel append() throws IOException {
        return FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private static boolean isStrong(String etag) {
        return etag.startsWith("\"");
    }

    /** Moves the finished file, which is on disk already, to its place in one step. */
    void finish() throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(validator);
        forceFolder();
    }

    void delete() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(validator);
    }

    private void forceFolder() {
        try (FileChannel folder = FileChannel.open(target.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            // Windows opens no folder, and the file itself is on disk: at worst a power cut undoes the new name.
        }
    }
}
