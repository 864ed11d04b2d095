package org.weightflow.networks.compressed;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.safetensors.SafetensorsFile;
import org.weightflow.networks.safetensors.SafetensorsWriter;

/**
 * A sparse network as a safetensors file in which the prunable entries have no zeros ({@code sparse-bitmask} of
 * compressed-tensors) and the others are as they are.
 * <p>Entry {@code X.weight} becomes {@code X.shape}, {@code X.compressed}, {@code X.bitmask} and {@code X.row_offsets}. The layout
 * knows matrices only, so an entry of more axes is flattened to {@code [out, rest]}, one of fewer to one row; the metadata give
 * its shape under {@code X.weight.shape}. The bits are the mask, so that a kept value of zero stays kept; who passes the file
 * through other software, which infers the bits from the values, keeps the mask beside it
 * ({@link org.weightflow.networks.safetensors.MaskFile}).
 * <p>Of n values with density d it takes n / 8 + 4 d n bytes and 8 bytes a row: less than the dense file below d = 31 / 32.
 */
public final class SparseFile {
    private static final String FORMAT = "weightflow-sparse-bitmask";
    private static final String VERSION = "1";
    private static final String WEIGHT = ".weight";
    private static final String BITMASK = ".bitmask";

    private SparseFile() {}

    /** A network and the mask of what it keeps. */
    public record SparseNetwork(StateDict weights, Mask mask) {}

    /**
     * @param weights whose pruned values are +0 ({@link Mask#apply})
     * @throws IllegalArgumentException naming the entry, if a pruned value is not +0 or the layouts differ
     */
    public static void write(Path file, StateDict weights, Mask mask) throws IOException {
        Layout layout = weights.layout();
        layout.requireSame(mask.layout(), "the mask");
        BitSet kept = mask.toBitSet();
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < layout.entries().size(); i++) {
            Layout.Entry entry = layout.entry(i);
            Tensor tensor = Tensor.ofEntry(entry, weights.entry(i));
            if (entry.prunable()) {
                BitSet bits = kept.get(layout.offset(i), layout.offset(i + 1));
                tensors.addAll(SparseBitmask.encode(
                        stem(entry), new SparseBitmask.Matrix(rows(entry), columns(entry), tensor.bytes(), bits)));
            } else {
                tensors.add(tensor);
            }
        }
        SafetensorsWriter.write(file, tensors, metadata(layout));
    }

    /**
     * @throws CheckpointFormatException if names, shapes, dtypes, bits or offsets are not those of a network of {@code layout}
     */
    public static SparseNetwork read(Path file, Layout layout) throws IOException {
        SafetensorsFile in = SafetensorsFile.open(file);
        in.requireMetadata(metadata(layout), "a sparse network");
        List<String> names = new ArrayList<>();
        for (Layout.Entry entry : layout.entries()) {
            names.addAll(entry.prunable() ? SparseBitmask.names(stem(entry)) : List.of(entry.name()));
        }
        in.checkpoint().requireNames(names);
        FloatBuffer[] values = new FloatBuffer[layout.entries().size()];
        BitSet kept = new BitSet(layout.size());
        for (int i = 0; i < values.length; i++) {
            Layout.Entry entry = layout.entry(i);
            int start = layout.offset(i);
            if (entry.prunable()) {
                SparseBitmask.Matrix matrix = matrix(in, entry);
                matrix.kept().stream().forEach(bit -> kept.set(start + bit));
                values[i] = matrix.values().asFloatBuffer();
            } else {
                kept.set(start, layout.offset(i + 1));
                values[i] = in.checkpoint().values(entry);
            }
        }
        return new SparseNetwork(StateDict.ofEntries(layout, values), Mask.of(layout, kept));
    }

    /** Whether a file has entries without their zeros, whoever wrote it. */
    public static boolean isSparse(SafetensorsFile file) {
        return file.tensors().keySet().stream().anyMatch(name -> name.endsWith(BITMASK));
    }

    /**
     * The tensors of a sparse file of any network: each compressed {@code X} as {@code X.weight_orig}, with its zeros, and
     * {@code X.weight_mask} of ones and zeros, in the shape that the metadata give or else that of the matrix.
     *
     * @throws CheckpointFormatException naming the tensor whose type, shape or content contradicts the others
     */
    public static Checkpoint expand(SafetensorsFile file) throws CheckpointFormatException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Set<String> parts = new HashSet<>();
        for (String name : file.tensors().keySet()) {
            if (name.endsWith(BITMASK)) {
                String stem = name.substring(0, name.length() - BITMASK.length());
                parts.addAll(SparseBitmask.names(stem));
                for (Tensor each : expanded(file, stem)) {
                    tensors.put(each.name(), each);
                }
            }
        }
        file.tensors().forEach((name, tensor) -> {
            if (!parts.contains(name)) {
                tensors.put(name, tensor);
            }
        });
        return Checkpoint.of(file.path(), tensors);
    }

    private static List<Tensor> expanded(SafetensorsFile file, String stem) throws CheckpointFormatException {
        List<Tensor> tensors = new ArrayList<>();
        for (String name : SparseBitmask.names(stem)) {
            tensors.add(file.tensor(name));
        }
        Tensor extents = tensors.get(0);
        try {
            if (extents.dtype() != Dtype.I64 || !extents.shape().equals(List.of(2L))) {
                throw new IllegalArgumentException(
                        extents.name() + ": " + extents.dtype() + " " + extents.shape() + " found, I64 [2] expected");
            }
            int rows = Math.toIntExact(extents.bytes().getLong(0));
            int columns = Math.toIntExact(extents.bytes().getLong(Long.BYTES));
            if (rows < 0 || columns < 0) {
                throw new IllegalArgumentException(extents.name() + ": [" + rows + ", " + columns + "] is no shape");
            }
            SparseBitmask.Matrix matrix = SparseBitmask.decode(tensors, rows, columns);
            byte[] mask = new byte[Math.multiplyExact(rows, columns)];
            matrix.kept().stream().forEach(index -> mask[index] = 1);
            long[] shape = shape(file, stem, rows, columns);
            return List.of(
                    Tensor.of(stem + WEIGHT + "_orig", Dtype.F32, matrix.values(), shape),
                    Tensor.ofBytes(stem + WEIGHT + "_mask", mask, shape));
        } catch (IllegalArgumentException | ArithmeticException fault) {
            throw new CheckpointFormatException(file.path(), stem + ": " + fault.getMessage(), fault);
        }
    }

    /** The shape that the metadata give, if it has as many values; else that of the matrix. */
    private static long[] shape(SafetensorsFile file, String stem, int rows, int columns) {
        String recorded = file.metadata().getOrDefault(stem + WEIGHT + ".shape", "");
        if (recorded.matches("\\[[0-9]{1,9}(, [0-9]{1,9}){0,7}\\]")) {
            long[] shape = Arrays.stream(
                            recorded.substring(1, recorded.length() - 1).split(", ", -1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            double size = Arrays.stream(shape).mapToDouble(extent -> extent).reduce(1, (a, b) -> a * b);
            if (size == (double) rows * columns) {
                return shape;
            }
        }
        return new long[] {rows, columns};
    }

    private static SparseBitmask.Matrix matrix(SafetensorsFile in, Layout.Entry entry) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        for (String name : SparseBitmask.names(stem(entry))) {
            tensors.add(in.tensor(name));
        }
        try {
            return SparseBitmask.decode(tensors, rows(entry), columns(entry));
        } catch (IllegalArgumentException e) {
            throw new CheckpointFormatException(in.path(), e.getMessage(), e);
        }
    }

    private static int rows(Layout.Entry entry) {
        return entry.shape().size() < 2 ? 1 : entry.shape().get(0);
    }

    private static int columns(Layout.Entry entry) {
        int rows = rows(entry);
        return rows == 0 ? 0 : entry.size() / rows;
    }

    /** X of the entry X.weight: what compressed-tensors calls it, the module. Other entries keep their name. */
    public static String stem(Layout.Entry entry) {
        return entry.name().endsWith(WEIGHT)
                ? entry.name().substring(0, entry.name().length() - WEIGHT.length())
                : entry.name();
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
}
