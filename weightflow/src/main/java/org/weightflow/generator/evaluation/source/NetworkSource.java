package org.weightflow.generator.evaluation.source;

import java.util.List;
import java.util.function.IntFunction;
import org.weightflow.networks.StateDict;

/**
 * A number of networks of one layout that are made or read when they are asked for, so that they need not be held all at once. A
 * pass over a source asks for each network once, in order, from one thread.
 */
public interface NetworkSource {
    int count();

    /** @param index in [0, count) */
    Network network(int index);

    static NetworkSource of(int count, IntFunction<Network> networks) {
        return new NetworkSource() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public Network network(int index) {
                return networks.apply(index);
            }
        };
    }

    static NetworkSource of(List<Network> networks) {
        return of(networks.size(), networks::get);
    }

    /** Networks of which nothing was pruned. */
    static NetworkSource dense(int count, IntFunction<StateDict> networks) {
        return of(count, index -> Network.dense(networks.apply(index)));
    }
}
