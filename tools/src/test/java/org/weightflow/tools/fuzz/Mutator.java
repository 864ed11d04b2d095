package org.weightflow.tools.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Damages bytes in ways that parsers stumble over: flipped bits, cuts, repeats, and numbers and words that do not belong there. */
final class Mutator {
    private static final int MOST_EDITS = 4;
    private static final int LONGEST_CHUNK = 64;
    /** What file formats tend to trip over, as big- and little-endian lengths. */
    private static final long[] EXTREMES = {
        0, 1, -1, 0x7f, 0xff, 0xffff, 0x7fffffff, 0x80000000L, 0xffffffffL, Long.MAX_VALUE
    };

    private static final Pattern TOKEN = Pattern.compile("-?[0-9][0-9.eE+-]*|\"[^\"]*\"|true|false|null");
    private static final List<String> TOKENS = List.of(
            "0",
            "-1",
            "1",
            "2147483647",
            "2147483648",
            "-9223372036854775808",
            "99999999999999999999",
            "1e400",
            "1e-400",
            "NaN",
            "0.5",
            "null",
            "true",
            "[]",
            "{}",
            "[[[[[[]]]]]]",
            "\"\"",
            "\"\\u0000\"",
            "\"../../x\"",
            "\"mlp\"",
            "\"x\"",
            "[1]");

    private final RandomGenerator random;

    Mutator(RandomGenerator random) {
        this.random = random;
    }

    /** A damaged copy. */
    byte[] mutate(byte[] whole) {
        byte[] bytes = whole;
        int edits = 1 + random.nextInt(MOST_EDITS);
        for (int i = 0; i < edits; i++) {
            bytes = edit(bytes);
        }
        return bytes;
    }

    private byte[] edit(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int at = random.nextInt(bytes.length);
        int chunk = Math.min(1 + random.nextInt(LONGEST_CHUNK), bytes.length - at);
        byte[] copy = bytes.clone();
        return switch (random.nextInt(9)) {
            case 0 -> {
                copy[at] ^= (byte) (1 << random.nextInt(8));
                yield copy;
            }
            case 1 -> {
                copy[at] = (byte) random.nextInt(256);
                yield copy;
            }
            case 2 -> Arrays.copyOf(bytes, at);
            case 3 -> join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + chunk, bytes.length));
            case 4 -> join(Arrays.copyOf(bytes, at + chunk), Arrays.copyOfRange(bytes, at, bytes.length));
            case 5 -> {
                byte[] noise = new byte[chunk];
                random.nextBytes(noise);
                yield join(Arrays.copyOf(bytes, at), noise, Arrays.copyOfRange(bytes, at, bytes.length));
            }
            case 6 -> length(copy, at);
            default -> token(bytes);
        };
    }

    /** Writes an extreme number of one to eight bytes, in either order. */
    private byte[] length(byte[] bytes, int at) {
        long value = EXTREMES[random.nextInt(EXTREMES.length)];
        int width = 1 << random.nextInt(4);
        boolean little = random.nextBoolean();
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >>> (8 * (little ? i : width - 1 - i)));
        }
        return bytes;
    }

    /** Replaces a number or word of a text by another, or by one from elsewhere in the text. */
    private byte[] token(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<MatchResult> found = TOKEN.matcher(text).results().toList();
        if (found.isEmpty()) {
            return bytes;
        }
        MatchResult old = found.get(random.nextInt(found.size()));
        String replacement = random.nextInt(3) == 0
                ? found.get(random.nextInt(found.size())).group()
                : TOKENS.get(random.nextInt(TOKENS.size()));
        return (text.substring(0, old.start()) + replacement + text.substring(old.end()))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] join(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
