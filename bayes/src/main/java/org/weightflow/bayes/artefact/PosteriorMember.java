package org.weightflow.bayes.artefact;

import java.util.regex.Pattern;

/**
 * The files of one member as the manifest lists them, by their SHA-256; their names follow from the member's position.
 *
 * @param meanSha256 of the means
 * @param stdSha256  of the standard deviations
 * @param maskSha256 of the mask; null for a member of which nothing is pruned
 */
record PosteriorMember(String meanSha256, String stdSha256, String maskSha256) {
    private static final Pattern CHECKSUM = Pattern.compile("[0-9a-f]{64}");

    PosteriorMember {
        requireChecksum("meanSha256", meanSha256);
        requireChecksum("stdSha256", stdSha256);
        if (maskSha256 != null) {
            requireChecksum("maskSha256", maskSha256);
        }
    }

    private static void requireChecksum(String field, String checksum) {
        if (checksum == null || !CHECKSUM.matcher(checksum).matches()) {
            throw new IllegalArgumentException(field + " " + checksum + " is not 64 hexadecimal digits in lower case");
        }
    }
}
