package org.weightflow.networks.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.weightflow.networks.archive.StoredZip;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.MappedFile;
import org.weightflow.networks.pickle.PickleMessages;
import org.weightflow.networks.pickle.PickleReader;

/** The format since PyTorch 1.6: a zip archive with one folder that has the value as {@code data.pkl} and each storage as {@code data/KEY}. */
final class ZipFormat {
    private static final String PICKLE = "data.pkl";
    private static final String STORAGES = "data/";
    private static final int LONGEST_BYTE_ORDER = 16;

    private ZipFormat() {}

    static Saved read(Path path, MappedFile file) throws IOException {
        Map<String, StoredZip.Range> entries = withoutFolder(path, StoredZip.read(path, file));
        if (entries.containsKey("constants.pkl") || entries.keySet().stream().anyMatch(n -> n.startsWith("code/"))) {
            throw new CheckpointFormatException(
                    path, "a TorchScript program, which is code; save the state_dict of the module instead");
        }
        StoredZip.Range pickle = entries.get(PICKLE);
        if (pickle == null) {
            throw new CheckpointFormatException(path, "a zip archive without " + PICKLE + ", not a PyTorch checkpoint");
        }
        requireLittleEndian(path, file, entries.get("byteorder"));
        if (pickle.size() > PickleReader.LARGEST) {
            throw new CheckpointFormatException(
                    path, PICKLE + " has " + pickle.size() + " bytes, more than " + PickleReader.LARGEST);
        }
        ByteBuffer bytes = file.slice(pickle.offset(), (int) pickle.size());
        Object root = PickleReader.read(path, PICKLE, bytes, new TorchVocabulary());
        if (bytes.hasRemaining()) {
            throw new CheckpointFormatException(path, PICKLE + ": " + bytes.remaining() + " bytes follow the pickle");
        }
        Map<String, StoredZip.Range> storages = new LinkedHashMap<>();
        entries.forEach((name, range) -> {
            if (name.startsWith(STORAGES)) {
                storages.put(name.substring(STORAGES.length()), range);
            }
        });
        return new Saved(root, storages);
    }

    /** The entries by their names below the one folder that all are in. */
    private static Map<String, StoredZip.Range> withoutFolder(Path path, Map<String, StoredZip.Range> entries)
            throws CheckpointFormatException {
        Map<String, StoredZip.Range> inside = new LinkedHashMap<>();
        String folder = null;
        for (Map.Entry<String, StoredZip.Range> entry : entries.entrySet()) {
            String name = entry.getKey();
            int slash = name.indexOf('/');
            if (slash < 0) {
                throw new CheckpointFormatException(path, name + ": the entry is in no folder");
            }
            folder = folder == null ? name.substring(0, slash) : folder;
            if (!folder.equals(name.substring(0, slash))) {
                throw new CheckpointFormatException(path, name + ": the entry is not in the folder " + folder);
            }
            inside.put(name.substring(slash + 1), entry.getValue());
        }
        return inside;
    }

    /** Older files do not say and are little-endian. */
    private static void requireLittleEndian(Path path, MappedFile file, StoredZip.Range range) throws IOException {
        if (range != null) {
            int bytes = (int) Math.min(range.size(), LONGEST_BYTE_ORDER);
            String order = StandardCharsets.ISO_8859_1
                    .decode(file.slice(range.offset(), bytes))
                    .toString();
            if (range.size() > LONGEST_BYTE_ORDER || !order.equals("little")) {
                throw new CheckpointFormatException(
                        path, "byteorder is '" + PickleMessages.shown(order) + "'; only little is read");
            }
        }
    }
}
