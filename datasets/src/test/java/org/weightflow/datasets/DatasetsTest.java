package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetsTest {
    @TempDir
    Path folder;

    private Dataset load(String name, long seed) throws IOException {
        return Datasets.load(name, folder, new SplittableRandom(seed));
    }

    @Test
    void readsIrisFromTheJar() throws IOException {
        Dataset iris = load("iris", 1);
        assertArrayEquals(new int[] {40, 40, 40}, iris.train().classCounts());
        assertArrayEquals(new int[] {10, 10, 10}, iris.test().classCounts());
        assertEquals(List.of("setosa", "versicolor", "virginica"), iris.classNames());
        assertEquals(List.of(4), iris.train().exampleShape());
        // sha256sum iris.csv
        assertEquals("f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449", iris.sha256());
        // awk -F, 'NR>1{a+=$1;b+=$2;c+=$3;d+=$4}END{print a,b,c,d}' iris.csv
        double[] sums = new double[4];
        for (Examples part : List.of(iris.train(), iris.test())) {
            for (int i = 0; i < part.features().length; i++) {
                sums[i % 4] += part.features()[i];
            }
        }
        assertArrayEquals(new double[] {876.5, 458.6, 563.7, 179.9}, sums, 1e-3);
    }

    @Test
    void readsDigitsFromTheJar() throws IOException {
        Dataset digits = load("digits", 1);
        assertEquals(1438, digits.train().count());
        assertEquals(359, digits.test().count());
        assertEquals(List.of(1, 8, 8), digits.train().exampleShape());
        // zcat digits.csv.gz | sha256sum
        assertEquals("6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8", digits.sha256());
        // zcat digits.csv.gz | cut -d, -f65 | sort | uniq -c
        int[] both = digits.train().classCounts();
        int[] test = digits.test().classCounts();
        for (int label = 0; label < 10; label++) {
            both[label] += test[label];
        }
        assertArrayEquals(new int[] {178, 182, 177, 183, 181, 182, 181, 179, 174, 180}, both);
        float largest = 0;
        for (float value : digits.train().features()) {
            assertEquals(value * 16, (float) (int) (value * 16), "grey levels are sixteenths");
            largest = Math.max(largest, value);
        }
        assertEquals(1, largest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iris", "digits"})
    void cutsTheSameTestPartForTheSameSeedOnly(String name) throws IOException {
        float[] first = load(name, 1).test().features();
        assertArrayEquals(first, load(name, 1).test().features());
        assertFalse(Arrays.equals(first, load(name, 2).test().features()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iris", "digits"})
    void describesWhatItLoads(String name) throws IOException {
        DatasetDescription facts = Datasets.describe(name, folder);
        Dataset dataset = load(name, 1);
        assertEquals(dataset.train().count() + dataset.test().count(), facts.examples());
        assertEquals(dataset.train().featureCount(), facts.featureCount());
        assertEquals(dataset.classNames(), facts.classNames());
        assertEquals(dataset.name(), facts.name());
        assertTrue(facts.embedded() && facts.present());
    }

    @Test
    void describesFilesThatAreAbsent() {
        DatasetDescription facts = Datasets.describe("fashion-mnist", folder);
        assertFalse(facts.embedded() || facts.present());
        assertEquals(784, facts.featureCount());
        assertEquals(70_000, facts.examples());
        assertEquals(10, facts.classNames().size());
    }

    @Test
    void listsTheKnownNamesForAnUnknownOne() {
        assertEquals(
                List.of("iris", "digits", "mnist", "fashion-mnist", "kmnist", "cifar10", "cifar10-subset"),
                Datasets.names());
        for (String name : new String[] {"imagenet", "MNIST", null}) {
            var e = assertThrows(IllegalArgumentException.class, () -> load(name, 1));
            assertEquals(
                    "dataset '" + name
                            + "' is not one of iris, digits, mnist, fashion-mnist, kmnist, cifar10, cifar10-subset",
                    e.getMessage());
        }
    }

    @Test
    void looksInTheFolderItIsGiven() {
        var e = assertThrows(MissingDatasetException.class, () -> load("kmnist", 1));
        assertTrue(e.getMessage().contains(folder.toString()), e::getMessage);
    }

    @Test
    void refusesAnIrisTableOfAnotherKind() {
        var e = assertThrows(DatasetFormatException.class, () -> new Iris().parse(new byte[0]));
        assertTrue(e.getMessage().startsWith("iris.csv: expected the line '150,4,setosa"), e::getMessage);
    }

    @Test
    void refusesDigitsOfAnotherDepth() {
        byte[] content = ("0,".repeat(63) + "17,0\n").repeat(1797).getBytes(StandardCharsets.US_ASCII);
        var e = assertThrows(DatasetFormatException.class, () -> new Digits().parse(content));
        assertTrue(e.getMessage().contains("line 1: expected whole grey levels from 0 to 16, found 17"), e::getMessage);
    }
}
