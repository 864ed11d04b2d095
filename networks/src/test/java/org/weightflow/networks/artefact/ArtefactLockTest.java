package org.weightflow.networks.artefact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtefactLockTest {
    private static final int FREE = 40;
    private static final int IN_USE = 41;

    @TempDir
    Path folder;

    /** What the other process runs. */
    public static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] args) {
            try (ArtefactLock lock = ArtefactLock.acquire(Path.of(args[0]))) {
                lock.requireOpen();
                System.exit(FREE);
            } catch (IOException e) {
                System.exit(e.getMessage().contains("in use") ? IN_USE : 1);
            }
        }
    }

    private int otherProcess() throws IOException, InterruptedException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        folder.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    @Test
    void letsOneWriterInAtATime() throws IOException {
        try (ArtefactLock lock = ArtefactLock.acquire(folder)) {
            var e = assertThrows(IOException.class, () -> ArtefactLock.acquire(folder));
            assertTrue(e.getMessage().startsWith(folder + ": in use by another writer"), e::getMessage);
            assertEquals(folder, lock.folder());
        }
        ArtefactLock.acquire(folder).close();
    }

    @Test
    void knowsTheFolderByAnotherName() throws IOException {
        Path detour = Files.createDirectory(folder.resolve("sub")).resolve("..");
        try (ArtefactLock lock = ArtefactLock.acquire(folder)) {
            lock.requireOpen();
            assertThrows(IOException.class, () -> ArtefactLock.acquire(detour));
        }
    }

    /** The refused second attempt must not drop the first lock, as closing a channel of the same file would. */
    @Test
    void keepsOtherProcessesOutEvenAfterARefusalWithinThisOne() throws Exception {
        try (ArtefactLock lock = ArtefactLock.acquire(folder)) {
            lock.requireOpen();
            assertThrows(IOException.class, () -> ArtefactLock.acquire(folder));
            assertEquals(IN_USE, otherProcess());
        }
        assertEquals(FREE, otherProcess());
    }

    @Test
    void isClosedOnceAndForAll() throws IOException {
        ArtefactLock first = ArtefactLock.acquire(folder);
        first.close();
        try (ArtefactLock second = ArtefactLock.acquire(folder)) {
            first.close();
            second.requireOpen();
            assertThrows(IOException.class, () -> ArtefactLock.acquire(folder));
        }
        assertThrows(IllegalStateException.class, first::requireOpen);
    }

    @Test
    void namesAFolderThatIsNotThere() {
        Path lost = folder.resolve("lost");
        var e = assertThrows(IOException.class, () -> ArtefactLock.acquire(lost));
        assertEquals(lost + ": cannot be locked: no such file or folder", e.getMessage());
    }
}
