package org.weightflow.networks.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;

/**
 * A mask as a safetensors file: for every prunable entry of n values a U8 tensor of its name and shape {@code [ceil(n / 8)]}.
 * <p>Value i of the entry, row-major, is bit i % 8 of byte i / 8, counted from the least significant; 1 keeps. Spare bits are
 * zero. The metadata give {@code format}, {@code version}, and under {@code NAME.shape} the shape of each entry. In NumPy:
 * {@code unpackbits(t, bitorder="little", count=n).reshape(shape)}.
 */
public final class MaskFile {
    private static final String FORMAT = "weightflow-mask";
    private static final String VERSION = "1";

    private MaskFile() {}

    public static void write(Path file, Mask mask) throws IOException {
        AtomicFiles.write(file, content(mask));
    }

    /** What {@link #write} writes. */
    public static AtomicFiles.Content content(Mask mask) {
        Layout layout = mask.layout();
        BitSet kept = mask.toBitSet();
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < layout.entries().size(); i++) {
            Layout.Entry entry = layout.entry(i);
            if (entry.prunable()) {
                byte[] bits = new byte[bytes(entry)];
                byte[] used = kept.get(layout.offset(i), layout.offset(i + 1)).toByteArray();
                System.arraycopy(used, 0, bits, 0, used.length);
                tensors.add(Tensor.ofBytes(entry.name(), bits, bits.length));
            }
        }
        return SafetensorsWriter.content(tensors, metadata(layout));
    }

    /**
     * @throws CheckpointFormatException if format, version, names, shapes or spare bits are not those of a mask of {@code layout}
     */
    public static Mask read(Path file, Layout layout) throws IOException {
        SafetensorsFile in = SafetensorsFile.open(file);
        List<Layout.Entry> prunable =
                layout.entries().stream().filter(Layout.Entry::prunable).toList();
        in.requireMetadata(metadata(layout), "a mask");
        in.checkpoint().requireNames(prunable.stream().map(Layout.Entry::name).toList());
        List<BitSet> bits = new ArrayList<>();
        for (Layout.Entry entry : prunable) {
            bits.add(bits(in, entry));
        }
        BitSet kept = new BitSet(layout.size());
        Iterator<BitSet> next = bits.iterator();
        for (int i = 0; i < layout.entries().size(); i++) {
            int start = layout.offset(i);
            if (layout.entry(i).prunable()) {
                next.next().stream().forEach(bit -> kept.set(start + bit));
            } else {
                kept.set(start, layout.offset(i + 1));
            }
        }
        return Mask.of(layout, kept);
    }

    private static BitSet bits(SafetensorsFile in, Layout.Entry entry) throws CheckpointFormatException {
        Tensor tensor = in.tensor(entry.name());
        if (tensor.dtype() != Dtype.U8 || !tensor.shape().equals(List.of((long) bytes(entry)))) {
            throw new CheckpointFormatException(
                    in.path(),
                    entry.name() + ": " + tensor.dtype() + " " + tensor.shape() + " found, U8 [" + bytes(entry)
                            + "] expected for the bits of shape " + entry.shape());
        }
        ByteBuffer bytes = tensor.bytes();
        BitSet bits = BitSet.valueOf(bytes);
        if (bits.length() > entry.size()) {
            throw new CheckpointFormatException(
                    in.path(),
                    entry.name() + ": spare bit " + (bits.length() - 1) + " is set, but shape " + entry.shape()
                            + " has " + entry.size() + " values");
        }
        return bits;
    }

    private static Map<String, String> metadata(Layout layout) {
        Map<String, String> metadata = new TreeMap<>(Map.of("format", FORMAT, "version", VERSION));
        for (Layout.Entry entry : layout.entries()) {
            if (entry.prunable()) {
                metadata.put(entry.name() + ".shape", entry.shape().toString());
            }
        }
        return metadata;
    }

    private static int bytes(Layout.Entry entry) {
        return entry.size() / Byte.SIZE + (entry.size() % Byte.SIZE == 0 ? 0 : 1);
    }
}
