package org.weightflow.networks.zoo;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.weightflow.networks.Check;

/**
 * One line of {@code members.jsonl}: a network of a population and where its files are.
 *
 * @param id         position in the population, from 0
 * @param seed       root of every draw that made the member
 * @param file       weights, relative to the artefact's folder, with {@code /}
 * @param sha256     checksum of that file
 * @param mask       mask file, likewise; null for a dense member
 * @param maskSha256 checksum of that file; null for a dense member
 * @param metrics    what was measured, by name; finite
 * @param kept       values of the prunable entries that the mask keeps
 * @param prunable   values of the prunable entries
 * @param parent     what the member was made from, in the words of the population's recipe; null where it has none
 */
public record Member(
        int id,
        long seed,
        String file,
        String sha256,
        String mask,
        String maskSha256,
        Map<String, Double> metrics,
        int kept,
        int prunable,
        String parent) {
    /** The metric that holds a member's accuracy on the validation examples of its task. */
    public static final String VALIDATION_ACCURACY = "validation.accuracy";
    /** The metric that holds the accuracy of an imported member on the test examples of the task that it was measured on. */
    public static final String TEST_ACCURACY = "test.accuracy";

    static final String FOLDER = "members";
    static final String WEIGHTS_SUFFIX = ".safetensors";
    static final String MASK_SUFFIX = ".mask.safetensors";

    public Member {
        Check.atLeast("id", id, 0);
        Objects.requireNonNull(metrics, "metrics is null");
        requireName("file", file, fileOf(id));
        requireChecksum("sha256", sha256);
        if (mask == null) {
            if (maskSha256 != null) {
                throw new IllegalArgumentException("maskSha256 is given but mask is null");
            }
        } else {
            requireName("mask", mask, maskOf(id));
            requireChecksum("maskSha256", maskSha256);
        }
        Check.atLeast("kept", kept, 0);
        Check.atLeast("prunable", prunable, 0);
        if (kept > prunable || (mask == null && kept < prunable)) {
            throw new IllegalArgumentException("kept " + kept + " of " + prunable + " prunable values does not fit "
                    + (mask == null ? "a member without a mask" : "any mask"));
        }
        metrics = requireFinite(metrics);
    }

    /** A sorted copy. */
    static Map<String, Double> requireFinite(Map<String, Double> metrics) {
        metrics.forEach((name, value) -> {
            if (value == null || !Double.isFinite(value)) {
                throw new IllegalArgumentException("metric " + name + " " + value + " is not a finite number");
            }
        });
        return Collections.unmodifiableMap(new TreeMap<>(metrics));
    }

    /** The only names that files may have: nothing that a line says can lead out of the folder. */
    static String fileOf(int id) {
        return stem(id) + WEIGHTS_SUFFIX;
    }

    static String maskOf(int id) {
        return stem(id) + MASK_SUFFIX;
    }

    private static String stem(int id) {
        return String.format(Locale.ROOT, "%s/%06d", FOLDER, id);
    }

    private static void requireName(String field, String name, String expected) {
        if (!expected.equals(name)) {
            throw new IllegalArgumentException(field + " " + name + " is not " + expected);
        }
    }

    private static void requireChecksum(String field, String checksum) {
        if (checksum == null || !checksum.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(field + " " + checksum + " is not 64 hexadecimal digits in lower case");
        }
    }
}
