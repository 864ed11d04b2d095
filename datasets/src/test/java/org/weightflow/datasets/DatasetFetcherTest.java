package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DatasetFetcherTest {
    private static final String IMAGES = MnistFamily.FILES.get(0) + ".gz";
    private static final String LABELS = MnistFamily.FILES.get(1) + ".gz";
    /** Noise, which gzip cannot shrink, so that a download takes several pieces. */
    private static final byte[] CONTENT = noise(300_000, 1);

    private static final byte[] SMALL = noise(100, 2);
    private static final byte[] PACKED = IdxBytes.gzip(CONTENT);
    private static final int HALF = PACKED.length / 2;
    private static final List<RemoteFile> BOTH = List.of(remote(0, CONTENT), remote(1, SMALL));

    @TempDir
    Path base;

    private Path folder;
    private Mirror mirror;
    /** Longer than a busy machine pauses a thread. */
    private Duration readTimeout = Duration.ofSeconds(20);

    private final List<FetchProgress> progress = new ArrayList<>();

    private static byte[] noise(int length, long seed) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static RemoteFile remote(int index, byte[] content) {
        return new RemoteFile(MnistFamily.FILES.get(index), Sha256.of(content), content.length);
    }

    private static List<RemoteDataset> mnist(List<RemoteFile> files) {
        return List.of(new RemoteDataset("mnist", List.of(), List.copyOf(files)));
    }

    @BeforeEach
    void startMirror() throws IOException {
        folder = base.resolve("mnist");
        mirror = mirror();
    }

    @AfterEach
    void stopMirror() {
        mirror.close();
    }

    private static Mirror mirror() throws IOException {
        return new Mirror().serve(IMAGES, PACKED).serve(LABELS, IdxBytes.gzip(SMALL));
    }

    private FetchReport fetch(List<RemoteFile> files, int attempts, URI... mirrors)
            throws IOException, InterruptedException {
        FetchConfig config = FetchConfig.defaults()
                .withMirrors(List.of(mirrors))
                .withReadTimeout(readTimeout)
                .withAttempts(attempts);
        return new DatasetFetcher(config, progress::add, mnist(files)).fetch("mnist", base);
    }

    private FetchReport fetchImages(int attempts) throws IOException, InterruptedException {
        return fetch(BOTH.subList(0, 1), attempts, mirror.uri());
    }

    private DatasetUnavailableException unavailable(int attempts, URI... mirrors) {
        return assertThrows(DatasetUnavailableException.class, () -> fetch(BOTH.subList(0, 1), attempts, mirrors));
    }

    private void assertHolds(String... names) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            assertEquals(
                    Stream.of(names).sorted().toList(),
                    found.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    private void assertImagesArrived() throws IOException {
        assertArrayEquals(PACKED, Files.readAllBytes(folder.resolve(IMAGES)));
    }

    private long partSize() throws IOException {
        return Files.size(folder.resolve(IMAGES + ".part"));
    }

    /** Leaves half of the images behind, as a broken connection does. */
    private long interruptHalfway() throws IOException {
        mirror.cutAt(HALF);
        unavailable(1, mirror.uri());
        mirror.cutAt(Integer.MAX_VALUE);
        mirror.requests().clear();
        return partSize();
    }

    @Test
    void downloadsEveryFileAndLeavesNothingElse() throws Exception {
        FetchReport report = fetch(BOTH, 1, mirror.uri());
        assertEquals(List.of(folder.resolve(IMAGES), folder.resolve(LABELS)), report.downloaded());
        assertEquals(List.of(), report.present());
        assertEquals(folder, report.folder());
        assertHolds(IMAGES, LABELS);
        assertImagesArrived();
        assertEquals(List.of(IMAGES + " all", LABELS + " all"), mirror.requests());
    }

    @Test
    void tellsItsListenerHowFarItHasCome() throws Exception {
        fetchImages(1);
        long last = 0;
        for (FetchProgress step : progress) {
            assertEquals(IMAGES, step.file());
            assertEquals(PACKED.length, step.total());
            assertTrue(step.bytes() > last, "bytes grow");
            last = step.bytes();
        }
        assertEquals(PACKED.length, last);
        assertTrue(progress.size() > 1, "a download of 300 kB comes in several pieces");
    }

    @Test
    void continuesAfterACutInALaterRun() throws Exception {
        long have = interruptHalfway();
        assertTrue(have > 0 && have <= HALF, () -> "kept " + have);
        progress.clear();
        fetchImages(1);
        assertEquals(List.of(IMAGES + " bytes=" + have + "-"), mirror.requests());
        assertImagesArrived();
        assertHolds(IMAGES);
        assertTrue(progress.get(0).bytes() > have, "progress counts the bytes of the first run");
    }

    @Test
    void continuesAfterACutInTheSameRunWhileBytesCome() {
        mirror.cutAt(HALF);
        var e = unavailable(5, mirror.uri());
        // The first request brings bytes, the second none, so there is no third.
        assertEquals(2, mirror.requests().size());
        assertTrue(mirror.requests().get(1).startsWith(IMAGES + " bytes="), mirror.requests()::toString);
        assertEquals(2, e.getSuppressed().length);
    }

    @Test
    void startsAgainWhenTheServersFileHasChanged() throws Exception {
        interruptHalfway();
        byte[] old = Files.readAllBytes(folder.resolve(IMAGES + ".part"));
        old[0] ^= 1;
        Files.write(folder.resolve(IMAGES + ".part"), old);
        mirror.etag(Optional.of("\"v2\""));
        fetchImages(1);
        assertEquals(1, mirror.requests().size(), "the 200 that answers the range request is used");
        assertImagesArrived();
        assertHolds(IMAGES);
    }

    @Test
    void startsAgainWhereTheServerGaveNoStrongValidator() throws Exception {
        for (Optional<String> etag : List.of(Optional.<String>empty(), Optional.of("W/\"v1\""))) {
            mirror.etag(etag);
            interruptHalfway();
            fetchImages(1);
            assertEquals(List.of(IMAGES + " all"), mirror.requests());
            assertImagesArrived();
            Files.delete(folder.resolve(IMAGES));
        }
    }

    @Test
    void doesNotContinueOneMirrorsBytesWithAnothers() throws Exception {
        interruptHalfway();
        try (Mirror second = mirror()) {
            fetch(BOTH.subList(0, 1), 1, second.uri());
            assertEquals(List.of(IMAGES + " all"), second.requests());
            assertImagesArrived();
        }
    }

    @Test
    void refusesARangeThatStartsElsewhere() throws Exception {
        long have = interruptHalfway();
        mirror.shiftRanges(1);
        var e = unavailable(1, mirror.uri());
        assertTrue(e.getMessage().contains("asked for the bytes from " + have + " on"), e::getMessage);
        assertEquals(have, partSize(), "nothing is written");
    }

    @Test
    void takesAPartThatIsWholeAlready() throws Exception {
        interruptHalfway();
        Files.write(folder.resolve(IMAGES + ".part"), PACKED);
        fetchImages(1);
        assertEquals(List.of(IMAGES + " bytes=" + PACKED.length + "-"), mirror.requests());
        assertImagesArrived();
    }

    @Test
    void startsAgainFromAPartThatIsTooLong() throws Exception {
        interruptHalfway();
        Files.write(folder.resolve(IMAGES + ".part"), IdxBytes.concat(PACKED, (byte) 0));
        fetchImages(1);
        assertEquals(2, mirror.requests().size());
        assertImagesArrived();
    }

    @Test
    void deletesAndReportsADownloadWithTheWrongChecksum() throws Exception {
        mirror.serve(IMAGES, IdxBytes.gzip(noise(CONTENT.length, 9)));
        var e = unavailable(3, mirror.uri());
        assertTrue(e.getMessage().contains("SHA-256 of the unpacked content is "), e::getMessage);
        assertTrue(e.getMessage().contains("expected " + Sha256.of(CONTENT)), e::getMessage);
        assertTrue(e.getMessage().contains("the download is deleted"), e::getMessage);
        assertEquals(1, mirror.requests().size(), "the same wrong file is not asked for again");
        assertHolds();
    }

    @Test
    void deletesADownloadThatIsNoWholeArchive() throws Exception {
        mirror.serve(IMAGES, Arrays.copyOf(PACKED, HALF));
        assertTrue(unavailable(1, mirror.uri()).getMessage().contains("found it damaged"));
        mirror.serve(IMAGES, IdxBytes.concat(PACKED, (byte) 1));
        assertTrue(unavailable(1, mirror.uri()).getMessage().contains("nothing after it"));
        mirror.serve(IMAGES, IdxBytes.gzip(IdxBytes.concat(CONTENT, (byte) 1)));
        assertTrue(unavailable(1, mirror.uri()).getMessage().contains("300000 unpacked bytes, found more"));
        assertHolds();
    }

    @Test
    void turnsToTheNextMirrorAfterA404() throws Exception {
        try (Mirror empty = new Mirror()) {
            fetch(BOTH.subList(0, 1), 1, empty.uri(), mirror.uri());
            assertEquals(List.of(IMAGES + " all"), empty.requests());
            assertImagesArrived();
        }
    }

    @Test
    void turnsToTheNextMirrorAfterAWrongChecksum() throws Exception {
        try (Mirror wrong = new Mirror().serve(IMAGES, IdxBytes.gzip(SMALL))) {
            fetch(BOTH.subList(0, 1), 1, wrong.uri(), mirror.uri());
            assertImagesArrived();
        }
    }

    @Test
    void doesNotFetchAgainWhatIsThere() throws Exception {
        fetchImages(1);
        mirror.requests().clear();
        FetchReport report = fetchImages(1);
        assertEquals(List.of(), mirror.requests());
        assertEquals(List.of(folder.resolve(IMAGES)), report.present());
        assertEquals(List.of(), report.downloaded());
    }

    @Test
    void takesAnUnpackedFileOfEitherNameAsThere() throws Exception {
        Files.createDirectories(folder);
        Path dotted = Files.write(folder.resolve("train-images.idx3-ubyte"), CONTENT);
        assertEquals(List.of(dotted), fetchImages(1).present());
        assertEquals(List.of(), mirror.requests());
    }

    @Test
    void reportsAWrongFileThatIsThereAndLeavesIt() throws Exception {
        Files.createDirectories(folder);
        Path wrong = Files.write(folder.resolve(MnistFamily.FILES.get(0)), SMALL);
        var e = assertThrows(DatasetFormatException.class, () -> fetchImages(1));
        assertTrue(e.getMessage().startsWith(wrong + ": expected 300000 unpacked bytes, found 100"), e::getMessage);
        assertTrue(e.getMessage().endsWith("remove it and fetch again"), e::getMessage);
        assertArrayEquals(SMALL, Files.readAllBytes(wrong));
        assertEquals(List.of(), mirror.requests());
    }

    @Test
    void saysWhatToDoWhenNoMirrorCanBeReached() throws Exception {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://localhost:" + socket.getLocalPort() + "/mnist/");
        }
        var e = assertThrows(
                DatasetUnavailableException.class,
                () -> fetch(BOTH, 3, nobody, mirror.uri().resolve("/x/")));
        assertTrue(e.getMessage().contains("put the files " + IMAGES + ", " + LABELS + " in " + folder), e::getMessage);
        assertTrue(e.getMessage().contains(nobody + IMAGES + " (no connection)"), e::getMessage);
        assertTrue(e.getMessage().contains("/x/" + IMAGES + " (the server answered 404)"), e::getMessage);
        assertFalse(e.getMessage().contains("\n"), "one sentence");
        assertEquals(2, e.getSuppressed().length);
        assertHolds();
    }

    @Test
    void givesUpOnAServerThatFallsSilent() throws Exception {
        mirror.silentAt(HALF);
        readTimeout = Duration.ofMillis(1500);
        var e = unavailable(1, mirror.uri());
        assertTrue(e.getMessage().contains("no byte came for 1500 ms"), e::getMessage);
        assertTrue(partSize() > 0);
    }

    @Test
    void refusesMoreBytesThanTheFileCanHave() throws Exception {
        byte[] endless = noise(2 * PACKED.length, 3);
        mirror.serve(IMAGES, endless);
        assertTrue(unavailable(1, mirror.uri()).getMessage().contains("the server offers more than the"));
        mirror.chunked();
        assertTrue(unavailable(1, mirror.uri()).getMessage().contains("the server offers more than the"));
        assertEquals(0, partSize(), "what came is of no use");
    }

    @Test
    void worksWhereTheServerDoesNotSayTheLength() throws Exception {
        mirror.chunked();
        fetchImages(1);
        assertImagesArrived();
        assertEquals(-1, progress.get(0).total());
    }

    @Test
    void staysOutOfAFolderWhereAnotherFetchIsAtWork() throws Exception {
        Files.createDirectories(folder);
        Path lockFile = folder.resolve("fetch.lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertTrue(channel.lock().isValid());
            var e = assertThrows(IOException.class, () -> fetchImages(1));
            assertTrue(e.getMessage().contains("another fetch is at work"), e::getMessage);
        }
        assertEquals(List.of(), mirror.requests());
        fetchImages(1);
        assertHolds(IMAGES);
    }

    @Test
    void stopsWhenInterruptedAndKeepsWhatCame() throws Exception {
        mirror.silentAt(HALF);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        FetchConfig config = FetchConfig.defaults().withMirrors(List.of(mirror.uri()));
        DatasetFetcher fetcher = new DatasetFetcher(config, step -> started.countDown(), mnist(BOTH));
        Thread thread = new Thread(() -> {
            try {
                fetcher.fetch("mnist", base);
            } catch (IOException | InterruptedException e) {
                thrown.set(e);
            }
        });
        thread.start();
        started.await();
        thread.interrupt();
        thread.join();
        assertEquals(InterruptedException.class, thrown.get().getClass());
        assertTrue(partSize() > 0);
    }

    @Test
    void fetchesOnlyWhatItKnowsTheChecksumsOf() {
        DatasetFetcher fetcher = new DatasetFetcher(FetchConfig.defaults(), FetchListener.silent());
        var relative = assertThrows(IllegalArgumentException.class, () -> fetcher.fetch("fashion-mnist", base));
        assertTrue(relative.getMessage().contains("only mnist and cifar10 can be fetched"), relative::getMessage);
        assertTrue(relative.getMessage().contains(base.resolve("fashion-mnist").toString()), relative::getMessage);
        var embedded = assertThrows(IllegalArgumentException.class, () -> fetcher.fetch("iris", base));
        assertTrue(embedded.getMessage().contains("need not be fetched"), embedded::getMessage);
        var unknown = assertThrows(IllegalArgumentException.class, () -> fetcher.fetch("imagenet", base));
        assertTrue(unknown.getMessage().contains("is not one of"), unknown::getMessage);
    }
}
