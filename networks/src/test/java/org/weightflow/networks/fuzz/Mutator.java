package org.weightflow.networks.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes inputs in the ways in which files are damaged or forged. */
final class Mutator {
    private static final int LONGEST = 1 << 16;
    private static final int MOST_CHANGES = 4;
    private static final long[] TELLING = {
        0,
        1,
        2,
        7,
        63,
        64,
        65,
        127,
        128,
        255,
        256,
        65535,
        65536,
        Integer.MAX_VALUE,
        1L << 31,
        (1L << 32) - 1,
        1L << 32,
        1L << 40,
        (1L << 48) - 1,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -2
    };

    private final List<byte[]> dictionary;
    private final SplittableRandom random;

    /** @param dictionary words of the format, to be put in at any place */
    Mutator(List<byte[]> dictionary, SplittableRandom random) {
        this.dictionary = dictionary;
        this.random = random;
    }

    /** One change, or up to four, of a sound input or of one found on the way. */
    byte[] next(List<byte[]> sound, List<byte[]> found) {
        byte[] bytes = pick(random.nextBoolean() ? sound : found).clone();
        for (int changes = random.nextBoolean() ? 1 : random.nextInt(1, MOST_CHANGES + 1); changes > 0; changes--) {
            bytes = change(bytes, found);
        }
        return bytes.length <= LONGEST ? bytes : Arrays.copyOf(bytes, LONGEST);
    }

    private byte[] change(byte[] bytes, List<byte[]> corpus) {
        if (bytes.length == 0) {
            return pick(corpus).clone();
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(8)) {
            case 0 -> flipped(bytes, at);
            case 1 -> {
                bytes[at] = (byte) random.nextInt();
                yield bytes;
            }
            case 2 -> Arrays.copyOf(bytes, at);
            case 3 -> replaced(bytes, at, span(bytes, at), new byte[0]);
            case 4 -> replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + span(bytes, at)));
            case 5 -> spliced(bytes, at, pick(corpus));
            case 6 -> renumbered(bytes, at);
            default -> {
                byte[] word = pick(dictionary);
                yield replaced(bytes, at, random.nextBoolean() ? 0 : Math.min(word.length, bytes.length - at), word);
            }
        };
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** The length of a piece from {@code at} on, mostly a short one. */
    private int span(byte[] bytes, int at) {
        int most = bytes.length - at;
        return random.nextInt(4) == 0 ? random.nextInt(most + 1) : random.nextInt(Math.min(most, 8) + 1);
    }

    private byte[] flipped(byte[] bytes, int at) {
        bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return bytes;
    }

    /** The start of one input and the end of another. */
    private byte[] spliced(byte[] bytes, int at, byte[] other) {
        int from = random.nextInt(other.length + 1);
        return replaced(bytes, at, bytes.length - at, Arrays.copyOfRange(other, from, other.length));
    }

    /** A field of one, two, four or eight bytes gets a telling number, or one near its own or the length of the input. */
    private byte[] renumbered(byte[] bytes, int at) {
        int width = 1 << random.nextInt(4);
        if (at + width > bytes.length) {
            return bytes;
        }
        ByteBuffer field = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        field.put(bytes, at, width).rewind();
        long number =
                switch (random.nextInt(3)) {
                    case 0 -> TELLING[random.nextInt(TELLING.length)];
                    case 1 -> field.getLong() + random.nextInt(-2, 3);
                    default -> bytes.length + random.nextInt(-2, 3);
                };
        System.arraycopy(field.putLong(0, number).array(), 0, bytes, at, width);
        return bytes;
    }

    private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
        byte[] result = Arrays.copyOf(bytes, bytes.length - length + by.length);
        System.arraycopy(by, 0, result, at, by.length);
        System.arraycopy(bytes, at + length, result, at + by.length, bytes.length - at - length);
        return result;
    }
}
