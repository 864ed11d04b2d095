package org.weightflow.networks.exchange;

import java.util.List;
import java.util.Optional;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * A foreign checkpoint as a network of ours.
 *
 * @param notes what was assumed or changed to make it one, a sentence each
 */
record ForeignNetwork(StateDict weights, Optional<Mask> mask, List<String> notes) {
    ForeignNetwork {
        notes = List.copyOf(notes);
    }
}
