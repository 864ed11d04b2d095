package org.weightflow.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.zoo.Zoo;

/**
 * Fills a real file system: a tmpfs of one mebibyte where the tests may mount one, or the folder on a small file system that
 * {@code -Dweightflow.smallDisk=FOLDER} names.
 */
class DiskFullTest {
    private static final String GIVEN = System.getProperty("weightflow.smallDisk");
    private static final long LARGEST_DISK = 64L << 20;

    @TempDir
    private static Path temp;

    private static Path disk;
    private static boolean mounted;

    @BeforeAll
    static void findASmallDisk() throws Exception {
        if (GIVEN != null) {
            disk = Files.createTempDirectory(Path.of(GIVEN), "weightflow");
        } else {
            disk = Files.createDirectory(temp.resolve("disk"));
            mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
            assumeTrue(
                    mounted,
                    "no tmpfs can be mounted here, and weightflow.smallDisk names no folder on a small file system");
        }
        long size = Files.getFileStore(disk).getTotalSpace();
        assertTrue(size <= LARGEST_DISK, disk + " is on a file system of " + size + " bytes, too large to fill");
    }

    @AfterAll
    static void unmount() throws Exception {
        if (mounted) {
            // Lazily: files that were mapped hold the file system until the garbage collector lets go of them.
            assertTrue(run("umount", "-l", disk.toString()), "the file system stays mounted on " + disk);
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    private static int collect(Captured captured, Path folder) {
        return captured.run(
                "collect",
                "--dataset",
                "iris",
                "--validation",
                "24",
                "--architecture",
                "mlp-4-32-3",
                "--kind",
                "tickets",
                "--levels",
                "1",
                "--rewind-step",
                "1",
                "--members",
                "8",
                "--group",
                "4",
                "--epochs",
                "1",
                "--batch-size",
                "64",
                "--threads",
                "1",
                "--out",
                folder.toString());
    }

    /** Takes all space but about so much. */
    private static Path fill(long left) throws IOException {
        Path filler = disk.resolve("filler");
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (Files.getFileStore(disk).getUsableSpace() > left) {
                out.write(block);
            }
        } catch (IOException full) {
            // Some file systems say less than they have left.
        }
        return filler;
    }

    /** From no space at all to nearly enough, so that the disk is full at every kind of file once. */
    @Test
    void stopsWithOneSentenceAndKeepsWhatIsThere() throws IOException {
        Path undisturbed = temp.resolve("undisturbed");
        assertEquals(0, collect(new Captured(), undisturbed));
        int stopped = 0;
        int membersKept = 0;
        for (int blocks = 0; blocks < 40; blocks += 3) {
            Path folder = disk.resolve("zoo-" + blocks);
            Path filler = fill(blocks * 4096L);
            Captured captured = new Captured();
            int code = collect(captured, folder);
            if (code != 0) {
                stopped++;
                assertEquals(1, code, captured::err);
                List<String> said = captured.err()
                        .lines()
                        .filter(line -> line.startsWith("weightflow: "))
                        .toList();
                assertEquals(1, said.size(), captured::err);
                assertTrue(said.get(0).endsWith("the disk is full"), captured::err);
                assertTrue(said.get(0).contains(folder.toString()), captured::err);
                assertFalse(captured.err().contains("\tat "), captured::err);
                membersKept = Math.max(membersKept, requireValid(folder));
            }
            Files.delete(filler);
            Captured again = new Captured();
            assertEquals(0, collect(again, folder), again::err);
            assertSame(files(undisturbed), files(folder));
            delete(folder);
        }
        assertTrue(stopped >= 5, stopped + " runs met the full disk");
        assertTrue(membersKept >= 1, "no run met it after a member was complete");
    }

    /** No file of a listed member is damaged or missing; how many there are. */
    private static int requireValid(Path folder) throws IOException {
        if (!Files.exists(folder.resolve("zoo.json"))) {
            return 0;
        }
        List<String> damage = Zoo.verify(folder).faults().stream()
                .filter(fault -> fault.contains("sha256") || fault.contains(": check ") || fault.contains("missing"))
                .toList();
        assertEquals(List.of(), damage);
        return Zoo.verify(folder).members();
    }

    private static Map<String, byte[]> files(Path root) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (var paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        return files;
    }

    private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> found) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, bytes) -> assertTrue(Arrays.equals(bytes, found.get(name)), name));
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
