package org.weightflow.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * A file that can be downloaded packed with gzip, known by its unpacked content.
 *
 * @param name name of the unpacked file; mirrors and the folder add {@code .gz}
 * @param sha256 SHA-256 of the unpacked content, lower-case hexadecimal
 * @param unpackedBytes length of the unpacked content
 */
record RemoteFile(String name, String sha256, long unpackedBytes) implements Download {
    private static final int BUFFER = 1 << 16;

    /** The official files of MNIST. */
    static final List<RemoteFile> MNIST = List.of(
            new RemoteFile(
                    MnistFamily.FILES.get(0),
                    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                    47_040_016),
            new RemoteFile(
                    MnistFamily.FILES.get(1),
                    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                    60_008),
            new RemoteFile(
                    MnistFamily.FILES.get(2),
                    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                    7_840_016),
            new RemoteFile(
                    MnistFamily.FILES.get(3),
                    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
                    10_008));

    @Override
    public String packedName() {
        return name + ".gz";
    }

    /** The most bytes a download may have: deflate adds 5 bytes a block to what it cannot pack, gzip a small frame. */
    @Override
    public long maxPackedBytes() {
        return unpackedBytes + unpackedBytes / 1000 + 1024;
    }

    /**
     * Compares a file, packed or not, with what is known; holds nothing of it in memory.
     *
     * @throws DatasetFormatException if length, checksum or packing is not what it should be
     */
    @Override
    public void verify(Path path) throws IOException {
        MessageDigest digest = Sha256.begin();
        long length = 0;
        try (InputStream in = PackedFile.open(path)) {
            byte[] buffer = new byte[BUFFER];
            // A crafted archive may unpack for ever: one byte too many is enough to know.
            for (int read = 0; read >= 0 && length <= unpackedBytes; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                length += read;
            }
        } catch (ZipException | EOFException e) {
            throw PackedFile.broken(path, e);
        }
        if (length != unpackedBytes) {
            throw new DatasetFormatException(path + ": expected " + unpackedBytes + " unpacked bytes, found "
                    + (length > unpackedBytes ? "more" : String.valueOf(length)));
        }
        String found = Sha256.end(digest);
        if (!found.equals(sha256)) {
            throw new DatasetFormatException(
                    path + ": SHA-256 of the unpacked content is " + found + ", expected " + sha256);
        }
        if (PackedFile.isPacked(path) && PackedFile.statedLength(path) != unpackedBytes) {
            throw new DatasetFormatException(path + ": expected one gzip archive and nothing after it, found more");
        }
    }

    /** The file under any of its names, verified. */
    @Override
    public List<Path> present(Path folder) throws IOException {
        Optional<Path> found =
                MnistFamily.variants(folder, name).filter(Files::exists).findFirst();
        if (found.isPresent()) {
            verify(found.get());
        }
        return found.stream().toList();
    }

    /** It stays packed. */
    @Override
    public List<Path> unpack(Path downloaded) {
        return List.of(downloaded);
    }
}
