package org.weightflow.networks.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Seed;

/** The fuzzer finds what it is there to find. */
class MutationFuzzerTest {
    private static final byte[] SOUND = "sound\u0001\u0000\u0000\u0000".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    Path folder;

    private MutationFuzzer fuzzer(MutationFuzzer.Parser parser) {
        List<byte[]> dictionary = List.of("open sesame".getBytes(StandardCharsets.ISO_8859_1));
        return new MutationFuzzer("planted", List.of(SOUND), dictionary, parser, folder, new Seed(3));
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.ISO_8859_1);
    }

    private byte[] saved(AssertionError error) throws IOException {
        String file = error.getMessage().replaceAll(".*the input in (\\S+) .*", "$1");
        return Files.readAllBytes(Path.of(file));
    }

    @Test
    void findsAnUncheckedException() throws IOException {
        var error = assertThrows(AssertionError.class, () -> fuzzer(input -> {
                    if (text(input).contains("sesame")) {
                        throw new IllegalStateException("planted");
                    }
                })
                .run(2000));
        assertTrue(error.getMessage().contains("gives java.lang.IllegalStateException: planted"), error::getMessage);
        assertTrue(text(saved(error)).contains("sesame"));
    }

    /** Two checks one behind the other: the second is found from what the first refuses at a new place. */
    @Test
    void searchesOnBehindTheFirstCheck() {
        MutationFuzzer fuzzer = fuzzer(input -> {
            if (Arrays.equals(input, SOUND)) {
                return;
            }
            if (input.length < 6 || input[5] != 64) {
                throw new IOException("the length is wrong");
            }
            if (input[0] != 'r') {
                throw new IOException("the first letter is wrong");
            }
            throw new IllegalStateException("found");
        });
        assertThrows(AssertionError.class, () -> fuzzer.run(200_000));
    }

    @Test
    void findsStackOverflowAndLargeMemory() {
        var overflow = assertThrows(AssertionError.class, () -> fuzzer(input -> {
                    if (input.length > SOUND.length) {
                        throw new StackOverflowError();
                    }
                })
                .run(2000));
        assertTrue(overflow.getMessage().contains("gives java.lang.StackOverflowError"), overflow::getMessage);
        var memory = assertThrows(AssertionError.class, () -> fuzzer(input -> {
                    if (input.length > SOUND.length) {
                        assertEquals(0, (new byte[65 << 20])[7]);
                    }
                })
                .run(2000));
        assertTrue(memory.getMessage().contains("bytes of memory"), memory::getMessage);
    }

    @Test
    void findsAnEndlessInput() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        MutationFuzzer fuzzer = fuzzer(input -> {
            if (input.length < SOUND.length) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        });
        var error = assertThrows(AssertionError.class, () -> fuzzer.withLongestWait(TimeUnit.MILLISECONDS.toNanos(50))
                .run(2000));
        never.countDown();
        assertTrue(error.getMessage().contains("is not done with"), error::getMessage);
        assertTrue(saved(error).length < SOUND.length);
    }

    @Test
    void saysWhenAnInputThatShouldBeSoundIsNot() {
        var error = assertThrows(AssertionError.class, () -> fuzzer(input -> {
                    throw new IOException("no");
                })
                .run(1));
        assertTrue(error.getMessage().contains("java.io.IOException: no"), error::getMessage);
    }

    @Test
    void triesEqualInputsForEqualSeeds() throws IOException {
        List<List<byte[]>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            List<byte[]> inputs = new ArrayList<>();
            MutationFuzzer.Report report = fuzzer(inputs::add).run(300);
            assertEquals(new MutationFuzzer.Report(300, 300, 0), report);
            runs.add(inputs);
        }
        assertEquals(301, runs.get(0).size());
        for (int i = 0; i < 301; i++) {
            assertArrayEquals(runs.get(0).get(i), runs.get(1).get(i));
        }
        assertTrue(runs.get(0).stream().map(MutationFuzzerTest::text).distinct().count() > 200);
    }
}
