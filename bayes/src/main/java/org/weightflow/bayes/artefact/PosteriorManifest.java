package org.weightflow.bayes.artefact;

import java.util.List;
import java.util.Objects;
import org.weightflow.networks.Check;

/**
 * What a posterior folder holds, as {@code posterior.json} says it; written when all members are there.
 *
 * @param schema    version of the folder's meaning; {@link #SCHEMA}
 * @param origin    where the posteriors come from
 * @param uncertain the entries that have standard deviations, in the order of the layout; the values of all others are points
 * @param members   one or more
 */
record PosteriorManifest(int schema, PosteriorOrigin origin, List<String> uncertain, List<PosteriorMember> members) {
    static final int SCHEMA = 1;

    PosteriorManifest {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException(
                    "schema " + schema + " is not " + SCHEMA + ", the one that this version reads");
        }
        Objects.requireNonNull(origin, "origin is null");
        Objects.requireNonNull(uncertain, "uncertain is null");
        Objects.requireNonNull(members, "members is null");
        Check.atLeast("members", members.size(), 1);
        uncertain = withoutNull("uncertain", uncertain);
        members = withoutNull("members", members);
    }

    private static <T> List<T> withoutNull(String field, List<T> list) {
        list.forEach(each -> Objects.requireNonNull(each, field + " has an element that is null"));
        return List.copyOf(list);
    }
}
