package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An archive of the kind in which CIFAR-10 comes, with two small files in it. */
@Timeout(60)
class RemoteArchiveTest {
    private static final byte[] FIRST = Cifar10Test.records(1);
    private static final byte[] SECOND = Cifar10Test.records(2);
    private static final byte[] PACKED = IdxBytes.gzip(tar(
            entry("root/readme.html", "x".getBytes(StandardCharsets.US_ASCII)),
            entry("root/b.bin", SECOND),
            entry("elsewhere/a.bin", SECOND),
            entry("root/a.bin", FIRST)));
    private static final RemoteArchive ARCHIVE = archive(PACKED);

    @TempDir
    Path base;

    private static RemoteArchive archive(byte[] packed) {
        return new RemoteArchive(
                "x.tar.gz", Sha256.of(packed), packed.length, "root", List.of("a.bin", "b.bin"), FIRST.length);
    }

    private static byte[] entry(String name, byte[] content) {
        byte[] padded = new byte[512 + (content.length + 511) / 512 * 512];
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, padded, 0, bytes.length);
        byte[] size = String.format(Locale.ROOT, "%011o ", content.length).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, padded, 124, size.length);
        System.arraycopy(content, 0, padded, 512, content.length);
        return padded;
    }

    private static byte[] tar(byte[]... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            out.writeBytes(entry);
        }
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    private Path folder() throws IOException {
        return Files.createDirectories(base.resolve("cifar10"));
    }

    private FetchReport fetch(Mirror mirror) throws IOException, InterruptedException {
        RemoteDataset dataset =
                new RemoteDataset("cifar10", List.of(URI.create(mirror.uri().toString())), List.of(ARCHIVE));
        return new DatasetFetcher(FetchConfig.defaults(), FetchListener.silent(), List.of(dataset))
                .fetch("cifar10", base);
    }

    @Test
    void downloadsVerifiesAndUnpacksFromTheMirrorOfTheDataset() throws Exception {
        List<Path> files = List.of(folder().resolve("a.bin"), folder().resolve("b.bin"));
        try (Mirror mirror = new Mirror().serve("x.tar.gz", PACKED)) {
            FetchReport report = fetch(mirror);
            assertEquals(files, report.downloaded());
            assertArrayEquals(FIRST, Files.readAllBytes(files.get(0)));
            assertArrayEquals(SECOND, Files.readAllBytes(files.get(1)));
            try (var left = Files.list(folder())) {
                assertEquals(files, left.sorted().toList(), "and nothing else");
            }
            assertEquals(files, fetch(mirror).present());
            assertEquals(List.of("x.tar.gz all"), mirror.requests());
        }
    }

    @Test
    void unpacksAnArchiveThatWasPutThereByHand() throws Exception {
        Files.write(folder().resolve("x.tar.gz"), PACKED);
        try (Mirror mirror = new Mirror()) {
            assertEquals(2, fetch(mirror).present().size());
            assertEquals(List.of(), mirror.requests());
        }
        assertFalse(Files.exists(folder().resolve("x.tar.gz")));
    }

    @Test
    void refusesAnotherArchive() throws Exception {
        byte[] other = PACKED.clone();
        other[other.length / 2] ^= 1;
        try (Mirror mirror = new Mirror().serve("x.tar.gz", other)) {
            var e = assertThrows(DatasetUnavailableException.class, () -> fetch(mirror));
            assertTrue(e.getMessage().contains("SHA-256 is "), e::getMessage);
            assertTrue(e.getMessage().contains("put the files x.tar.gz in " + folder()), e::getMessage);
        }
        try (var left = Files.list(folder())) {
            assertEquals(0, left.count());
        }
        Files.write(folder().resolve("a.bin"), new byte[7]);
        var wrong = assertThrows(DatasetFormatException.class, () -> ARCHIVE.present(folder()));
        assertTrue(wrong.getMessage().endsWith("a.bin: expected 3073 bytes, found 7"), wrong::getMessage);
    }

    @Test
    void refusesAnArchiveWithoutItsFiles() throws IOException {
        unpackFails("expected the files a.bin, b.bin in it", tar(entry("root/a.bin", FIRST)));
        unpackFails("expected 3073 bytes in the archive, found 1", tar(entry("root/a.bin", new byte[1])));
        byte[] unreadable = entry("root/a.bin", FIRST);
        unreadable[130] = 'x';
        unpackFails("expected an octal size of entry root/a.bin", tar(unreadable));
        unpackFails("expected a whole gzip archive", Arrays.copyOf(entry("root/a.bin", FIRST), 600));
        unpackFails("expected a whole gzip archive", Arrays.copyOf(entry("root/a.bin", FIRST), 400));
    }

    private void unpackFails(String part, byte[] tar) throws IOException {
        Path file = Files.write(folder().resolve("x.tar.gz"), IdxBytes.gzip(tar));
        var e = assertThrows(DatasetFormatException.class, () -> ARCHIVE.unpack(file));
        assertTrue(e.getMessage().contains(part), e::getMessage);
        assertTrue(Files.exists(file), "the archive stays");
    }
}
