package org.weightflow.networks.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    private Path target;

    @BeforeEach
    void nameTheTarget() {
        target = folder.resolve("zoo.json");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void writesAndReplacesAndLeavesNothingElse() throws IOException {
        AtomicFiles.write(target, new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(target));
        AtomicFiles.writeText(target, "\u00e9\n");
        assertArrayEquals("\u00e9\n".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(target));
        assertEquals(List.of("zoo.json"), names());
    }

    @Test
    void showsNothingUntilEverythingIsWritten() throws IOException {
        AtomicFiles.write(target, out -> {
            out.write(new byte[1 << 20]);
            out.flush();
            assertFalse(Files.exists(target));
            assertEquals(1, names().size());
            assertTrue(AtomicFiles.isTemporary(folder.resolve(names().get(0))));
        });
        assertEquals(1 << 20, Files.size(target));
    }

    @Test
    void keepsTheOldFileAndNamesTheReasonWhenTheDiskIsFull() throws IOException {
        AtomicFiles.writeText(target, "old");
        var e = assertThrows(
                IOException.class,
                () -> AtomicFiles.write(target, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }));
        assertEquals(target + ": cannot be written: No space left on device", e.getMessage());
        assertEquals("old", Files.readString(target));
        assertEquals(List.of("zoo.json"), names());
    }

    @Test
    void cleansUpAfterAProgrammingError() throws IOException {
        assertThrows(
                IllegalStateException.class,
                () -> AtomicFiles.write(target, out -> {
                    throw new IllegalStateException("broken");
                }));
        assertEquals(List.of(), names());
    }

    @Test
    void namesAFolderThatIsNotThere() {
        Path lost = folder.resolve("lost").resolve("a.json");
        var e = assertThrows(IOException.class, () -> AtomicFiles.writeText(lost, "x"));
        assertEquals(lost + ": cannot be written: no such file or folder", e.getMessage());
    }

    @Test
    void namesAFolderThatIsAFile() throws IOException {
        AtomicFiles.writeText(target, "x");
        Path below = target.resolve("a.json");
        var e = assertThrows(IOException.class, () -> AtomicFiles.writeText(below, "x"));
        assertTrue(e.getMessage().startsWith(below + ": cannot be written: "), e::getMessage);
    }

    @Test
    void namesAFolderThatCannotBeWrittenTo() throws IOException {
        assumeTrue(folder.toFile().setWritable(false));
        try {
            assumeFalse(Files.isWritable(folder), "this user may write everywhere");
            var e = assertThrows(IOException.class, () -> AtomicFiles.writeText(target, "x"));
            assertEquals(target + ": cannot be written: access is denied", e.getMessage());
        } finally {
            assertTrue(folder.toFile().setWritable(true));
        }
    }

    @Test
    void doesNotReplaceAFolder() throws IOException {
        Files.createDirectories(target.resolve("inside"));
        var e = assertThrows(IOException.class, () -> AtomicFiles.writeText(target, "x"));
        assertTrue(e.getMessage().startsWith(target + ": cannot be written: "), e::getMessage);
        assertEquals(List.of("zoo.json"), names());
    }

    @Test
    void sweepsWhatAKilledWriterLeftAndNothingElse() throws IOException {
        List<String> kept =
                List.of(".part", "a.12-0.part", ".a.part", ".a.12.part", ".a.1-x.part", ".lock", "notes.txt");
        for (String name : kept) {
            Files.createFile(folder.resolve(name));
        }
        Files.createDirectory(folder.resolve(".a.12-3.part"));
        Files.createFile(folder.resolve(".zoo.json.4711-0.part"));
        Files.createFile(folder.resolve(".000017.mask.safetensors.4711-12.part"));
        AtomicFiles.sweep(folder);
        List<String> expected = new ArrayList<>(kept);
        expected.add(".a.12-3.part");
        assertEquals(expected.stream().sorted().toList(), names());
    }

    @Test
    void passesByATemporaryNameThatIsTaken() throws IOException {
        long pid = ProcessHandle.current().pid();
        Path taken = folder.resolve(".zoo.json." + pid + "-0.part");
        Files.writeString(taken, "somebody's");
        AtomicFiles.writeText(target, "mine");
        assertEquals("mine", Files.readString(target));
        assertEquals("somebody's", Files.readString(taken));
    }

    @Test
    void givesTheFileTheUsualPermissions() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        AtomicFiles.writeText(target, "x");
        Path usual = Files.createFile(folder.resolve("usual"));
        assertEquals(Files.getPosixFilePermissions(usual), Files.getPosixFilePermissions(target));
    }

    @Test
    void writesTheSameTargetFromSeveralThreads() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int t = 0; t < 4; t++) {
            byte[] bytes = new byte[50_000];
            java.util.Arrays.fill(bytes, (byte) t);
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; i < 10; i++) {
                        AtomicFiles.write(target, bytes);
                    }
                } catch (IOException | RuntimeException e) {
                    failures.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
        byte[] found = Files.readAllBytes(target);
        assertEquals(50_000, found.length);
        for (byte b : found) {
            assertEquals(found[0], b);
        }
        assertEquals(List.of("zoo.json"), names());
    }
}
