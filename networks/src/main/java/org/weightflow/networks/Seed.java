package org.weightflow.networks;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * The root of every draw: a 64-bit value that names its children, so that a draw depends on what it is for and never on the order
 * or the thread in which it is made.
 * <p>A child mixes the UTF-8 bytes of its name, or its index, into the parent's value with the SplitMix64 finaliser.
 *
 * @see <a href="https://doi.org/10.1145/2660193.2660195">Steele, Lea and Flood (2014), SplitMix</a>
 */
public record Seed(long value) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long NAME_DOMAIN = 0x6E616D65L;
    private static final long INDEX_DOMAIN = 0x696E6478L;

    /** The child of that name; names are compared byte by byte. */
    public Seed child(String name) {
        long hash = mix(value + GOLDEN) ^ NAME_DOMAIN;
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            hash = mix(hash + GOLDEN + (b & 0xFFL));
        }
        return new Seed(mix(hash + GOLDEN + bytes.length));
    }

    /** The child of that index; never equal to a named child by construction other than by chance. */
    public Seed child(long index) {
        return new Seed(mix(mix(mix(value + GOLDEN) ^ INDEX_DOMAIN) + GOLDEN * (index + 1)));
    }

    /** A fresh generator that starts at this seed; two calls give two generators with the same stream. */
    public SplittableRandom random() {
        return new SplittableRandom(value);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
