package org.weightflow.networks.artefact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ArtefactLockTest {
    private static final int FREE = 40;
    private static final int IN_USE = 41;
    private static final String HELD = "held";

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

    /** Takes the lock, says so, and keeps it until it is killed. */
    public static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            try (ArtefactLock lock = ArtefactLock.acquire(Path.of(args[0]))) {
                Files.createFile(lock.folder().resolve(HELD));
                Thread.sleep(Long.MAX_VALUE);
            }
        }
    }

    private Process start(Class<?> main) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        folder.toString())
                .inheritIO()
                .start();
    }

    private int otherProcess() throws IOException, InterruptedException {
        return start(OtherProcess.class).waitFor();
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

    /** As by {@code kill -9}: no code of the dying process runs, and nobody needs to clear anything away. */
    @Test
    @Timeout(60)
    void endsWithTheProcessThatHoldsItHoweverThatEnds() throws Exception {
        Process holder = start(Holder.class);
        try {
            while (!Files.exists(folder.resolve(HELD))) {
                assertTrue(holder.isAlive(), "the other process takes the lock");
                Thread.sleep(10);
            }
            var e = assertThrows(IOException.class, () -> ArtefactLock.acquire(folder));
            assertTrue(e.getMessage().startsWith(folder + ": in use by another writer"), e::getMessage);
        } finally {
            holder.destroyForcibly().waitFor();
        }
        ArtefactLock.acquire(folder).close();
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
