package org.weightflow.canon.matching;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.weightflow.networks.Check;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * The networks of a population, asked for one at a time so that each can be mapped from its file when its turn comes.
 * <p>Asked from several threads at once where the work on them is parallel. The same index gives the same network each time.
 */
public interface Members {
    int count();

    StateDict weights(int member);

    /** The mask of a sparse member; its pruned weights are zero in {@link #weights}. */
    default Optional<Mask> mask(int member) {
        return Optional.empty();
    }

    static Members of(List<StateDict> members) {
        List<StateDict> held = List.copyOf(members);
        return of(held.size(), held::get);
    }

    static Members of(int count, IntFunction<StateDict> source) {
        return of(count, source, member -> Optional.empty());
    }

    static Members of(int count, IntFunction<StateDict> source, IntFunction<Optional<Mask>> masks) {
        Check.atLeast("members", count, 0);
        return new Members() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public StateDict weights(int member) {
                return source.apply(member);
            }

            @Override
            public Optional<Mask> mask(int member) {
                return masks.apply(member);
            }
        };
    }
}
