package org.weightflow.canon.barrier;

import java.util.List;
import org.weightflow.networks.Check;

/**
 * A line and what was found on it.
 *
 * @param from         the member at t = 0
 * @param to           the member at t = 1; null where that is the mean or the reference
 * @param distance     Euclidean distance of the ends over the learnable entries
 * @param innerProduct of the ends over the learnable entries
 * @param curves       one for each set of examples
 */
public record MeasuredLine(
        LineKind kind, int from, Integer to, double distance, double innerProduct, List<LineCurve> curves) {
    public MeasuredLine {
        Check.notNegative("distance", distance);
        curves = List.copyOf(curves);
        if ((kind == LineKind.PAIR) != (to != null)) {
            throw new IllegalArgumentException("a line of kind " + kind + " from member " + from
                    + (to == null ? " needs another member" : " does not lead to a member"));
        }
    }

    /**
     * The curve on the examples of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public LineCurve curve(String data) {
        return curves.stream()
                .filter(curve -> curve.data().equals(data))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no curve on examples '" + data + "'"));
    }

    /** The other end in words: the number of a member, {@code mean} or {@code reference}. */
    public String target() {
        return switch (kind) {
            case PAIR -> to.toString();
            case MEAN -> "mean";
            case REFERENCE -> "reference";
        };
    }
}
