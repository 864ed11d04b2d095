package org.weightflow.networks.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NaturalOrderTest {
    private static final String ALPHABET = "0019/-a.A\u00e9\u0663";

    private static int sign(String left, String right) {
        return Integer.signum(NaturalOrder.INSTANCE.compare(left, right));
    }

    private static String anyText(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(7); i > 0; i--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "seed2, seed10",
        "seed2.pt, seed10.pt",
        "seed02/model9, seed2/model10",
        "seed07, seed7",
        "a, a1",
        "a/b, a-b/c",
        "a/b, a.pt",
        "checkpoint_000005, checkpoint_6",
        "Z, a",
        "99999999999999999999999999, 100000000000000000000000000",
        "'', a"
    })
    void countsAsPeopleDo(String before, String after) {
        assertEquals(-1, sign(before, after));
        assertEquals(1, sign(after, before));
    }

    /** Over all triples of random texts: antisymmetric, transitive, and 0 for equal texts alone. */
    @Test
    void isATotalOrder() {
        SplittableRandom random = new SplittableRandom(20);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            texts.add(anyText(random));
        }
        for (String a : texts) {
            for (String b : texts) {
                assertEquals(-sign(b, a), sign(a, b), () -> a + " " + b);
                assertEquals(a.equals(b), sign(a, b) == 0, () -> a + " " + b);
                for (String c : texts) {
                    assertTrue(sign(a, b) > 0 || sign(b, c) > 0 || sign(a, c) <= 0, () -> a + " " + b + " " + c);
                }
            }
        }
    }

    @Test
    void ordersNumbersAsNumbers() {
        SplittableRandom random = new SplittableRandom(21);
        for (int i = 0; i < 500; i++) {
            BigInteger a = new BigInteger(random.nextInt(100), new Random(i));
            BigInteger b = random.nextInt(10) == 0
                    ? a
                    : a.add(BigInteger.valueOf(random.nextInt(-20, 20)).abs());
            int expected = a.compareTo(b);
            assertEquals(expected, sign("net-" + a + ".pt", "net-" + b + ".pt"), () -> a + " " + b);
        }
    }

    @Test
    void doesNotDependOnTheOrderBefore() {
        List<String> sorted = List.of("1", "01/x", "2", "2/a", "2-a", "10", "a", "b/1", "b/2", "b/10");
        List<String> shuffled = new ArrayList<>(sorted);
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(shuffled, new Random(i));
            shuffled.sort(NaturalOrder.INSTANCE);
            assertEquals(sorted, shuffled);
        }
    }
}
