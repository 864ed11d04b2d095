package org.weightflow.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.weightflow.generator.codes.CodeSpace;
import org.weightflow.generator.flow.CurveRow;
import org.weightflow.generator.flow.ResidualField;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsFile;
import org.weightflow.networks.safetensors.SafetensorsWriter;

/**
 * A generator on disk.
 * <ul>
 * <li>{@code basis.safetensors}: {@code mean [D]}, {@code components.J [D]} for each dimension, {@code scale [k]}
 * <li>{@code codes.safetensors}: {@code training [N, k]}, and {@code held_out [H, k]} if any were held out
 * <li>{@code flow.safetensors}: the averaged weights of the velocity field
 * <li>{@code curves.csv}: how training went
 * <li>{@code mask.safetensors}: the shared mask, if there is one
 * <li>{@code generator.json}: schema, facts, and the checksum of each file; written last and removed first, so that a folder
 * without it holds no generator
 * </ul>
 */
final class GeneratorFolder {
    private static final int SCHEMA = 1;
    private static final String MANIFEST = "generator.json";
    private static final String BASIS = "basis.safetensors";
    private static final String CODES = "codes.safetensors";
    private static final String FLOW = "flow.safetensors";
    private static final String CURVES = "curves.csv";
    private static final String MASK = "mask.safetensors";

    private GeneratorFolder() {}

    /** {@code generator.json}. */
    private record Manifest(int schema, GeneratorFacts facts, Map<String, String> files) {
        Manifest {
            if (schema != SCHEMA) {
                throw new IllegalArgumentException(
                        "schema " + schema + " is not " + SCHEMA + ", the one that this version reads");
            }
            Objects.requireNonNull(facts, "facts is null");
            files = new TreeMap<>(files);
        }
    }

    static void save(Generator generator, Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw FileFailure.of(folder, "cannot be created", failure);
        }
        try (ArtefactLock lock = ArtefactLock.acquire(folder)) {
            AtomicFiles.sweep(folder);
            Files.deleteIfExists(folder.resolve(MANIFEST));
            SafetensorsWriter.write(folder.resolve(BASIS), basis(generator.space()), Map.of());
            SafetensorsWriter.write(folder.resolve(CODES), codes(generator), Map.of());
            SafetensorsWriter.write(folder.resolve(FLOW), generator.field(), Map.of());
            AtomicFiles.writeText(
                    folder.resolve(CURVES),
                    CurveRow.CSV_HEADER + "\n"
                            + generator.curve().stream()
                                    .map(row -> row.toCsv() + "\n")
                                    .collect(Collectors.joining()));
            if (generator.masks().shared() != null) {
                MaskFile.write(folder.resolve(MASK), generator.masks().shared());
            } else {
                Files.deleteIfExists(folder.resolve(MASK));
            }
            Map<String, String> files = new TreeMap<>();
            for (String name : names(generator.masks().shared() != null)) {
                files.put(name, Checksum.ofFile(folder.resolve(name)));
            }
            AtomicFiles.writeText(folder.resolve(MANIFEST), Json.text(new Manifest(SCHEMA, generator.facts(), files)));
        }
    }

    static Generator load(Path folder) throws IOException {
        Path manifestFile = folder.resolve(MANIFEST);
        Manifest manifest = Json.read(manifestFile, Manifest.class);
        GeneratorFacts facts = manifest.facts();
        List<String> names = names(facts.sharedMask());
        if (!manifest.files().keySet().equals(Set.copyOf(names))) {
            throw new IOException(
                    manifestFile + ": files: " + manifest.files().keySet() + " are not those of a generator, " + names);
        }
        for (Map.Entry<String, String> file : manifest.files().entrySet()) {
            requireChecksum(folder.resolve(file.getKey()), file.getValue());
        }
        Architecture architecture;
        Layout layout;
        try {
            architecture = facts.architecture().build();
            layout = architecture.layout();
            new MaskRule(null, facts.keptCounts()).requireFits(layout);
        } catch (IllegalArgumentException unfit) {
            throw new IOException(manifestFile + ": " + unfit.getMessage(), unfit);
        }
        CodeSpace space = readBasis(folder.resolve(BASIS), layout, facts.dimensions());
        SafetensorsFile codes = SafetensorsFile.open(folder.resolve(CODES));
        Mask shared = facts.sharedMask() ? MaskFile.read(folder.resolve(MASK), layout) : null;
        return new Generator(
                architecture,
                facts,
                space,
                readMatrix(codes, "training", facts.trainingMembers(), facts.dimensions()),
                readMatrix(codes, "held_out", facts.heldOutMembers().size(), facts.dimensions()),
                new MaskRule(shared, facts.keptCounts()),
                readField(folder.resolve(FLOW), facts),
                readCurve(folder.resolve(CURVES), facts.chosenStep()));
    }

    private static List<String> names(boolean sharedMask) {
        return sharedMask ? List.of(BASIS, CODES, FLOW, CURVES, MASK) : List.of(BASIS, CODES, FLOW, CURVES);
    }

    private static List<Tensor> basis(CodeSpace space) {
        List<Tensor> tensors = new ArrayList<>();
        int size = space.layout().size();
        tensors.add(Tensor.ofFloats("mean", space.mean(), size));
        tensors.add(doubles("scale", new double[][] {space.scale()}, space.dimensions()));
        for (int j = 0; j < space.dimensions(); j++) {
            tensors.add(Tensor.ofFloats("components." + j, space.component(j), size));
        }
        return tensors;
    }

    private static List<Tensor> codes(Generator generator) {
        List<Tensor> tensors = new ArrayList<>();
        int k = generator.space().dimensions();
        double[][] training = generator.trainingCodes();
        double[][] heldOut = generator.heldOutCodes();
        tensors.add(doubles("training", training, training.length, k));
        if (heldOut.length > 0) {
            tensors.add(doubles("held_out", heldOut, heldOut.length, k));
        }
        return tensors;
    }

    private static Tensor doubles(String name, double[][] rows, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Double.BYTES * rows.length, rows[0].length))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (double[] row : rows) {
            for (double value : row) {
                bytes.putDouble(value);
            }
        }
        return Tensor.of(name, Dtype.F64, bytes.flip(), shape);
    }

    private static void requireChecksum(Path file, String recorded) throws IOException {
        String found = Checksum.ofFile(file);
        if (!found.equals(recorded)) {
            throw new IOException(file + ": the checksum is " + found + ", but " + MANIFEST + " records " + recorded
                    + "; the file is damaged or of another generator");
        }
    }

    private static CodeSpace readBasis(Path path, Layout layout, int dimensions) throws IOException {
        SafetensorsFile file = SafetensorsFile.open(path);
        float[][] components = new float[dimensions][];
        for (int j = 0; j < dimensions; j++) {
            components[j] = floats(file, "components." + j, layout.size());
        }
        try {
            return CodeSpace.of(
                    layout, floats(file, "mean", layout.size()), components, flatDoubles(file, "scale", dimensions));
        } catch (IllegalArgumentException unfit) {
            throw new CheckpointFormatException(path, unfit.getMessage(), unfit);
        }
    }

    private static StateDict readField(Path path, GeneratorFacts facts) throws IOException {
        StateDict mapped =
                SafetensorsFile.open(path).toStateDict(ResidualField.layout(facts.dimensions(), facts.flow()));
        float[] values = mapped.toArray();
        for (int i = 0; i < values.length; i++) {
            requireFinite(path, "the flow", i, values[i]);
        }
        return StateDict.of(mapped.layout(), values);
    }

    private static List<CurveRow> readCurve(Path path, int chosenStep) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(path);
        } catch (IOException failure) {
            throw FileFailure.of(path, "cannot be read", failure);
        }
        if (lines.isEmpty() || !lines.get(0).equals(CurveRow.CSV_HEADER)) {
            throw new IOException(path + ": the first line is not " + CurveRow.CSV_HEADER);
        }
        List<CurveRow> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            try {
                rows.add(CurveRow.ofCsv(lines.get(i)));
            } catch (IllegalArgumentException wrong) {
                throw new IOException(path + ": line " + (i + 1) + ": " + wrong.getMessage(), wrong);
            }
        }
        if (rows.stream().noneMatch(row -> row.step() == chosenStep)) {
            throw new IOException(
                    path + ": no row is of step " + chosenStep + ", which " + MANIFEST + " says was kept");
        }
        return rows;
    }

    private static double[][] readMatrix(SafetensorsFile file, String name, int rows, int columns) throws IOException {
        if (rows == 0) {
            return new double[0][];
        }
        double[] flat = flatDoubles(file, name, rows, columns);
        double[][] matrix = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(flat, i * columns, matrix[i], 0, columns);
        }
        return matrix;
    }

    private static float[] floats(SafetensorsFile file, String name, long... shape) throws IOException {
        float[] values = require(file, name, Dtype.F32, shape).toFloats();
        for (int i = 0; i < values.length; i++) {
            requireFinite(file.path(), name, i, values[i]);
        }
        return values;
    }

    private static double[] flatDoubles(SafetensorsFile file, String name, long... shape) throws IOException {
        ByteBuffer bytes = require(file, name, Dtype.F64, shape).bytes();
        double[] values = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(values);
        for (int i = 0; i < values.length; i++) {
            requireFinite(file.path(), name, i, values[i]);
        }
        return values;
    }

    private static void requireFinite(Path path, String name, int index, double value) throws IOException {
        if (!Double.isFinite(value)) {
            throw new CheckpointFormatException(
                    path, "value " + index + " of " + name + " is " + value + ", which is not a finite number");
        }
    }

    private static Tensor require(SafetensorsFile file, String name, Dtype dtype, long... shape) throws IOException {
        Tensor tensor = file.tensor(name);
        List<Long> expected = Arrays.stream(shape).boxed().toList();
        if (tensor.dtype() != dtype || !tensor.shape().equals(expected)) {
            throw new CheckpointFormatException(
                    file.path(),
                    name + ": " + tensor.dtype() + " " + tensor.shape() + " found, " + dtype + " " + expected
                            + " expected");
        }
        return tensor;
    }
}
