package org.weightflow.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.weightflow.generator.codes.CodeSpace;
import org.weightflow.generator.flow.CurveRow;
import org.weightflow.generator.flow.FlowField;
import org.weightflow.generator.flow.matching.Source;
import org.weightflow.generator.flow.matching.SourceConfig;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.AddedLater;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsFile;
import org.weightflow.networks.safetensors.SafetensorsWriter;
import org.weightflow.networks.zoo.Zoo;

/**
 * A generator on disk.
 * <ul>
 * <li>{@code basis.safetensors}: {@code mean [D]}, {@code components.J [C]} for each dimension, {@code scale [k]}; the C values that
 * have a part in codes are those of the D that are learnt, in the order of the entries, or those of one layer where layers have
 * components of their own. No such file where the basis is implied by the zoo, which {@code generator.json} then names, from its
 * own folder if it can
 * <li>{@code codes.safetensors}: {@code training [N, k]}, and {@code held_out [H, k]} if any were held out;
 * {@code conditions [N, c]} of the training members, in natural units, if the flow has conditions
 * <li>{@code source.safetensors}: {@code mean [k]} and {@code factor [k, k]} of a source of fresh networks; no such file where codes or
 * configuration tell the source
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
    private static final String SOURCE = "source.safetensors";
    private static final String FLOW = "flow.safetensors";
    private static final String CURVES = "curves.csv";
    private static final String MASK = "mask.safetensors";

    private GeneratorFolder() {}

    /** {@code generator.json}. */
    private record Manifest(int schema, GeneratorFacts facts, @AddedLater String zoo, Map<String, String> files) {
        Manifest {
            if (schema != SCHEMA) {
                throw new IllegalArgumentException(
                        "schema " + schema + " is not " + SCHEMA + ", the one that this version reads");
            }
            Objects.requireNonNull(facts, "facts is null");
            if (facts.impliedByZoo() != (zoo != null)) {
                throw new IllegalArgumentException(
                        "zoo is " + zoo + ", but the basis is " + (facts.impliedByZoo() ? "implied by one" : "stored"));
            }
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
            Map<String, String> files = new TreeMap<>();
            if (generator.facts().impliedByZoo()) {
                Files.deleteIfExists(folder.resolve(BASIS));
            } else {
                files.put(BASIS, BasisFile.write(folder.resolve(BASIS), generator.space()));
            }
            SafetensorsWriter.write(folder.resolve(CODES), codes(generator), Map.of());
            if (isStored(generator.facts())) {
                SafetensorsWriter.write(folder.resolve(SOURCE), source(generator.source()), Map.of());
            } else {
                Files.deleteIfExists(folder.resolve(SOURCE));
            }
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
            for (String name : names(generator.facts())) {
                if (!files.containsKey(name)) {
                    files.put(name, Checksum.ofFile(folder.resolve(name)));
                }
            }
            String zoo = generator.zoo() == null ? null : reference(folder, generator.zoo());
            AtomicFiles.writeText(
                    folder.resolve(MANIFEST), Json.text(new Manifest(SCHEMA, generator.facts(), zoo, files)));
        }
    }

    /** The zoo's path from the generator's folder, so that both can be moved together; from the root where there is none. */
    private static String reference(Path folder, Path zoo) {
        Path from = folder.toAbsolutePath().normalize();
        Path to = zoo.toAbsolutePath().normalize();
        Path path = Objects.equals(from.getRoot(), to.getRoot()) ? from.relativize(to) : to;
        return path.toString().replace('\\', '/');
    }

    /** @param elsewhere where the zoo that implies the basis is, if not where the manifest says */
    static Generator load(Path folder, Optional<Path> elsewhere) throws IOException {
        Path manifestFile = folder.resolve(MANIFEST);
        Manifest manifest = Json.read(manifestFile, Manifest.class);
        GeneratorFacts facts = manifest.facts();
        List<String> names = names(facts);
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
        SafetensorsFile codes = SafetensorsFile.open(folder.resolve(CODES));
        double[][] training = readMatrix(codes, "training", facts.trainingMembers(), facts.dimensions());
        LayoutPart coded = CodeSpace.coded(layout, facts.learnStatistics());
        Path zoo = facts.impliedByZoo()
                ? elsewhere.orElseGet(() -> folder.resolve(manifest.zoo()).normalize())
                : null;
        CodeSpace space = zoo == null
                ? BasisFile.read(folder.resolve(BASIS), coded, facts)
                : implied(manifestFile, zoo, coded, facts, training);
        Mask shared = facts.sharedMask() ? MaskFile.read(folder.resolve(MASK), layout) : null;
        return new Generator(
                architecture,
                facts,
                space,
                training,
                readMatrix(codes, "held_out", facts.heldOutMembers().size(), facts.dimensions()),
                readConditions(codes, facts),
                new MaskRule(shared, facts.keptCounts()),
                isStored(facts)
                        ? readSource(folder.resolve(SOURCE), facts.dimensions())
                        : Source.of(facts.flow().source(), training),
                readField(folder.resolve(FLOW), facts),
                readCurve(folder.resolve(CURVES), facts.chosenStep()),
                null,
                null,
                zoo);
    }

    private static List<String> names(GeneratorFacts facts) {
        List<String> names = new ArrayList<>(List.of(CODES, FLOW, CURVES));
        if (!facts.impliedByZoo()) {
            names.add(0, BASIS);
        }
        if (facts.sharedMask()) {
            names.add(MASK);
        }
        if (isStored(facts)) {
            names.add(SOURCE);
        }
        return names;
    }

    /** Whether the source has a file, as neither configuration nor codes tell it. */
    private static boolean isStored(GeneratorFacts facts) {
        return facts.flow().source().kind() == SourceConfig.Kind.INITIALISATION;
    }

    private static List<Tensor> source(Source source) {
        double[] mean = source.mean();
        return List.of(
                doubles("mean", new double[][] {mean}, mean.length),
                doubles("factor", source.factor(), mean.length, mean.length));
    }

    private static Source readSource(Path path, int dimensions) throws IOException {
        SafetensorsFile file = SafetensorsFile.open(path);
        return Source.ofFactor(
                Vectors.doubles(file, "mean", dimensions), readMatrix(file, "factor", dimensions, dimensions));
    }

    /** The code space that a zoo implies, which must be the one that the generator was fitted to. */
    private static CodeSpace implied(
            Path manifest, Path folder, LayoutPart coded, GeneratorFacts facts, double[][] codes) throws IOException {
        if (!Zoo.isAt(folder)) {
            throw new IOException(manifest + ": the basis is implied by the zoo " + folder
                    + ", which is not there; say where it is, with --zoo on the command line");
        }
        Zoo zoo = Zoo.open(folder);
        if (!zoo.checksum().equals(facts.zooChecksum())) {
            throw new IOException(folder + ": the checksum of its members is " + zoo.checksum() + ", but " + manifest
                    + " records " + facts.zooChecksum()
                    + " for the zoo that implies the basis; it was changed or is another");
        }
        Set<Integer> heldOut = Set.copyOf(facts.heldOutMembers());
        List<Integer> training = IntStream.range(0, zoo.size())
                .filter(member -> !heldOut.contains(member))
                .boxed()
                .toList();
        try {
            ZooSource source = ZooSource.of(zoo);
            List<StateDict> networks = IntStream.range(0, zoo.size())
                    .mapToObj(source.members()::weights)
                    .toList();
            return CodeSpace.implied(
                    source.material(coded, networks, training, List.of()),
                    facts.keptBasis().scope(),
                    facts.keptBasis().dimensions(),
                    codes,
                    facts.eigenvalues().stream().mapToDouble(Math::sqrt).toArray());
        } catch (UncheckedIOException failure) {
            throw new IOException(failure.getMessage(), failure);
        } catch (IllegalArgumentException | IndexOutOfBoundsException unfit) {
            throw new IOException(manifest + ": does not fit the zoo " + folder + ": " + unfit.getMessage(), unfit);
        }
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
        double[][] conditions = generator.memberConditions();
        if (!generator.facts().conditioning().isEmpty()) {
            tensors.add(doubles("conditions", conditions, conditions.length, conditions[0].length));
        }
        return tensors;
    }

    private static double[][] readConditions(SafetensorsFile codes, GeneratorFacts facts) throws IOException {
        int conditions = facts.conditioning().conditions().size();
        return conditions == 0
                ? new double[facts.trainingMembers()][0]
                : readMatrix(codes, "conditions", facts.trainingMembers(), conditions);
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

    private static StateDict readField(Path path, GeneratorFacts facts) throws IOException {
        StateDict mapped = SafetensorsFile.open(path).toStateDict(FlowField.layout(facts.fieldShape(), facts.flow()));
        float[] values = mapped.toArray();
        for (int i = 0; i < values.length; i++) {
            Vectors.requireFinite(path, "the flow", i, values[i]);
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
        double[] flat = Vectors.doubles(file, name, rows, columns);
        double[][] matrix = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(flat, i * columns, matrix[i], 0, columns);
        }
        return matrix;
    }
}
