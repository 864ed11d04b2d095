package org.weightflow.networks.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.weightflow.networks.Layout;
import org.weightflow.networks.architecture.Nonlinearity;
import org.weightflow.networks.architecture.SmallCnn;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;

/**
 * Which columns of the Small CNN Zoo's matrix are which array, as {@code layout.csv} says: a line of {@code varname},
 * {@code start_idx}, {@code end_idx} and {@code shape} for each Keras variable, such as {@code sequential/conv2d_1/kernel:0}.
 * <p>Keras convolves with kernels [height, width, in, out] and multiplies by matrices [in, out]; here they become [out, in, height,
 * width] and [out, in]. The layers are in the order of their columns: three convolutions, then the dense one.
 */
final class SmallCnnColumns {
    private static final int MOST_VARIABLES = 64;
    private static final Pattern SHAPE = Pattern.compile("[(\\[] *[0-9]{1,6}( *, *[0-9]{1,6}){0,3} *,? *[)\\]]");
    private static final Pattern COLUMN = Pattern.compile("[0-9]{1,9}");
    private static final Pattern NOT_DIGITS = Pattern.compile("[^0-9]+");
    private static final String KERNEL = "kernel";
    private static final String BIAS = "bias";

    /** The dense kernel's axes are the last two of a convolution's. */
    private static final int CONVOLUTION_AXES = 4;

    /** Images that three convolutions leave a pixel of; the parameters do not depend on it. */
    private static final int ANY_EXTENT = 28;

    /** A variable of Keras at columns {@code start} to {@code end}, in its own order of axes. */
    private record Variable(String name, int start, int end, List<Integer> shape) {
        String layer() {
            return name.substring(0, name.lastIndexOf('/') + 1);
        }

        /** {@code kernel} of {@code sequential/conv2d/kernel:0}. */
        String role() {
            String last = name.substring(name.lastIndexOf('/') + 1);
            return last.contains(":") ? last.substring(0, last.indexOf(':')) : last;
        }

        /** The extents that the array has here. */
        List<Integer> ownShape() {
            return switch (shape.size()) {
                case 4 -> List.of(shape.get(3), shape.get(2), shape.get(0), shape.get(1));
                case 2 -> List.of(shape.get(1), shape.get(0));
                default -> shape;
            };
        }

        /** Places between neighbours along each axis of {@link #ownShape}. */
        long[] strides() {
            long out = shape.get(shape.size() - 1);
            if (shape.size() == CONVOLUTION_AXES) {
                long in = shape.get(2);
                return new long[] {1, out, shape.get(1) * in * out, in * out};
            }
            return shape.size() == 2 ? new long[] {1, out} : new long[] {1};
        }
    }

    private final Path weights;
    private final int width;
    private final int channels;
    private final int classes;

    /** By the names of the architecture, in its order. */
    private final Map<String, Variable> variables;

    private SmallCnnColumns(Path file, Path weights, List<Variable> inOrder) throws CheckpointFormatException {
        this.weights = weights;
        Map<String, Map<String, Variable>> layers = new LinkedHashMap<>();
        for (Variable each : inOrder) {
            if (!each.role().equals(KERNEL) && !each.role().equals(BIAS)) {
                throw new CheckpointFormatException(file, each.name() + ": neither a kernel nor a bias");
            }
            if (layers.computeIfAbsent(each.layer(), layer -> new LinkedHashMap<>())
                            .put(each.role(), each)
                    != null) {
                throw new CheckpointFormatException(file, each.name() + ": the layer has two of them");
            }
        }
        List<Map<String, Variable>> layerList = List.copyOf(layers.values());
        if (layerList.size() != 4 || layerList.stream().anyMatch(layer -> layer.size() != 2)) {
            throw new CheckpointFormatException(
                    file,
                    "not four layers of a kernel and a bias each: " + inOrder.size() + " variables of layers "
                            + layers.keySet());
        }
        Variable first = layerList.get(0).get(KERNEL);
        Variable last = layerList.get(3).get(KERNEL);
        if (first.shape().size() != CONVOLUTION_AXES || last.shape().size() != 2) {
            throw new CheckpointFormatException(
                    file,
                    first.name() + " of shape " + first.shape() + " and " + last.name() + " of shape " + last.shape()
                            + " are not the kernels of a convolution and a dense layer");
        }
        this.channels = first.shape().get(2);
        this.width = first.shape().get(3);
        this.classes = last.shape().get(1);
        this.variables = named(file, layerList);
    }

    private Map<String, Variable> named(Path file, List<Map<String, Variable>> layers)
            throws CheckpointFormatException {
        Map<String, Variable> named = new LinkedHashMap<>();
        List<Layout.Entry> entries;
        try {
            entries = architecture(Nonlinearity.RELU, ANY_EXTENT).layout().entries();
        } catch (IllegalArgumentException tooLarge) {
            throw new CheckpointFormatException(file, tooLarge.getMessage(), tooLarge);
        }
        for (int i = 0; i < entries.size(); i++) {
            Layout.Entry entry = entries.get(i);
            Variable variable = layers.get(i / 2).get(entry.name().endsWith(".bias") ? BIAS : KERNEL);
            if (!variable.ownShape().equals(entry.shape())) {
                throw new CheckpointFormatException(
                        file,
                        variable.name() + ": shape " + variable.shape() + " is not that of " + entry.name()
                                + ", which is " + entry.shape() + " as PyTorch orders it");
            }
            named.put(entry.name(), variable);
        }
        return named;
    }

    /**
     * @param weights  the matrix, for messages
     * @param rowSize  its number of columns
     * @throws CheckpointFormatException naming the variable that does not fit the others, the matrix or the network
     */
    static SmallCnnColumns read(Path file, Path weights, int rowSize) throws IOException {
        List<Variable> variables = new ArrayList<>();
        int next = 0;
        try (CsvFile csv = CsvFile.open(file, List.of("varname", "start_idx", "end_idx", "shape"))) {
            while (csv.next()) {
                Variable variable = variable(csv);
                if (variable.start() != next) {
                    throw csv.fault(variable.name() + ": starts at column " + variable.start() + ", not at " + next);
                }
                next = variable.end();
                variables.add(variable);
                if (variables.size() > MOST_VARIABLES) {
                    throw csv.fault("more than " + MOST_VARIABLES + " variables");
                }
            }
        }
        if (next != rowSize) {
            throw new CheckpointFormatException(
                    file, "describes " + next + " columns but " + weights + " has " + rowSize);
        }
        return new SmallCnnColumns(file, weights, variables);
    }

    private static Variable variable(CsvFile csv) throws CheckpointFormatException {
        String name = csv.value("varname");
        String shape = csv.value("shape").strip();
        if (!SHAPE.matcher(shape).matches()) {
            throw csv.fault(name + ": shape '" + shape + "' is not a list of one to four extents");
        }
        List<Integer> extents = Stream.of(NOT_DIGITS.split(shape))
                .filter(part -> !part.isEmpty())
                .map(Integer::valueOf)
                .toList();
        int start = column(csv, "start_idx");
        int end = column(csv, "end_idx");
        long size = extents.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
        if (extents.contains(0) || size != end - start) {
            throw csv.fault(name + ": shape " + extents + " does not fill the columns " + start + " to " + end);
        }
        return new Variable(name, start, end, extents);
    }

    private static int column(CsvFile csv, String name) throws CheckpointFormatException {
        String text = csv.value(name).strip();
        if (!COLUMN.matcher(text).matches()) {
            throw csv.fault(name + " '" + text + "' is not a column");
        }
        return Integer.parseInt(text);
    }

    SmallCnn architecture(Nonlinearity activation, int extent) {
        return new SmallCnn(width, activation, List.of(channels, extent, extent), classes);
    }

    /** A row of the matrix as the arrays of the network; views of the row. */
    Checkpoint checkpoint(Tensor row) {
        ByteBuffer bytes = row.bytes();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        variables.forEach((name, variable) -> {
            ByteBuffer own =
                    bytes.slice(variable.start() * Float.BYTES, (variable.end() - variable.start()) * Float.BYTES);
            long[] shape =
                    variable.ownShape().stream().mapToLong(Integer::longValue).toArray();
            tensors.put(name, Tensor.ofView(name, Dtype.F32, own, shape, variable.strides()));
        });
        return Checkpoint.of(weights, tensors);
    }
}
