package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Cifar10Test {
    private static final int RECORD = 3073;

    @TempDir
    Path folder;

    /** Records with the given labels; pixel i of record r is (i + r) modulo 256. */
    static byte[] records(int... labels) {
        byte[] bytes = new byte[labels.length * RECORD];
        for (int r = 0; r < labels.length; r++) {
            bytes[r * RECORD] = (byte) labels[r];
            for (int i = 0; i < RECORD - 1; i++) {
                bytes[r * RECORD + 1 + i] = (byte) (i + r);
            }
        }
        return bytes;
    }

    private static byte[] batch(int label) {
        int[] labels = new int[10_000];
        Arrays.fill(labels, label);
        return records(labels);
    }

    private Path subset() throws IOException {
        return Files.createDirectories(folder.resolve("cifar10-subset"));
    }

    private Dataset load(Cifar10 which) throws IOException {
        return which.load(folder, new SplittableRandom(1));
    }

    private void writeSubset(byte[] train, byte[] test) throws IOException {
        Files.write(subset().resolve("train.bin"), train);
        Files.write(subset().resolve("test.bin"), test);
    }

    @Test
    void givesImagesAsPlanesOfRedGreenAndBlueBetweenZeroAndOne() throws IOException {
        writeSubset(records(3, 9), records(0));
        Dataset cifar = load(Cifar10.SUBSET);
        assertEquals(List.of(3, 32, 32), cifar.train().exampleShape());
        assertArrayEquals(new int[] {3, 9}, cifar.train().labels());
        assertArrayEquals(new int[] {0}, cifar.test().labels());
        float[] features = cifar.train().features();
        for (int i = 0; i < 3072; i++) {
            assertEquals((i % 256) / 255f, features[i]);
            assertEquals(((i + 1) % 256) / 255f, features[3072 + i]);
        }
        assertEquals("cat", cifar.classNames().get(3));
        assertEquals(Sha256.of(IdxBytes.concat(records(3, 9), records(0))), cifar.sha256());
    }

    @Test
    void readsMoreRecordsThanAreTakenAtOnce() throws IOException {
        int[] labels = new int[131];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 10;
        }
        writeSubset(records(labels), IdxBytes.gzip(records(1)));
        Dataset cifar = load(Cifar10.SUBSET);
        assertArrayEquals(labels, cifar.train().labels());
        assertEquals((130 % 256) / 255f, cifar.train().features()[130 * 3072]);
        assertEquals(1, cifar.test().count());
    }

    @ParameterizedTest(name = "in ''{0}'', packed {1}")
    @CsvSource({"cifar10, false", "cifar10/cifar-10-batches-bin, true", "'', true", "cifar-10-batches-bin, false"})
    void findsTheOfficialFilesWhereverAndHoweverTheyLie(String place, boolean packed) throws IOException {
        assertFalse(Cifar10.FULL.describe(folder).present());
        Path there = Files.createDirectories(folder.resolve(place));
        List<Path> files = Cifar10.FULL.files().stream()
                .map(file -> there.resolve(packed ? file + ".gz" : file))
                .toList();
        for (Path file : files) {
            assertEquals(Optional.empty(), Cifar10.FULL.locate(folder), "one file is missing");
            Files.write(file, records(1));
        }
        assertTrue(Cifar10.FULL.describe(folder).present());
        assertEquals(files, Cifar10.FULL.locate(folder).orElseThrow());
    }

    @Test
    void joinsTheBatchesInTheirOrder() throws IOException {
        Path there = Files.createDirectories(folder.resolve("cifar10"));
        for (int i = 0; i < 6; i++) {
            Files.write(there.resolve(Cifar10.FULL.files().get(i)), batch(i));
        }
        Dataset cifar = load(Cifar10.FULL);
        for (int i = 0; i < 50_000; i += 9_999) {
            assertEquals(i / 10_000, cifar.train().label(i));
        }
        assertEquals(50_000, cifar.train().count());
        assertEquals(10_000, cifar.test().classCounts()[5]);
    }

    @Test
    void doesNotTakeAPartForTheWhole() throws IOException {
        Path there = Files.createDirectories(folder.resolve("cifar10"));
        for (String file : Cifar10.FULL.files()) {
            Files.write(there.resolve(file), records(1, 2));
        }
        var e = assertThrows(DatasetFormatException.class, () -> load(Cifar10.FULL));
        assertTrue(e.getMessage().contains("data_batch_1.bin: expected 10000 records, found 2"), e::getMessage);
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 3072, 3074, 6145})
    void refusesAPartOfARecord(int length) throws IOException {
        for (boolean packed : new boolean[] {false, true}) {
            byte[] content = Arrays.copyOf(records(1, 1, 1), length);
            writeSubset(packed ? IdxBytes.gzip(content) : content, records(1));
            refused("train.bin: expected whole records of 3073 bytes, found " + length + " bytes");
        }
    }

    @Test
    void refusesALabelAboveNine() throws IOException {
        writeSubset(records(1), records(1, 2, 10));
        refused("test.bin: label 10 of record 2 is not in [0, 10)");
        writeSubset(records(1), records(255));
        refused("test.bin: label 255 of record 0 is not in [0, 10)");
    }

    @Test
    void refusesADamagedArchive() throws IOException {
        byte[] packed = IdxBytes.gzip(records(1));
        writeSubset(Arrays.copyOf(packed, packed.length - 9), records(1));
        refused("train.bin: expected a whole gzip archive");
        writeSubset(IdxBytes.concat(packed, packed), records(1));
        refused("train.bin: expected one gzip archive and nothing after it");
    }

    /** 190 MB of zeros in 190 kB: nothing is kept of them. */
    @Test
    void refusesAnArchiveThatUnpacksToMoreThanCifarHas() throws IOException {
        writeSubset(IdxBytes.gzip(new byte[60_001 * RECORD]), records(1));
        refused("train.bin: expected at most 60000 records of 3073 bytes, found more");
    }

    private void refused(String part) {
        var e = assertThrows(DatasetFormatException.class, () -> load(Cifar10.SUBSET));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }

    @Test
    void saysWhichFilesGoWhere() {
        var whole = assertThrows(MissingDatasetException.class, () -> load(Cifar10.FULL));
        Cifar10.FULL.files().forEach(file -> assertTrue(whole.getMessage().contains(file), whole::getMessage));
        assertTrue(whole.getMessage().contains("`weightflow data fetch cifar10`"), whole::getMessage);
        var part = assertThrows(MissingDatasetException.class, () -> load(Cifar10.SUBSET));
        assertTrue(
                part.getMessage()
                        .endsWith("expected train.bin, test.bin, each with or without .gz, in "
                                + folder.resolve("cifar10-subset")),
                part::getMessage);
    }

    @Test
    void readsARealSubset() throws IOException {
        String named = System.getenv(DataFolder.VARIABLE);
        Assumptions.assumeTrue(named != null, "WEIGHTFLOW_DATA names no folder with a cifar10-subset");
        Path real = Path.of(named);
        DatasetDescription facts = Cifar10.SUBSET.describe(real);
        Assumptions.assumeTrue(facts.present(), "WEIGHTFLOW_DATA has no cifar10-subset: " + real);
        Dataset cifar = Cifar10.SUBSET.load(real, new SplittableRandom(1));
        assertEquals(facts.examples(), cifar.train().count() + cifar.test().count());
        int[] counts = cifar.train().classCounts();
        assertEquals(counts[0] * 10, cifar.train().count(), "as many of each class");
        // Natural images: the mean of each channel is near that of the whole dataset, 0.4914, 0.4822, 0.4465.
        double[] mean = new double[3];
        float[] features = cifar.train().features();
        for (int i = 0; i < features.length; i++) {
            mean[i / 1024 % 3] += features[i];
        }
        double pixels = features.length / 3.0;
        assertEquals(0.4914, mean[0] / pixels, 0.01);
        assertEquals(0.4822, mean[1] / pixels, 0.01);
        assertEquals(0.4465, mean[2] / pixels, 0.01);
    }
}
