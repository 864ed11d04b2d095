package org.weightflow.networks.artefact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumTest {
    /** The examples of FIPS 180-2: one block, a million times the letter a; and the empty message. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final String MILLION = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir
    Path folder;

    @Test
    void isSha256() throws IOException {
        assertEquals(ABC, Checksum.ofText("abc"));
        Path file = folder.resolve("a");
        Files.writeString(file, "a".repeat(1_000_000));
        assertEquals(MILLION, Checksum.ofFile(file));
        Files.writeString(file, "");
        assertEquals(EMPTY, Checksum.ofFile(file));
    }

    @Test
    void namesAFileThatCannotBeRead() {
        Path lost = folder.resolve("lost");
        assertEquals(
                lost + ": cannot be read: no such file or folder",
                assertThrows(IOException.class, () -> Checksum.ofFile(lost)).getMessage());
    }
}
