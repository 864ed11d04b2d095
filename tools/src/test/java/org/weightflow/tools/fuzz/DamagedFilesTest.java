package org.weightflow.tools.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.canon.alignment.AlignmentSummary;
import org.weightflow.datasets.Datasets;
import org.weightflow.generator.Generator;
import org.weightflow.generator.SampleConfig;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.Captured;

/**
 * Whatever a file holds, reading it ends in a validated object or in one explained {@link IOException}, soon, and without taking
 * memory for what is not there. A few hundred damaged copies a format in the usual test run; for as long as
 * {@code -Dweightflow.fuzz.seconds=60} says otherwise, and other copies with {@code -Dweightflow.fuzz.seed=...}.
 */
class DamagedFilesTest {
    private static final int COPIES = 300;
    private static final int SECONDS = Integer.getInteger("weightflow.fuzz.seconds", 0);
    private static final long SEED = Long.getLong("weightflow.fuzz.seed", 1);

    /** Far above what these small artefacts need: reading the intact ones takes less than a tenth. */
    private static final long MOST_BYTES = 64L << 20;

    private static final long MOST_CPU_NANOS = 5_000_000_000L;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private static Path shared;

    /** Reads what a folder holds, and uses it as the next stage would. */
    @FunctionalInterface
    private interface Reading {
        void of(Path folder) throws IOException;
    }

    /** A file, what reads it, and what must be done to its neighbours so that no checksum gives the damage away at once. */
    enum Target {
        IDX_IMAGES("data/mnist/train-images-idx3-ubyte", DamagedFilesTest::mnist),
        IDX_LABELS("data/mnist/t10k-labels-idx1-ubyte", DamagedFilesTest::mnist),
        IDX_PACKED("packed/mnist/train-images-idx3-ubyte.gz", DamagedFilesTest::mnist),
        CIFAR("data/cifar10-subset/train.bin", DamagedFilesTest::cifar),
        CIFAR_PACKED("packed/cifar10-subset/test.bin.gz", DamagedFilesTest::cifar),
        ZOO_MANIFEST("run/zoo/zoo.json", DamagedFilesTest::zoo),
        ZOO_MANIFEST_CHECKSUM("run/zoo/zoo.json.sha256", DamagedFilesTest::zoo),
        /** As an older version wrote it: nothing but its rules protects it. */
        ZOO_MANIFEST_UNCHECKED("unchecked/zoo/zoo.json", DamagedFilesTest::zoo),
        MEMBER_LIST("run/zoo/members.jsonl", DamagedFilesTest::zoo),
        MEMBER_LIST_UNCHECKED("unchecked/zoo/members.jsonl", DamagedFilesTest::zoo),
        MEMBER_WEIGHTS("run/zoo/members/000001.safetensors", DamagedFilesTest::zoo),
        MEMBER_MASK("run/zoo/members/000001.mask.safetensors", DamagedFilesTest::zoo),
        ALIGNMENT("run/aligned/alignment.json", AlignmentSummary::read),
        ENSEMBLE_MANIFEST("run/ensemble/ensemble.json", DamagedFilesTest::ensemble),
        ENSEMBLE_MANIFEST_UNCHECKED("unchecked/ensemble/ensemble.json", DamagedFilesTest::ensemble),
        GENERATOR_MANIFEST("run/generator/generator.json", DamagedFilesTest::generator),
        GENERATOR_BASIS("run/generator/basis.safetensors", DamagedFilesTest::generatorSigned),
        GENERATOR_CODES("run/generator/codes.safetensors", DamagedFilesTest::generatorSigned),
        GENERATOR_FLOW("run/generator/flow.safetensors", DamagedFilesTest::generatorSigned),
        GENERATOR_CURVES("run/generator/curves.csv", DamagedFilesTest::generatorSigned);

        private final String file;

        @SuppressWarnings("ImmutableEnumChecker") // a method without state
        private final Reading reading;

        Target(String file, Reading reading) {
            this.file = file;
            this.reading = reading;
        }
    }

    private static void mnist(Path folder) throws IOException {
        Datasets.load("mnist", folder.getParent(), new SplittableRandom(1));
    }

    private static void cifar(Path folder) throws IOException {
        Datasets.load("cifar10-subset", folder.getParent(), new SplittableRandom(1));
    }

    private static void zoo(Path folder) throws IOException {
        assertTrue(Zoo.verify(folder).faults().stream().noneMatch(fault -> fault.contains("\n")));
        Zoo zoo = Zoo.open(folder);
        for (int i = 0; i < zoo.size(); i++) {
            zoo.weights(i);
            zoo.mask(i);
        }
        Task.load(zoo.manifest(), null);
    }

    private static void ensemble(Path folder) throws IOException {
        Ensemble.open(folder).predict(new float[4]);
    }

    /** Weights that are finite and absurd lead out of the range of numbers, and sampling says so. */
    private static void generator(Path folder) throws IOException {
        Generator generator = Generator.load(folder);
        try {
            assertEquals(
                    1,
                    generator
                            .sample(1, new Seed(1), SampleConfig.defaults())
                            .toList()
                            .size());
        } catch (ArithmeticException farOut) {
            assertTrue(farOut.getMessage().contains("the code is too far out"), farOut::getMessage);
        }
    }

    /** The manifest's checksums are made to fit first. */
    private static void generatorSigned(Path folder) throws IOException {
        Path manifest = folder.resolve("generator.json");
        String text = Files.readString(manifest);
        for (String name : new String[] {"basis.safetensors", "codes.safetensors", "flow.safetensors", "curves.csv"}) {
            text = Pattern.compile("(\"" + name + "\": \")[0-9a-f]{64}")
                    .matcher(text)
                    .replaceFirst("$1" + Checksum.ofFile(folder.resolve(name)));
        }
        Files.writeString(manifest, text);
        generator(folder);
    }

    @BeforeAll
    static void makeTheArtefacts() throws IOException {
        Captured captured = new Captured();
        Path config = Files.writeString(
                shared.resolve("run.yaml"),
                """
                name: small
                dataset: {name: iris, validation: 24, mean: [5.8, 3, 3.8, 1.2], std: [0.8, 0.4, 1.8, 0.7]}
                architecture: mlp-4-3-3
                collect: {kind: tickets, members: 5, training: {batchSize: 32, epochs: 2}, pruning: {levels: 1}, rewindStep: 1}
                fit: {flow: {hidden: 4, steps: 4, evaluationInterval: 2}}
                sample: {count: 2}
                """);
        String run = shared.resolve("run").toString();
        assertEquals(0, captured.run("run", config.toString(), "--threads", "1", "--out", run), captured::err);
        copyWithoutChecks("zoo");
        copyWithoutChecks("ensemble");
        writeDatasets();
    }

    private static void copyWithoutChecks(String artefact) throws IOException {
        Path from = shared.resolve("run").resolve(artefact);
        Path to = shared.resolve("unchecked").resolve(artefact);
        copy(from, to);
        Files.delete(to.resolve(artefact + ".json.sha256"));
        Path list = to.resolve("members.jsonl");
        Files.writeString(list, Files.readString(list).replaceAll("\"check\":\"[0-9a-f]{64}\",", ""));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var paths = Files.walk(from)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.createDirectories(target.getParent());
                Files.copy(path, target);
            }
        }
    }

    private static void writeDatasets() throws IOException {
        byte[] images = ByteBuffer.allocate(16 + 2 * 784)
                .putInt(0x803)
                .putInt(2)
                .putInt(28)
                .putInt(28)
                .array();
        byte[] labels = ByteBuffer.allocate(8 + 2).putInt(0x801).putInt(2).array();
        Map<String, byte[]> files = Map.of(
                "mnist/train-images-idx3-ubyte", images,
                "mnist/train-labels-idx1-ubyte", labels,
                "mnist/t10k-images-idx3-ubyte", images,
                "mnist/t10k-labels-idx1-ubyte", labels,
                "cifar10-subset/train.bin", new byte[2 * 3073],
                "cifar10-subset/test.bin", new byte[3073]);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path plain = shared.resolve("data").resolve(file.getKey());
            Path packed = shared.resolve("packed").resolve(file.getKey() + ".gz");
            Files.createDirectories(plain.getParent());
            Files.createDirectories(packed.getParent());
            Files.write(plain, file.getValue());
            Files.write(packed, gzip(file.getValue()));
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void endInAnExplanationOrInAValidObject(Target target, @TempDir Path temp) throws IOException {
        Path original = shared.resolve(target.file);
        Path folder = shared.resolve(target.file.substring(0, target.file.indexOf('/', target.file.indexOf('/') + 1)));
        Path copy = temp.resolve(folder.getFileName().toString());
        copy(folder, copy);
        Path file = copy.resolve(folder.relativize(original).toString());
        byte[] whole = Files.readAllBytes(original);
        read(target, copy, UnaryOperator.identity(), file, whole);

        Mutator mutator = new Mutator(new Seed(SEED).child(target.name()).random());
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        int refused = 0;
        int copies = 0;
        while (SECONDS > 0 ? System.nanoTime() < end : copies < COPIES) {
            refused += read(target, copy, mutator::mutate, file, whole) ? 0 : 1;
            copies++;
        }
        assertTrue(
                refused > copies / 20,
                target + ": " + refused + " of " + copies + " were refused, so what was tested?");
    }

    /** Whether the damaged file is read as a valid one. */
    private static boolean read(Target target, Path folder, UnaryOperator<byte[]> damage, Path file, byte[] whole)
            throws IOException {
        byte[] bytes = damage.apply(whole);
        Files.write(file, bytes);
        long thread = Thread.currentThread().getId();
        long allocated = THREADS.getThreadAllocatedBytes(thread);
        long cpu = THREADS.getCurrentThreadCpuTime();
        boolean valid = false;
        try {
            target.reading.of(folder);
            valid = true;
        } catch (IOException explained) {
            String message = explained.getMessage();
            if (message == null || message.isBlank() || message.contains("\n")) {
                fail(target + ": " + explained + " is no explanation of " + shown(bytes), explained);
            }
        } catch (RuntimeException | Error crash) {
            fail(target + ": " + crash + " on " + shown(bytes), crash);
        }
        long taken = THREADS.getThreadAllocatedBytes(thread) - allocated;
        assertTrue(taken < MOST_BYTES, () -> target + ": took " + taken + " bytes of memory for " + shown(bytes));
        long used = THREADS.getCurrentThreadCpuTime() - cpu;
        assertTrue(used < MOST_CPU_NANOS, () -> target + ": took " + used + " ns for " + shown(bytes));
        return valid;
    }

    private static String shown(byte[] bytes) {
        byte[] start = bytes.length > 4000 ? Arrays.copyOf(bytes, 4000) : bytes;
        for (byte each : start) {
            if (each < ' ' && each != '\n') {
                return bytes.length + " bytes " + HexFormat.of().formatHex(start);
            }
        }
        return new String(start, StandardCharsets.UTF_8);
    }
}
