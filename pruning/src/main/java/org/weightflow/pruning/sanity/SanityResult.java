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
        String action = capitalised(control.action());
        if (!difference.isBounded()) {
            return action + " changes the accuracy by " + points(difference.mean())
                    + " points on one member, too few to tell.";
        }
        String interval = " points [" + points(difference.low()) + ", " + points(difference.high()) + "].";
        if (control == SanityControl.DENSE) {
            return action + " changes the accuracy by " + points(difference.mean()) + interval + " "
                    + (difference.isGain() ? control.whereItCosts() : control.whereItDoesNot());
        }
        if (difference.isLoss()) {
            return action + " changes the accuracy by " + points(difference.mean()) + interval + " "
                    + control.whereItCosts();
        }
        if (difference.isGain()) {
            return action + " changes the accuracy by " + points(difference.mean()) + interval
                    + " The ticket is worse than its control.";
        }
        return action + " makes no clear difference: " + points(difference.mean()) + interval + " "
                + control.whereItDoesNot();
    }

    private static String capitalised(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String points(double fraction) {
        return String.format(Locale.ROOT, "%+.2f", 100 * fraction);
    }
}
