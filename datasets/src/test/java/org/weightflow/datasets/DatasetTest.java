package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetTest {
    private static final Examples PAIRS = Examples.of(new float[4], new int[] {0, 1}, List.of(2), 2);
    private static final String SHA_256 = Sha256.of(new byte[0]);

    @Test
    void refusesPartsOfDifferentShape() {
        Examples triples = Examples.of(new float[3], new int[1], List.of(3), 2);
        refused("[2] in the training part but [3] in the test part", triples, List.of("a", "b"), SHA_256);
    }

    @Test
    void refusesAnotherNumberOfClassNames() {
        refused("1 class names for 2 training", PAIRS, List.of("a"), SHA_256);
    }

    @Test
    void refusesWhatIsNoChecksum() {
        refused("sha256 'ABC'", PAIRS, List.of("a", "b"), "ABC");
    }

    private static void refused(String part, Examples test, List<String> names, String sha256) {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> new Dataset("pairs", PAIRS, test, names, "CC0", "nobody", sha256));
        assertTrue(e.getMessage().startsWith("pairs: ") && e.getMessage().contains(part), e::getMessage);
    }
}
