package org.weightflow.datasets;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
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
import java.util.stream.Collectors;

/**
 * Downloads mnist into {@code DIR/mnist} and cifar10 into {@code DIR/cifar10}; no checksums of the others are known here, and they
 * are put there by hand.
 *
 * <p>Each file is taken from the first mirror that gives it. Bytes go to a {@code .part} file, which a later attempt or
 * run continues with a Range request if the server confirms by If-Range that it still has the same file; if it does not,
 * the download starts again. A finished download is forced to disk, its unpacked content compared with the known SHA-256,
 * and moved into place in one step; one that differs is deleted. A file that is there and right is not fetched again; one
 * that is there and wrong is reported, never replaced. A lock file keeps a second fetch out of the folder.
 */
public final class DatasetFetcher {
    private static final String LOCK = "fetch.lock";

    private final FetchConfig config;
    private final Transfer transfer;
    private final List<RemoteDataset> datasets;

    /**
     * Makes a fetcher; nothing is opened until {@link #fetch}.
     *
     * @param listener hears of each piece that is written
     */
    public DatasetFetcher(FetchConfig config, FetchListener listener) {
        this(config, listener, RemoteDataset.ALL);
    }

    DatasetFetcher(FetchConfig config, FetchListener listener, List<RemoteDataset> datasets) {
        this.config = Objects.requireNonNull(config, "config");
        this.transfer = new Transfer(config, Objects.requireNonNull(listener, "listener"));
        this.datasets = List.copyOf(datasets);
    }

    /**
     * Makes sure that all files of a dataset are in {@code DIR/<name>}.
     *
     * @param name {@code mnist} or {@code cifar10}
     * @param dataFolder DIR, or null for the folder that {@link DataFolder} finds; made if absent
     * @throws IllegalArgumentException if the dataset is another one, saying where to get it if it is known
     * @throws DatasetUnavailableException if no mirror gave a file; what came so far is kept and continued next time
     * @throws DatasetFormatException if a file is there already but is not the official one
     * @throws IOException if the folder cannot be written, or another fetch is at work in it
     * @throws InterruptedException if the thread is interrupted; what came so far is kept
     */
    public FetchReport fetch(String name, Path dataFolder) throws IOException, InterruptedException {
        Path base = DataFolder.resolve(dataFolder);
        RemoteDataset dataset = fetchable(name, base);
        Path folder = base.resolve(name);
        Files.createDirectories(folder);
        List<Path> downloaded = new ArrayList<>();
        List<Path> present = new ArrayList<>();
        Path lockFile = folder.resolve(LOCK);
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock(channel, lockFile);
            try {
                for (Download file : dataset.downloads()) {
                    List<Path> verified = present(file, folder);
                    present.addAll(verified);
                    if (verified.isEmpty()) {
                        downloaded.addAll(file.unpack(download(dataset, file, folder)));
                    }
                }
            } finally {
                Files.deleteIfExists(lockFile);
            }
            return new FetchReport(folder, downloaded, present);
        }
    }

    private RemoteDataset fetchable(String name, Path base) {
        DatasetDescription facts = Datasets.describe(name, base);
        if (facts.embedded()) {
            throw new IllegalArgumentException(name + " is part of weightflow and need not be fetched");
        }
        return datasets.stream()
                .filter(dataset -> dataset.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("only mnist and cifar10 can be fetched, as no checksums of "
                                + name + " are known here: get its files from " + facts.origin() + "; "
                                + Datasets.byHand(name, base)));
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

    private static List<Path> present(Download file, Path folder) throws IOException {
        try {
            return file.present(folder);
        } catch (DatasetFormatException e) {
            throw new DatasetFormatException(e.getMessage() + "; remove it and fetch again", e);
        }
    }

    private Path download(RemoteDataset dataset, Download file, Path folder) throws IOException, InterruptedException {
        Path target = folder.resolve(file.packedName());
        PartFile part = new PartFile(target);
        List<String> reasons = new ArrayList<>();
        List<IOException> causes = new ArrayList<>();
        for (URI mirror : config.mirrors().isEmpty() ? dataset.mirrors() : config.mirrors()) {
            URI uri = mirror.resolve(file.packedName());
            boolean gained = true;
            for (int attempt = 0; gained && attempt < config.attempts(); attempt++) {
                long before = part.size();
                try {
                    transfer.run(uri, file, part);
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
                + file.packedName() + "; put the files " + missing(dataset, folder) + " in " + folder
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

    private static String missing(RemoteDataset dataset, Path folder) throws IOException {
        List<String> missing = new ArrayList<>();
        for (Download file : dataset.downloads()) {
            if (file.present(folder).isEmpty()) {
                missing.add(file.packedName());
            }
        }
        return String.join(", ", missing);
    }

    private static String reason(IOException e) {
        if (e.getMessage() != null && !e.getMessage().isBlank()) {
            return e.getMessage();
        }
        return e instanceof ConnectException ? "no connection" : e.getClass().getSimpleName();
    }

    private static void accept(Download file, PartFile part) throws IOException {
        try {
            file.verify(part.path());
        } catch (DatasetFormatException e) {
            part.delete();
            throw new DatasetFormatException(e.getMessage() + "; the download is deleted", e);
        }
        part.finish();
    }
}
