package org.weightflow.networks.torch;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.weightflow.networks.archive.StoredZip;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.MappedFile;
import org.weightflow.networks.pickle.PickleDict;
import org.weightflow.networks.pickle.PickleList;
import org.weightflow.networks.pickle.PickleMessages;
import org.weightflow.networks.pickle.PickleReader;
import org.weightflow.networks.pickle.Vocabulary;

/**
 * The format before PyTorch 1.6: five pickles one after the other (a magic number, a version, the machine, the value, the keys of
 * the storages), then for each key its number of elements and their bytes.
 */
final class LegacyFormat {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;

    private final Path path;
    private final MappedFile file;

    private LegacyFormat(Path path, MappedFile file) {
        this.path = path;
        this.file = file;
    }

    static Saved read(Path path, MappedFile file) throws IOException {
        return new LegacyFormat(path, file).read();
    }

    private Saved read() throws IOException {
        ByteBuffer in = file.slice(0, (int) Math.min(file.size(), PickleReader.LARGEST));
        require(MAGIC.equals(pickle("the magic number", in, new TorchVocabulary())), "a pickle, but not of PyTorch");
        Object version = pickle("the version", in, new TorchVocabulary());
        require(version instanceof Long && (Long) version == VERSION, "the version of the format is not " + VERSION);
        Object machine = pickle("the machine", in, new TorchVocabulary());
        require(
                machine instanceof PickleDict facts
                        && Boolean.TRUE.equals(facts.entries().get("little_endian")),
                "the machine that wrote the file is not said to be little-endian");
        Described described = new Described();
        Object root = pickle("the value", in, described);
        Object keys = pickle("the keys", in, new TorchVocabulary());
        require(keys instanceof PickleList, "the keys of the storages are not a list");
        return new Saved(root, storages((PickleList) keys, described.storages, in.position()));
    }

    private Object pickle(String what, ByteBuffer in, Vocabulary vocabulary) throws CheckpointFormatException {
        return PickleReader.read(path, what, in, vocabulary);
    }

    private Map<String, StoredZip.Range> storages(PickleList keys, Map<String, Storage> described, long start)
            throws IOException {
        Map<String, StoredZip.Range> ranges = new LinkedHashMap<>();
        long at = start;
        for (Object key : keys.items()) {
            Storage storage = key instanceof String ? described.get(key) : null;
            require(storage != null, "a storage has a key that no tensor names");
            String name = PickleMessages.shown(storage.key());
            require(at <= file.size() - Long.BYTES, "storage " + name + ": the file ends before it");
            long count = file.slice(at, Long.BYTES).getLong();
            require(
                    count == storage.count(),
                    "storage " + name + ": " + count + " elements found, " + storage.count() + " expected");
            at += Long.BYTES;
            require(
                    storage.bytes() <= file.size() - at,
                    "storage " + name + ": " + storage.bytes() + " bytes reach behind the end of the file of "
                            + file.size() + " bytes");
            require(
                    ranges.put(storage.key(), new StoredZip.Range(at, storage.bytes())) == null,
                    "storage " + name + ": the key stands twice");
            at += storage.bytes();
        }
        Set<String> lost = new HashSet<>(described.keySet());
        lost.removeAll(ranges.keySet());
        require(lost.isEmpty(), lost.size() + " storages that tensors name are not in the file");
        require(at == file.size(), (file.size() - at) + " bytes follow the last storage");
        return ranges;
    }

    /** Remembers the storages that the value names: only there stands what their elements are. */
    private static final class Described implements Vocabulary {
        private final Vocabulary torch = new TorchVocabulary();
        private final Map<String, Storage> storages = new HashMap<>();

        @Override
        public Object global(String module, String name) {
            return torch.global(module, name);
        }

        @Override
        public Object persistent(Object id) {
            Storage storage = (Storage) torch.persistent(id);
            Storage first = storages.putIfAbsent(storage.key(), storage);
            if (first != null && (first.dtype() != storage.dtype() || first.count() != storage.count())) {
                throw new IllegalArgumentException(
                        "storage " + PickleMessages.shown(storage.key()) + " is described in two ways");
            }
            return storage;
        }
    }

    private void require(boolean holds, String otherwise) throws CheckpointFormatException {
        if (!holds) {
            throw new CheckpointFormatException(path, otherwise);
        }
    }
}
