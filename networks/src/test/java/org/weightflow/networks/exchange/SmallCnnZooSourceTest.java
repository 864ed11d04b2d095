package org.weightflow.networks.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Nonlinearity;
import org.weightflow.networks.architecture.SmallCnn;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.engine.NoGradient;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.numpy.NpyBytes;
import org.weightflow.networks.numpy.NpyFile;

/** Rows of {@code make_fixtures.py}: networks 7 (rows 0 and 1), 3 (2 and 3), 5 (4 and 5, stopped at step 40), and 11 (6). */
class SmallCnnZooSourceTest {
    private static final OptionalInt LAST = OptionalInt.empty();
    private static final Optional<Nonlinearity> ANY = Optional.empty();

    /** float32 sums of some hundred products of values of order one, against float64. */
    private static final float TOLERANCE = 1e-5f;

    private static final int EXTENT = 32;
    private static final int WIDTH = 4;

    @TempDir
    Path zoo;

    private static SmallCnnZooSource fixture(OptionalInt step, Optional<Nonlinearity> activation) throws IOException {
        return SmallCnnZooSource.open(SmallCnnZoo.folder(), step, activation);
    }

    private static List<String> names(SmallCnnZooSource source) {
        return IntStream.range(0, source.count()).mapToObj(source::name).toList();
    }

    @Test
    void takesTheLastStepOfEachNetwork() throws IOException {
        SmallCnnZooSource source = fixture(LAST, ANY);
        assertEquals("small-cnn-zoo", source.kind());
        assertEquals(List.of("weights.npy/0", "weights.npy/3", "weights.npy/5", "weights.npy/6"), names(source));
        assertEquals(
                Map.of(
                        "source.test_accuracy",
                        0.5,
                        "source.test_loss",
                        1.25,
                        "source.train_accuracy",
                        0.625,
                        "source.train_loss",
                        1e-5),
                source.metrics(0));
        assertEquals(Map.of("source.test_accuracy", 0.1, "source.train_accuracy", 0.1), source.metrics(3));
    }

    @Test
    void takesTheGivenStep() throws IOException {
        assertEquals(
                List.of("weights.npy/1", "weights.npy/2", "weights.npy/4"), names(fixture(OptionalInt.of(0), ANY)));
        assertEquals(List.of("weights.npy/5"), names(fixture(OptionalInt.of(40), ANY)));
        String message = assertThrows(IOException.class, () -> fixture(OptionalInt.of(41), ANY))
                .getMessage();
        assertTrue(message.endsWith("metrics.csv.gz: no line has step 41"), message);
    }

    @Test
    void hasOneActivationAndRefusesTheOther() throws IOException {
        SmallCnnZooSource relu = fixture(LAST, ANY);
        Architecture expected = new SmallCnn(WIDTH, Nonlinearity.RELU, List.of(1, EXTENT, EXTENT), 10);
        assertEquals(Optional.of(expected), relu.architecture());
        assertEquals(8, relu.read(2).tensors().size());
        String message = assertThrows(IOException.class, () -> relu.read(1)).getMessage();
        assertTrue(
                message.endsWith(
                        "weights.npy: row 3: config.activation 'tanh' does not fit a source of networks with RELU"),
                message);
        SmallCnnZooSource tanh = fixture(LAST, Optional.of(Nonlinearity.TANH));
        assertEquals(
                List.of("tanh"),
                tanh.architecture().stream()
                        .map(each -> each.config().get("activation"))
                        .toList());
        assertEquals(8, tanh.read(1).tensors().size());
        assertThrows(IOException.class, () -> tanh.read(0));
        assertThrows(IllegalArgumentException.class, () -> fixture(LAST, Optional.of(Nonlinearity.GELU)));
    }

    @Test
    void takesTheMostFrequentActivationOfTheChosenRows() throws IOException {
        SmallCnnZoo.copyTo(zoo);
        String mostlyTanh = SmallCnnZoo.metrics()
                .replace("relu,cifar10,0.03", "tanh,cifar10,0.03")
                .replace("relu,cifar10,9", "elu,svhn_cropped,9");
        Files.write(zoo.resolve(SmallCnnZoo.METRICS), SmallCnnZoo.packed(mostlyTanh));
        SmallCnnZooSource source = SmallCnnZooSource.open(zoo.resolve(SmallCnnZoo.WEIGHTS), LAST, ANY);
        Architecture expected = new SmallCnn(WIDTH, Nonlinearity.TANH, List.of(1, 28, 28), 10);
        assertEquals(Optional.of(expected), source.architecture(), "several datasets have no size in common");
        assertTrue(assertThrows(IOException.class, () -> source.read(3))
                .getMessage()
                .contains("'elu'"));
    }

    @ParameterizedTest
    @EnumSource(names = {"RELU", "TANH"})
    void computesWhatKerasDoes(Nonlinearity activation) throws IOException {
        SmallCnnZooSource source = fixture(LAST, Optional.of(activation));
        int index = activation == Nonlinearity.RELU ? 0 : 1;
        SplittableRandom random = new SplittableRandom(22);
        float[] image = new float[EXTENT * EXTENT];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextDouble(-1, 1);
        }
        int row = activation == Nonlinearity.RELU ? 0 : 3;
        float[] weights =
                NpyFile.open(SmallCnnZoo.folder().resolve(SmallCnnZoo.WEIGHTS)).floats(row);
        float[] expected = keras(weights, image, activation == Nonlinearity.TANH);
        Architecture architecture = source.architecture().orElseThrow();
        StateDict state = source.read(index).toStateDict(architecture.layout());
        assertArrayEquals(expected, logits(architecture, state, image), TOLERANCE);
    }

    private static float[] logits(Architecture architecture, StateDict state, float[] image) {
        try (NoGradient off = new NoGradient();
                TensorStore store = new TensorStore(architecture.layout(), 1);
                NDManager manager = NDManager.newBaseManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            store.put(0, state);
            NDArray x = SharedMemory.copyOf(manager, image, new Shape(1, image.length));
            return architecture.forward(ForwardPass.evaluation(store), x).toFloatArray();
        }
    }

    /** In Keras's own order: images [height, width, channel], kernels [height, width, in, out], a bias before its kernel. */
    private static float[] keras(float[] weights, float[] image, boolean tanh) {
        double[] x = new double[image.length];
        Arrays.setAll(x, i -> image[i]);
        int extent = EXTENT;
        int in = 1;
        int at = 0;
        for (int layer = 0; layer < 3; layer++) {
            int next = (extent - 3) / 2 + 1;
            double[] y = new double[next * next * WIDTH];
            for (int i = 0; i < y.length; i++) {
                int row = i / (next * WIDTH);
                int column = i / WIDTH % next;
                int o = i % WIDTH;
                double sum = weights[at + o];
                for (int k = 0; k < 9 * in; k++) {
                    int h = k / (3 * in);
                    int w = k / in % 3;
                    double value = x[((2 * row + h) * extent + 2 * column + w) * in + k % in];
                    sum += weights[at + WIDTH + k * WIDTH + o] * value;
                }
                y[i] = tanh ? Math.tanh(sum) : Math.max(0, sum);
            }
            at += WIDTH + 9 * in * WIDTH;
            x = y;
            extent = next;
            in = WIDTH;
        }
        float[] logits = new float[10];
        for (int o = 0; o < logits.length; o++) {
            double sum = weights[at + o];
            for (int i = 0; i < x.length; i++) {
                sum += weights[at + 10 + i % WIDTH * 10 + o] * x[i] / (extent * extent);
            }
            logits[o] = (float) sum;
        }
        return logits;
    }

    private String refused() {
        return assertThrows(CheckpointFormatException.class, () -> SmallCnnZooSource.open(zoo, LAST, ANY))
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "end_idx, | end, | column end_idx is missing",
                "'\"(4,)\"' | '4' | line 2: sequential/conv2d/bias:0: shape '4' is not a list of one to four extents",
                "'\"(4,)\"' | '\"(5,)\"' | line 2: sequential/conv2d/bias:0: shape [5] does not fill the columns 0 to 4",
                "bias:0,40,44 | bias:0,41,45 | line 4: sequential/conv2d_1/bias:0: starts at column 41, not at 40",
                "bias:0,40,44 | bias:0,40,x | line 4: end_idx 'x' is not a column",
                "conv2d/bias:0 | conv2d/gamma:0 | sequential/conv2d/gamma:0: neither a kernel nor a bias",
                "conv2d/bias:0 | conv2d/kernel:0 | sequential/conv2d/kernel:0: the layer has two of them",
                "conv2d/bias:0 | conv/bias:0 | not four layers of a kernel and a bias each",
                "'(3, 3, 1, 4)' | '(3, 1, 3, 4)' | sequential/conv2d/kernel:0: shape [3, 1, 3, 4] is not that of conv1.weight",
                "'(3, 3, 1, 4)' | '(36,)' | are not the kernels of a convolution and a dense layer",
                "'(4, 10)' | '(40,)' | are not the kernels of a convolution and a dense layer",
                "'(4, 10)' | '(8, 5)' | sequential/dense/kernel:0: shape [8, 5] is not that of fc.weight",
                "'sequential/dense/kernel:0,346,386,40,\"(4, 10)\"\n' | '' | describes 346 columns but",
                "'\"(4, 10)\"' | '\"(4, 10)' | line 9: a quote is not closed",
                "'\"(4, 10)\"' | '\"(4, 10)\"3' | line 9: no comma follows a quoted value",
                "'\"(4, 10)\"' | '(4, 10)' | line 9: 6 values for 5 columns"
            })
    void refusesALayoutThatIsNotTheNetworks(String from, String to, String expected) throws IOException {
        SmallCnnZoo.copyTo(zoo);
        String layout = SmallCnnZoo.layout();
        assertTrue(layout.contains(from), from);
        String damaged = layout.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));
        Files.writeString(zoo.resolve(SmallCnnZoo.LAYOUT), damaged);
        String message = refused();
        assertTrue(message.startsWith(zoo.resolve(SmallCnnZoo.LAYOUT) + ": "), message);
        assertTrue(message.contains(expected), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "modeldir | folder | column modeldir is missing",
                "config.dataset | step | column step stands twice",
                "86,0.5 | 86.5,0.5 | line 2: step '86.5' is not a whole number",
                "0.5,1.25 | 0x1p3,1.25 | line 2: test_accuracy '0x1p3' is not a number",
                "1.25,0.625 | 0.625 | line 2: 8 values for 9 columns",
                "/zoo/7,0 | /zoo/7,86 | line 3: step 86 of /zoo/7 stands twice",
                "'9.0,/zoo/11' | '9.0,/zoo/11\n' | line 8: 4 values for 9 columns"
            })
    void namesTheLineOfTheMetricsThatIsWrong(String from, String to, String expected) throws IOException {
        SmallCnnZoo.copyTo(zoo);
        String metrics = SmallCnnZoo.metrics();
        assertTrue(metrics.contains(from), from);
        Files.write(zoo.resolve(SmallCnnZoo.METRICS), SmallCnnZoo.packed(metrics.replace(from, to)));
        assertEquals(zoo.resolve(SmallCnnZoo.METRICS) + ": " + expected, refused());
    }

    @Test
    void requiresALineForEachRow() throws IOException {
        SmallCnnZoo.copyTo(zoo);
        String metrics = SmallCnnZoo.metrics();
        Path file = zoo.resolve(SmallCnnZoo.METRICS);
        Files.write(file, SmallCnnZoo.packed(metrics + "relu,mnist,1,/zoo/12,86,1,1,1,1\n"));
        assertEquals(file + ": line 9: more lines than the matrix has rows, which are 7", refused());
        Files.write(file, SmallCnnZoo.packed(metrics.substring(0, metrics.lastIndexOf("relu"))));
        assertEquals(file + ": 6 lines behind the first, but the matrix has 7 rows", refused());
        Files.write(file, SmallCnnZoo.packed(metrics.lines().findFirst().orElseThrow()));
        assertEquals(file + ": 0 lines behind the first, but the matrix has 7 rows", refused());
    }

    @Test
    void requiresAMatrixOfFloats() throws IOException {
        SmallCnnZoo.copyTo(zoo);
        Path matrix = zoo.resolve(SmallCnnZoo.WEIGHTS);
        Files.write(matrix, NpyBytes.npy(NpyBytes.f4("(8,)"), 32));
        assertEquals(matrix + ": F32 of shape [8] is not a matrix of F32", refused());
        Files.write(matrix, NpyBytes.npy(NpyBytes.f4("(7, 386)").replace("f4", "f8"), 7 * 386 * 8));
        assertEquals(matrix + ": F64 of shape [7, 386] is not a matrix of F32", refused());
        Files.write(matrix, NpyBytes.npy(NpyBytes.f4("(7, 385)"), 7 * 385 * 4));
        assertEquals(zoo.resolve(SmallCnnZoo.LAYOUT) + ": describes 386 columns but " + matrix + " has 385", refused());
    }

    @Test
    void isToldByItsFiles() throws IOException {
        SmallCnnZoo.copyTo(zoo);
        assertTrue(SmallCnnZooSource.looksLikeOne(zoo));
        assertTrue(SmallCnnZooSource.looksLikeOne(zoo.resolve(SmallCnnZoo.WEIGHTS)));
        assertFalse(SmallCnnZooSource.looksLikeOne(zoo.resolve(SmallCnnZoo.LAYOUT)));
        Files.delete(zoo.resolve(SmallCnnZoo.LAYOUT));
        assertFalse(SmallCnnZooSource.looksLikeOne(zoo));
        assertFalse(SmallCnnZooSource.looksLikeOne(zoo.resolve(SmallCnnZoo.WEIGHTS)));
    }
}
