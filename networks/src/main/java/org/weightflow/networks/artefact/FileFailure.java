package org.weightflow.networks.artefact;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Says in one sentence what went wrong with a file: several of the JDK's own messages are a bare path or a bare reason. */
public final class FileFailure {
    private FileFailure() {}

    /**
     * @param what what could not be done, such as {@code cannot be written}
     * @return an exception that says {@code path: what: reason} and has {@code failure} as its cause
     */
    public static IOException of(Path path, String what, IOException failure) {
        return new IOException(path + ": " + what + ": " + reason(failure), failure);
    }

    /** The reason alone, without a path where the JDK's exception tells them apart. */
    static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "access is denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "a file of that name is in the way";
        }
        if (failure instanceof NotDirectoryException) {
            return "not a folder";
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return "a folder of that name is in the way";
        }
        if (failure instanceof CharacterCodingException) {
            return "the bytes are not UTF-8";
        }
        String reason = failure instanceof FileSystemException located ? located.getReason() : failure.getMessage();
        return reason == null || reason.isBlank()
                ? failure.getClass().getSimpleName()
                : reason.lines().findFirst().orElseThrow().strip();
    }
}
