package org.weightflow.networks.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.networks.archive.StoredZip;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.MappedFile;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.pickle.PickleMessages;

/**
 * Reads the state dict of a file that {@code torch.save} wrote, whatever its name ends in.
 * <p>Opening it reads and checks the descriptions; the values are mapped and come from the disk when they are looked at. Tensors
 * that are transposed or share a storage are views of the same bytes. The names are as they were saved, so that a model that was
 * wrapped for several devices keeps its {@code module.}.
 * <p>The state dict may lie in a dict under {@code state_dict}, {@code model_state_dict}, {@code model} or {@code net}. Pickles
 * are interpreted as data ({@link org.weightflow.networks.pickle.PickleReader}): a file can run nothing. Refused are whole modules,
 * TorchScript, sparse, quantised and expanded tensors, and big-endian files.
 *
 * @see <a href="https://github.com/pytorch/pytorch/blob/main/torch/serialization.py">The two formats</a>
 */
public final class TorchFile {
    private static final byte PICKLE = (byte) 0x80;
    private static final int TAR_MARK_AT = 257;
    private static final byte[] TAR_MARK = "ustar".getBytes(StandardCharsets.US_ASCII);

    private TorchFile() {}

    /**
     * @throws CheckpointFormatException naming the rule that the file breaks
     * @throws IOException               naming the file, if it cannot be read
     */
    public static Checkpoint open(Path path) throws IOException {
        try {
            if (Files.isDirectory(path)) {
                throw new CheckpointFormatException(path, "a folder, not a file");
            }
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                MappedFile file = new MappedFile(channel);
                Saved saved = saved(path, file);
                return Checkpoint.of(path, tensors(path, file, saved));
            }
        } catch (CheckpointFormatException fault) {
            throw fault;
        } catch (IOException failure) {
            throw FileFailure.of(path, "cannot be read", failure);
        }
    }

    private static Saved saved(Path path, MappedFile file) throws IOException {
        if (file.size() >= Integer.BYTES && file.slice(0, Integer.BYTES).getInt() == StoredZip.LOCAL) {
            return ZipFormat.read(path, file);
        }
        if (file.size() > 0 && file.slice(0, 1).get() == PICKLE) {
            return LegacyFormat.read(path, file);
        }
        if (file.size() >= TAR_MARK_AT + TAR_MARK.length
                && file.slice(TAR_MARK_AT, TAR_MARK.length).equals(ByteBuffer.wrap(TAR_MARK))) {
            throw new CheckpointFormatException(
                    path, "a tar archive of PyTorch before 0.2, which is not read; save it anew with a later version");
        }
        throw new CheckpointFormatException(path, "neither a zip archive nor a pickle, so not a PyTorch checkpoint");
    }

    /** Where the bytes of a tensor lie. */
    private record Place(String name, StoredTensor tensor, long offset, int bytes) {}

    private static Map<String, Tensor> tensors(Path path, MappedFile file, Saved saved) throws IOException {
        List<Place> places = new ArrayList<>();
        for (Map.Entry<String, StoredTensor> each :
                StateDictSearch.find(path, saved.root()).entrySet()) {
            places.add(place(path, each.getKey(), each.getValue(), saved.storages()));
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        places.forEach(place -> tensors.put(place.name(), null));
        // From front to back, so that a long file takes few mappings; the order of the names stays.
        places.sort(Comparator.comparingLong(Place::offset));
        for (Place place : places) {
            StoredTensor tensor = place.tensor();
            ByteBuffer bytes = file.slice(place.offset(), place.bytes());
            tensors.put(
                    place.name(),
                    Tensor.ofView(place.name(), tensor.storage().dtype(), bytes, tensor.extents(), tensor.steps()));
        }
        return tensors;
    }

    private static Place place(Path path, String name, StoredTensor tensor, Map<String, StoredZip.Range> storages)
            throws CheckpointFormatException {
        Storage storage = tensor.storage();
        String where = PickleMessages.shown(name) + ": ";
        StoredZip.Range range = storages.get(storage.key());
        if (range == null) {
            throw new CheckpointFormatException(
                    path, where + "storage " + PickleMessages.shown(storage.key()) + " is not in the file");
        }
        if (storage.bytes() != range.size()) {
            throw new CheckpointFormatException(
                    path,
                    where + storage.count() + " elements of " + storage.dtype() + " are not the " + range.size()
                            + " bytes of storage " + PickleMessages.shown(storage.key()));
        }
        try {
            long[] shape = tensor.extents();
            long[] strides = tensor.steps();
            long span = Tensor.span(shape, strides);
            if (tensor.offset() > storage.size() || span > storage.size() - tensor.offset()) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " with strides "
                        + Arrays.toString(strides) + " from element " + tensor.offset()
                        + " on reaches out of a storage of " + storage.size());
            }
            long bytes = span * storage.elementBytes();
            if (bytes > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        bytes + " bytes are more than the " + Integer.MAX_VALUE + " that one entry may have");
            }
            long offset = range.offset() + (storage.first() + tensor.offset()) * storage.elementBytes();
            return new Place(name, tensor, offset, (int) bytes);
        } catch (IllegalArgumentException e) {
            throw new CheckpointFormatException(path, where + e.getMessage(), e);
        }
    }
}
