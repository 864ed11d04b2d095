package org.weightflow.pruning.sanity;

import java.util.Locale;

/**
 * One control against its reference.
 *
 * @param control    what was taken away
 * @param reference  what it is compared with: the ticket, or the ticket's mask trained on the weights of the start
 * @param measured   what the control reached
 * @param difference of test accuracies, control minus reference, a fraction; null where the search gave the same masks
 * @param verdict    in words
 */
public record SanityResult(
        SanityControl control,
        String reference,
        SanityMeasurement measured,
        PairedDifference difference,
        String verdict) {
    /** Differences are taken for none if their interval holds 0 and ends nowhere beyond half a point; our own choice. */
    public static final double NEGLIGIBLE = 0.005;

    /** The name of the ticket as a reference. */
    public static final String TICKET = "ticket";

    static SanityResult of(
            SanityControl control, SanityMeasurement measured, String reference, SanityMeasurement other) {
        if (measured.sameMask()) {
            String action = capitalised(control.action());
            return new SanityResult(
                    control,
                    reference,
                    measured,
                    null,
                    action + " gives the same mask: the search does not look at what was changed.");
        }
        PairedDifference difference = PairedDifference.of(measured.testAccuracy(), other.testAccuracy());
        return new SanityResult(control, reference, measured, difference, verdict(control, difference));
    }

    private static String verdict(SanityControl control, PairedDifference difference) {
        String effect = capitalised(control.action()) + " changes the accuracy by "
                + PairedDifference.points(difference.mean()) + " points";
        return difference.bounded()
                ? effect + " [" + PairedDifference.points(difference.low()) + ", "
                        + PairedDifference.points(difference.high()) + "]. " + meaning(control, difference)
                : effect + " on one member, too few to tell.";
    }

    private static String meaning(SanityControl control, PairedDifference difference) {
        boolean isDense = control == SanityControl.DENSE;
        if (isDense ? difference.gain() : difference.loss()) {
            return control.whereItCosts();
        }
        if (difference.gain() || difference.loss()) {
            return isDense ? "Pruning is a gain." : "The ticket is worse than its control.";
        }
        return difference.isWithin(NEGLIGIBLE)
                ? control.whereItDoesNot()
                : "Undecided: the interval holds both 0 and more than half a point.";
    }

    private static String capitalised(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
