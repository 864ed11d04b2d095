package org.weightflow.networks.exchange;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.FileFailure;

/**
 * A hidden folder inside the folder of an export, where the files of one member are made before they are held against what is
 * there and moved into place.
 * <p>What a killed export left in it is deleted by the next one. For the one writer that holds the lock.
 */
final class Staging implements Closeable {
    static final String NAME = ".weightflow-export";

    private final Path folder;
    private int written;
    private int present;

    private Staging(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder anew inside {@code out}. */
    static Staging open(Path out) throws IOException {
        Path folder = out.resolve(NAME);
        try {
            delete(folder);
            Files.createDirectory(folder);
        } catch (IOException failure) {
            throw FileFailure.of(folder, "cannot be made anew", failure);
        }
        return new Staging(folder);
    }

    /** Where to write the next files. */
    Path folder() {
        return folder;
    }

    /** Files that were moved into place. */
    int written() {
        return written;
    }

    /** Files that were in place already, byte for byte. */
    int present() {
        return present;
    }

    /**
     * Moves the files to {@code target}, which is made if it is not there; those that are there with the same bytes stay.
     *
     * @throws IOException naming the first file of {@code target} that is another; none has then been moved
     */
    void moveTo(Path target) throws IOException {
        try {
            Files.createDirectories(target);
        } catch (IOException failure) {
            throw FileFailure.of(target, "cannot be created", failure);
        }
        List<Path> missing = new ArrayList<>();
        List<Path> files = files(folder);
        for (Path file : files) {
            Path place = target.resolve(file.getFileName());
            if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                missing.add(file);
            } else if (!same(file, place)) {
                throw new IOException(place + ": in the way, and not what this export writes; choose another folder");
            }
        }
        for (Path file : missing) {
            Path place = target.resolve(file.getFileName());
            try {
                Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException failure) {
                throw FileFailure.of(place, "cannot be written", failure);
            }
        }
        AtomicFiles.forceFolder(target);
        written += missing.size();
        present += files.size() - missing.size();
        deleteFiles(folder);
    }

    private static boolean same(Path file, Path place) throws IOException {
        try {
            return Files.isRegularFile(place) && Files.mismatch(file, place) < 0;
        } catch (IOException failure) {
            throw FileFailure.of(place, "cannot be read", failure);
        }
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            deleteFiles(folder);
        }
        Files.deleteIfExists(folder);
    }

    private static void deleteFiles(Path folder) throws IOException {
        for (Path file : files(folder)) {
            Files.delete(file);
        }
    }

    /** Weights first and the model card, whose name is in capitals, last. */
    private static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            found.forEach(files::add);
        }
        files.sort(Comparator.reverseOrder());
        return files;
    }
}
