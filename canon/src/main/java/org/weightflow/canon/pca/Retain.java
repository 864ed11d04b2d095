package org.weightflow.canon.pca;

import org.weightflow.networks.Check;

/**
 * How many principal components are kept: the fewest that capture {@code variance} of the total, but no more than {@code atMost}.
 *
 * @param atMost   a count of components; there are never more than the rows have independent directions
 * @param variance a fraction of the total variance in (0, 1]
 */
public record Retain(int atMost, double variance) {
    public Retain {
        Check.atLeast("components", atMost, 1);
        if (!(variance > 0 && variance <= 1)) {
            throw new IllegalArgumentException("variance " + variance + " is not in (0, 1]");
        }
    }

    /** Every independent direction: lossless. */
    public static Retain all() {
        return new Retain(Integer.MAX_VALUE, 1);
    }

    public static Retain count(int atMost) {
        return new Retain(atMost, 1);
    }

    public static Retain variance(double fraction) {
        return new Retain(Integer.MAX_VALUE, fraction);
    }

    /** How many components of that spectrum stay. */
    int of(Spectrum spectrum, double trace) {
        double captured = 0;
        int kept = 0;
        while (kept < Math.min(spectrum.count(), atMost) && (variance == 1 || captured < variance * trace)) {
            captured += spectrum.eigenvalue(kept++);
        }
        return kept;
    }
}
