package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteFileTest {
    private static final byte[] CONTENT = {1, 2, 3};
    private static final RemoteFile FILE = new RemoteFile("x-idx1-ubyte", Sha256.of(CONTENT), 3);

    @TempDir
    Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("file"), content);
    }

    @Test
    void acceptsTheContentPackedOrNot() throws IOException {
        FILE.verify(file(CONTENT));
        FILE.verify(file(IdxBytes.gzip(CONTENT)));
    }

    @Test
    void namesTheDifference() throws IOException {
        refused("expected 3 unpacked bytes, found 2", new byte[] {1, 2});
        refused("expected 3 unpacked bytes, found more", IdxBytes.gzip(new byte[4]));
        refused("SHA-256 of the unpacked content is ", new byte[] {1, 2, 4});
        refused("nothing after it", IdxBytes.concat(IdxBytes.gzip(CONTENT), new byte[5]));
    }

    private void refused(String part, byte[] content) throws IOException {
        Path path = file(content);
        var e = assertThrows(DatasetFormatException.class, () -> FILE.verify(path));
        assertTrue(e.getMessage().startsWith(path + ": ") && e.getMessage().contains(part), e::getMessage);
    }

    @Test
    void hashesTheEmptyInputAsTheStandardDoes() {
        // The digest of no bytes, as every implementation of FIPS 180-4 gives it.
        assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Sha256.of(new byte[0]));
    }

    @Test
    void knowsTheOfficialFilesOfMnist() throws IOException {
        String named = System.getenv(DataFolder.VARIABLE);
        Assumptions.assumeTrue(named != null, "WEIGHTFLOW_DATA names no folder with the files of mnist");
        for (RemoteFile file : RemoteFile.MNIST) {
            Path packed = Path.of(named).resolve("mnist").resolve(file.packedName());
            Assumptions.assumeTrue(Files.exists(packed), packed + " is absent");
            file.verify(packed);
        }
    }
}
