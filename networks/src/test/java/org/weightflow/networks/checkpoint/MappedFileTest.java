package org.weightflow.networks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
    @TempDir
    Path folder;

    @Test
    void refusesRangesOutsideTheFile() throws IOException {
        Path path = Files.write(folder.resolve("a"), new byte[] {1, 2, 3});
        try (FileChannel channel = FileChannel.open(path)) {
            MappedFile file = new MappedFile(channel);
            assertEquals(0x0302, file.slice(1, 2).getShort());
            assertEquals(0, file.slice(3, 0).remaining());
            assertThrows(IllegalArgumentException.class, () -> file.slice(1, 3));
            assertThrows(IllegalArgumentException.class, () -> file.slice(-1, 1));
            assertThrows(IllegalArgumentException.class, () -> file.slice(0, -1));
            assertThrows(IllegalArgumentException.class, () -> file.slice(Long.MAX_VALUE, 1));
        }
    }

    /** The file has a hole and takes no room on the disk. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void slicesBehindAndAcrossTheFirstTwoGibibytes() throws IOException {
        Path path = folder.resolve("large");
        long far = 5L << 30;
        long[] places = {0, Integer.MAX_VALUE - 2L, far};
        try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
            for (long place : places) {
                out.seek(place);
                out.writeInt(Integer.reverseBytes((int) (place % 1000) + 7));
            }
        }
        try (FileChannel channel = FileChannel.open(path)) {
            MappedFile file = new MappedFile(channel);
            assertEquals(far + 4, file.size());
            for (int i : new int[] {0, 1, 2, 1, 0}) {
                assertEquals(
                        (int) (places[i] % 1000) + 7, file.slice(places[i], 4).getInt());
            }
        }
    }
}
