package org.weightflow.datasets;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Downloads mnist into {@code DIR/mnist}; the others of its family have no checksum here and are put there by hand.
 *
 * <p>Each file is taken from the first mirror that gives it. Bytes go to a {@code .part} file, which a later attempt or
 * run continues with a Range request if the server confirms by If-Range that it still has the same file; if it does not,
 * the download starts again. A finished download is forced to disk, its unpacked content compared with the known SHA-256,
 * and moved into place in one step; one that differs is deleted. A file that is there and right is not fetched again; one
 * that is there and wrong is reported, never replaced. A lock file keeps a second fetch out of the folder.
 */
public final class DatasetFetcher {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");
    private static final String LOCK = "fetch.lock";

    private final FetchConfig config;
    private final FetchListener listener;
    private final List<RemoteFile> files;
    private final HttpClient client;

    /**
     * Makes a fetcher; nothing is opened until {@link #fetch}.
     *
     * @param listener hears of each piece that is written
     */
    public DatasetFetcher(FetchConfig config, FetchListener listener) {
        this(config, listener, RemoteFile.MNIST);
    }

    DatasetFetcher(FetchConfig config, FetchListener listener, List<RemoteFile> files) {
        this.config = Objects.requireNonNull(config, "config");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.files = List.copyOf(files);
        this.client = HttpClient.newBuilder()
                .connectTimeout(config.connectTimeout())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /**
     * Makes sure that all files of a dataset are in {@code DIR/<name>}.
     *
     * @param name {@code mnist}
     * @param dataFolder DIR, or null for the folder that {@link DataFolder} finds; made if absent
     * @throws IllegalArgumentException if the dataset is another one, saying where to get it if it is known
     * @throws DatasetUnavailableException if no mirror gave a file; what came so far is kept and continued next time
     * @throws DatasetFormatException if a file is there already but is not the official one
     * @throws IOException if the folder cannot be written, or another fetch is at work in it
     * @throws InterruptedException if the thread is interrupted; what came so far is kept
     */
    public FetchReport fetch(String name, Path dataFolder) throws IOException, InterruptedException {
        Path base = DataFolder.resolve(dataFolder);
        requireFetchable(name, base);
        Path folder = base.resolve(name);
        Files.createDirectories(folder);
        List<Path> downloaded = new ArrayList<>();
        List<Path> present = new ArrayList<>();
        Path lockFile = folder.resolve(LOCK);
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock(channel, lockFile);
            try {
                for (RemoteFile file : files) {
                    Optional<Path> verified = present(file, folder);
                    if (verified.isPresent()) {
                        present.add(verified.get());
                    } else {
                        downloaded.add(download(file, folder));
                    }
                }
            } finally {
                Files.deleteIfExists(lockFile);
            }
            return new FetchReport(folder, downloaded, present);
        }
    }

    private static void requireFetchable(String name, Path base) {
        DatasetDescription facts = Datasets.describe(name, base);
        if (facts.embedded()) {
            throw new IllegalArgumentException(name + " is part of weightflow and need not be fetched");
        }
        if (!name.equals(MnistFamily.MNIST.datasetName())) {
            throw new IllegalArgumentException("only mnist can be fetched, as no checksums of " + name
                    + " are known here: get its files from " + facts.origin() + " and put "
                    + String.join(", ", MnistFamily.FILES) + ", each with or without .gz, in " + base.resolve(name));
        }
    }

    /** Locks until {@code channel} is closed. */
    private static void lock(FileChannel channel, Path lockFile) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Thrown instead of null when the other fetch runs in this very process.
            lock = null;
        }
        if (lock == null) {
            throw new IOException(lockFile + ": another fetch is at work in this folder; wait until it ends");
        }
    }

    /** The file under any of its names, verified. */
    private static Optional<Path> present(RemoteFile file, Path folder) throws IOException {
        Optional<Path> found =
                MnistFamily.variants(folder, file.name()).filter(Files::exists).findFirst();
        if (found.isPresent()) {
            try {
                file.verify(found.get());
            } catch (DatasetFormatException e) {
                throw new DatasetFormatException(e.getMessage() + "; remove it and fetch again", e);
            }
        }
        return found;
    }

    private Path download(RemoteFile file, Path folder) throws IOException, InterruptedException {
        Path target = folder.resolve(file.packedName());
        PartFile part = new PartFile(target);
        List<String> reasons = new ArrayList<>();
        List<IOException> causes = new ArrayList<>();
        for (URI mirror : config.mirrors()) {
            URI uri = mirror.resolve(file.packedName());
            boolean gained = true;
            for (int attempt = 0; gained && attempt < config.attempts(); attempt++) {
                long before = part.size();
                try {
                    transfer(uri, file, part);
                    accept(file, part);
                    return target;
                } catch (ClosedByInterruptException e) {
                    // File channels report an interrupt as an I/O error: no fault of the mirror, and the caller must
                    // know.
                    throw interrupted(e);
                } catch (IOException e) {
                    reasons.add(uri + " (" + reason(e) + ")");
                    causes.add(e);
                    gained = part.size() > before;
                }
            }
        }
        DatasetUnavailableException unavailable = new DatasetUnavailableException("cannot download "
                + file.packedName() + "; put the files " + missing(folder) + " in " + folder
                + " by hand, or fetch again when the network is there; tried "
                + reasons.stream().distinct().collect(Collectors.joining(", ")));
        causes.forEach(unavailable::addSuppressed);
        throw unavailable;
    }

    private static InterruptedException interrupted(ClosedByInterruptException cause) {
        // The flag, still set, is what the exception takes the place of.
        Thread.interrupted();
        InterruptedException interrupted = new InterruptedException("interrupted while writing or checking a download");
        interrupted.initCause(cause);
        return interrupted;
    }

    private String missing(Path folder) {
        return files.stream()
                .filter(file -> MnistFamily.variants(folder, file.name()).noneMatch(Files::exists))
                .map(RemoteFile::packedName)
                .collect(Collectors.joining(", "));
    }

    private static String reason(IOException e) {
        if (e.getMessage() != null && !e.getMessage().isBlank()) {
            return e.getMessage();
        }
        return e instanceof ConnectException ? "no connection" : e.getClass().getSimpleName();
    }

    private static void accept(RemoteFile file, PartFile part) throws IOException {
        try {
            file.verify(part.path());
        } catch (DatasetFormatException e) {
            part.delete();
            throw new DatasetFormatException(e.getMessage() + "; the download is deleted", e);
        }
        part.finish();
    }

    /** Brings the part file up to its full length, from where it ended or from the start. */
    private void transfer(URI uri, RemoteFile file, PartFile part) throws IOException, InterruptedException {
        Optional<String> tag = part.resumeTag(uri);
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = request(uri, tag, part.size());
        try (BodyQueue body = new BodyQueue()) {
            response.body().subscribe(body);
            int status = response.statusCode();
            if (status == 206 && tag.isPresent()) {
                long total = totalOfRange(response, part.size());
                requireAllowed(total, file);
                try (FileChannel channel = part.append()) {
                    receive(body, channel, file, total);
                }
                return;
            }
            if (status == 200) {
                long total =
                        response.headers().firstValueAsLong("Content-Length").orElse(-1);
                requireAllowed(total, file);
                try (FileChannel channel = part.restart(uri, response.headers().firstValue("ETag"))) {
                    receive(body, channel, file, total);
                }
                return;
            }
            if (status != 416 || tag.isEmpty()) {
                throw new IOException("the server answered " + status);
            }
        }
        // The server has nothing after the bytes so far. Either they are the whole file, or they are no use.
        try {
            file.verify(part.path());
        } catch (DatasetFormatException e) {
            part.delete();
            transfer(uri, file, part);
        }
    }

    private HttpResponse<Flow.Publisher<List<ByteBuffer>>> request(URI uri, Optional<String> tag, long have)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(config.readTimeout());
        tag.ifPresent(etag -> request.header("Range", "bytes=" + have + "-").header("If-Range", etag));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofPublisher());
    }

    private static long totalOfRange(HttpResponse<?> response, long have) throws IOException {
        String range = response.headers().firstValue("Content-Range").orElse("");
        Matcher matcher = CONTENT_RANGE.matcher(range);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) != have) {
            throw new IOException("asked for the bytes from " + have + " on, the server sent '" + range + "'");
        }
        return matcher.group(2).equals("*") ? -1 : Long.parseLong(matcher.group(2));
    }

    private static void requireAllowed(long bytes, RemoteFile file) throws IOException {
        if (bytes > file.maxPackedBytes()) {
            throw new IOException("the server offers more than the " + file.maxPackedBytes() + " bytes that "
                    + file.packedName() + " can have");
        }
    }

    private void receive(BodyQueue body, FileChannel channel, RemoteFile file, long total)
            throws IOException, InterruptedException {
        long size = channel.size();
        try {
            for (Optional<List<ByteBuffer>> piece = body.next(config.readTimeout());
                    piece.isPresent();
                    piece = body.next(config.readTimeout())) {
                for (ByteBuffer buffer : piece.get()) {
                    size += buffer.remaining();
                    if (size > file.maxPackedBytes()) {
                        channel.truncate(0);
                    }
                    requireAllowed(size, file);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }
                listener.onProgress(new FetchProgress(file.packedName(), size, total));
            }
        } finally {
            channel.force(true);
        }
        if (total >= 0 && size != total) {
            throw new IOException("the answer ended after " + size + " of " + total + " bytes");
        }
    }
}
