package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.datasets.Standardisation.Scope;

class MnistFamilyTest {
    private static final int PIXELS = 28 * 28;

    @TempDir
    Path folder;

    private static Dataset load(MnistFamily family, Path folder) throws IOException {
        return family.load(folder, new SplittableRandom(1));
    }

    private static byte[] images(int count) {
        byte[] values = new byte[count * PIXELS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) i;
        }
        return IdxBytes.of(values, count, 28, 28);
    }

    private static byte[] labels(int... labels) {
        byte[] values = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            values[i] = (byte) labels[i];
        }
        return IdxBytes.of(values, labels.length);
    }

    /** Two training images and one test image; file names as given by the pattern of dash and suffix. */
    private static void write(Path folder, String dash, String suffix, boolean packed) throws IOException {
        Files.createDirectories(folder);
        List<byte[]> contents = List.of(images(2), labels(3, 9), images(1), labels(0));
        for (int i = 0; i < contents.size(); i++) {
            String name = MnistFamily.FILES.get(i).replace("-idx", dash + "idx") + suffix;
            Files.write(folder.resolve(name), packed ? IdxBytes.gzip(contents.get(i)) : contents.get(i));
        }
    }

    @ParameterizedTest(name = "in ''{0}'', dash ''{1}'', suffix ''{2}'', packed {3}")
    @CsvSource({
        "mnist,     -, '',  false",
        "mnist,     -, .gz, true",
        "'',        ., '',  false",
        "'',        ., .gz, true",
        "MNIST/raw, -, '',  false",
        "mnist,     -, .gz, false",
        "mnist,     -, '',  true"
    })
    void findsTheFilesWhereverAndHoweverTheyLie(String place, String dash, String suffix, boolean packed)
            throws IOException {
        assertFalse(MnistFamily.MNIST.describe(folder).present());
        write(folder.resolve(place), dash, suffix, packed);
        assertTrue(MnistFamily.MNIST.describe(folder).present());
        Dataset mnist = load(MnistFamily.MNIST, folder);
        assertEquals(2, mnist.train().count());
        assertEquals(1, mnist.test().count());
        assertArrayEquals(new int[] {3, 9}, mnist.train().labels());
        assertEquals(List.of(1, 28, 28), mnist.train().exampleShape());
        byte[] all = IdxBytes.concat(IdxBytes.concat(images(2), labels(3, 9)), IdxBytes.concat(images(1), labels(0)));
        assertEquals(Sha256.of(all), mnist.sha256());
    }

    @Test
    void dividesBytesBy255InSinglePrecision() throws IOException {
        write(folder, "-", "", false);
        float[] pixels = load(MnistFamily.MNIST, folder).train().features();
        for (int value = 0; value < 256; value++) {
            assertEquals((float) value / 255f, pixels[value]);
        }
        assertEquals(1f, pixels[255], "bytes are unsigned");
    }

    @Test
    void prefersTheFolderThatBearsItsName() throws IOException {
        write(folder, "-", "", false);
        write(folder.resolve("kmnist"), "-", "", false);
        Files.write(folder.resolve("kmnist").resolve(MnistFamily.FILES.get(3)), labels(7));
        assertEquals(7, load(MnistFamily.KMNIST, folder).test().label(0));
    }

    @Test
    void mixesNoFilesOfDifferentFolders() throws IOException {
        write(folder, "-", "", false);
        write(folder.resolve("mnist"), "-", "", false);
        Files.delete(folder.resolve(MnistFamily.FILES.get(0)));
        Files.delete(folder.resolve("mnist").resolve(MnistFamily.FILES.get(1)));
        var e = assertThrows(MissingDatasetException.class, () -> load(MnistFamily.MNIST, folder));
        assertTrue(e.getMessage().contains("(missing there: train-labels-idx1-ubyte)"), e::getMessage);
    }

    @Test
    void saysWhichFilesGoWhere() {
        var e = assertThrows(MissingDatasetException.class, () -> load(MnistFamily.MNIST, folder));
        MnistFamily.FILES.forEach(file -> assertTrue(e.getMessage().contains(file), e::getMessage));
        assertTrue(e.getMessage().contains(folder.resolve("mnist").toString()), e::getMessage);
        assertTrue(e.getMessage().contains("`weightflow data fetch mnist`"), e::getMessage);
    }

    @Test
    void saysThatTheRelativesCannotBeFetched() {
        var e = assertThrows(MissingDatasetException.class, () -> load(MnistFamily.FASHION_MNIST, folder));
        assertTrue(e.getMessage().contains("only mnist and cifar10 can be fetched"), e::getMessage);
        assertTrue(e.getMessage().contains("github.com/zalandoresearch/fashion-mnist"), e::getMessage);
    }

    @Test
    void refusesAnotherNumberOfLabelsThanImages() throws IOException {
        write(folder, "-", "", false);
        Files.write(folder.resolve(MnistFamily.FILES.get(1)), labels(3, 9, 9));
        refused("expected 2 labels, one for each image in train-images-idx3-ubyte, found 3");
    }

    @Test
    void refusesALabelAboveNine() throws IOException {
        write(folder, "-", "", false);
        Files.write(folder.resolve(MnistFamily.FILES.get(1)), labels(3, 10));
        refused("label 10 of example 1 is not in [0, 10)");
    }

    @Test
    void refusesImagesOfAnotherSize() throws IOException {
        write(folder, "-", "", false);
        Files.write(folder.resolve(MnistFamily.FILES.get(0)), IdxBytes.of(new byte[2 * 32 * 32], 2, 32, 32));
        refused("found dimensions [2, 32, 32], expected [count, 28, 28]");
    }

    private void refused(String part) {
        var e = assertThrows(DatasetFormatException.class, () -> load(MnistFamily.MNIST, folder));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }

    private static Path realData() {
        String named = System.getenv(DataFolder.VARIABLE);
        Assumptions.assumeTrue(named != null, "WEIGHTFLOW_DATA names no folder with the files of mnist");
        Path real = Path.of(named);
        Assumptions.assumeTrue(
                MnistFamily.MNIST.describe(real).present(), "WEIGHTFLOW_DATA has no files of mnist: " + real);
        return real;
    }

    @Test
    void readsTheRealFiles() throws IOException {
        Dataset mnist = load(MnistFamily.MNIST, realData());
        assertEquals(60_000, mnist.train().count());
        assertEquals(10_000, mnist.test().count());
        assertEquals(5, mnist.train().label(0));
        assertEquals(7, mnist.test().label(0));
        // Counts of the digits as published with the data.
        assertArrayEquals(
                new int[] {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949},
                mnist.train().classCounts());
        // zcat train-images.gz train-labels.gz t10k-images.gz t10k-labels.gz | sha256sum
        assertEquals("b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a", mnist.sha256());
        // The figures that torchvision's users normalise with, given to four places.
        Standardisation fitted = Standardisation.fit(Scope.GLOBAL, mnist.train());
        assertEquals(0.1307, fitted.mean()[0], 5e-5);
        assertEquals(0.3081, fitted.sd()[0], 5e-5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FASHION_MNIST", "KMNIST"})
    void refusesMnistUnderTheNameOfARelative(MnistFamily relative) throws IOException {
        Path real = realData();
        for (String file : MnistFamily.FILES) {
            Path source = MnistFamily.variants(real.resolve("mnist"), file)
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            Files.copy(source, folder.resolve(file));
        }
        var e = assertThrows(DatasetFormatException.class, () -> load(relative, folder));
        assertTrue(e.getMessage().contains("found the files of mnist"), e::getMessage);
    }
}
