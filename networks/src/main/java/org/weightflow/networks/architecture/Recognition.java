package org.weightflow.networks.architecture;

import java.util.List;
import java.util.Map;
import org.weightflow.networks.Architecture;

/** What the names and shapes of a checkpoint's tensors say about its network. */
public sealed interface Recognition {
    /**
     * A network that has exactly these tensors.
     *
     * @param names   entry of the architecture's layout -> tensor of the checkpoint; counters that old checkpoints lack are left
     *                out and are to be 0
     * @param assumed what shapes do not tell, such as the size of the images, and counters that are missing, a sentence each
     */
    record Found(Architecture architecture, Map<String, String> names, List<String> assumed) implements Recognition {
        public Found {
            names = Map.copyOf(names);
            assumed = List.copyOf(assumed);
        }
    }

    /**
     * No known network.
     *
     * @param reasons why the networks that come near do not fit, at least one sentence
     */
    record Unknown(List<String> reasons) implements Recognition {
        public Unknown {
            reasons = List.copyOf(reasons);
        }
    }
}
