package org.weightflow.pruning.sanity;

import java.util.Locale;

/**
 * What a ticket is compared with. Each control takes one thing away from the ticket; what then costs no accuracy did not matter.
 *
 * @see <a href="https://arxiv.org/abs/2009.11094">Su et al. (2020), section 3</a>
 * @see <a href="https://arxiv.org/abs/2009.08576">Frankle et al. (2021), section 5</a>
 */
public enum SanityControl {
    /** The networks without a mask. */
    DENSE("training without a mask", "Pruning has a price.", "Pruning has no clear price."),
    /** The ticket's mask, trained on the weights of the search's start. Only where the search leaves trained networks. */
    SAME_MASK(
            "training the mask on the weights of the start",
            "The search's own training is part of what the ticket is.",
            "The mask alone explains the ticket."),
    /** As many values of each layer, others. */
    REARRANGED_MASK(
            "rearranging the mask within its layers",
            "It matters which weights are kept.",
            "Only the layers' counts matter."),
    /** The kept weights of each layer in another order; the mask as it is. */
    SHUFFLED_WEIGHTS(
            "shuffling the kept weights within their layers",
            "It matters which weight stands where.",
            "Only the weights' distribution in each layer matters."),
    /** The mask on freshly drawn weights. */
    REINITIALISED(
            "drawing the weights anew", "The mask needs the weights that it was found on.", "Any weights do as well."),
    /** The mask that the same search finds on uniformly random labels. */
    RANDOM_LABELS(
            "searching on random labels",
            "The search reads what the labels say.",
            "The search makes no use of the labels."),
    /** The mask that the same search finds on images each of whose pixels are in an order of its own. */
    SHUFFLED_PIXELS(
            "searching on shuffled pixels",
            "The search reads what the images show.",
            "The search makes no use of what the images show."),
    /** The mask that the same search finds on half of the training examples. */
    HALF_DATA(
            "searching on half of the data",
            "The search needs all examples.",
            "Half of the examples suffice for the search.");

    private final String action;
    private final String whereItCosts;
    private final String whereItDoesNot;

    SanityControl(String action, String whereItCosts, String whereItDoesNot) {
        this.action = action;
        this.whereItCosts = whereItCosts;
        this.whereItDoesNot = whereItDoesNot;
    }

    /** As it is typed and stored. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it repeats the search, on other examples. */
    public boolean isSearch() {
        return this == RANDOM_LABELS || this == SHUFFLED_PIXELS || this == HALF_DATA;
    }

    String action() {
        return action;
    }

    String whereItCosts() {
        return whereItCosts;
    }

    String whereItDoesNot() {
        return whereItDoesNot;
    }
}
