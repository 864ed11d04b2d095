package org.weightflow.tools.run;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weightflow.networks.Check;
import org.weightflow.pruning.sanity.SanityControl;

/**
 * What is checked of a zoo of tickets.
 *
 * @param members  at most so many, the first ones
 * @param controls that they are compared with
 * @param seed     of what the controls draw
 */
public record CheckSettings(int members, Set<SanityControl> controls, long seed) {
    /** Members that are checked unless others are asked for; our own choice. */
    public static final int DEFAULT_MEMBERS = 5;

    public CheckSettings {
        Check.atLeast("members", members, 1);
        controls = Set.copyOf(controls);
        Check.atLeast("controls", controls.size(), 1);
    }

    /** What decides the results, with the checksum of the zoo's members. */
    Map<String, Object> facts(String zoo) {
        List<String> ids = controls.stream().sorted().map(SanityControl::id).toList();
        return Map.of("zoo", zoo, "members", members, "controls", ids, "seed", seed);
    }
}
