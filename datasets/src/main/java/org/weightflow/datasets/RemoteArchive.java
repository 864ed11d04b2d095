package org.weightflow.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/**
 * A tar archive packed with gzip that can be downloaded, known by the checksum of the archive itself; a few of its members
 * become the files of a dataset, and the archive is deleted then.
 *
 * @param packedName name of the archive
 * @param sha256 SHA-256 of the archive, lower-case hexadecimal
 * @param bytes length of the archive
 * @param root folder inside the archive
 * @param members names of the files taken from that folder
 * @param memberBytes length that each of them must have
 */
record RemoteArchive(String packedName, String sha256, long bytes, String root, List<String> members, long memberBytes)
        implements Download {
    /** The official "binary version" of CIFAR-10; its MD5 is published as c32a1d4ab5d03f1284b67883e8d87530. */
    static final RemoteArchive CIFAR10 = new RemoteArchive(
            "cifar-10-binary.tar.gz",
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            170_052_171,
            "cifar-10-batches-bin",
            Cifar10.FULL.files(),
            (long) Cifar10.BATCH * CifarRecords.BYTES);

    private static final int BUFFER = 1 << 16;

    RemoteArchive {
        members = List.copyOf(members);
    }

    @Override
    public long maxPackedBytes() {
        return bytes;
    }

    @Override
    public void verify(Path path) throws IOException {
        long length = Files.size(path);
        if (length != bytes) {
            throw new DatasetFormatException(path + ": expected " + bytes + " bytes, found " + length);
        }
        MessageDigest digest = Sha256.begin();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = 0; read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        String found = Sha256.end(digest);
        if (!found.equals(sha256)) {
            throw new DatasetFormatException(path + ": SHA-256 is " + found + ", expected " + sha256);
        }
    }

    /** Whole files of the right length count as present: only the archive as a whole has a known checksum. */
    @Override
    public List<Path> present(Path folder) throws IOException {
        List<Path> files = members.stream().map(folder::resolve).toList();
        boolean complete = true;
        for (Path file : files) {
            boolean there = Files.exists(file);
            if (there && Files.size(file) != memberBytes) {
                throw new DatasetFormatException(
                        file + ": expected " + memberBytes + " bytes, found " + Files.size(file));
            }
            complete &= there;
        }
        if (complete) {
            return files;
        }
        Path archive = folder.resolve(packedName);
        if (!Files.exists(archive)) {
            return List.of();
        }
        verify(archive);
        return unpack(archive);
    }

    @Override
    public List<Path> unpack(Path downloaded) throws IOException {
        List<Path> files = new ArrayList<>();
        try (TarReader tar = new TarReader(downloaded, PackedFile.open(downloaded))) {
            while (tar.next()) {
                String name = tar.name().startsWith(root + "/") ? tar.name().substring(root.length() + 1) : "";
                if (members.contains(name)) {
                    files.add(take(tar, downloaded.resolveSibling(name)));
                }
            }
        } catch (ZipException | EOFException e) {
            throw PackedFile.broken(downloaded, e);
        }
        if (files.size() != members.size()) {
            throw new DatasetFormatException(
                    downloaded + ": expected the files " + String.join(", ", members) + " in it, found " + files);
        }
        Files.delete(downloaded);
        files.sort(null);
        return files;
    }

    private Path take(TarReader tar, Path target) throws IOException {
        if (tar.size() != memberBytes) {
            throw new DatasetFormatException(
                    target + ": expected " + memberBytes + " bytes in the archive, found " + tar.size());
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(part)) {
            tar.copyTo(out);
        }
        return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
