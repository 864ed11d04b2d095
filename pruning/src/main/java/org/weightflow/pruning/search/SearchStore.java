package org.weightflow.pruning.search;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/** Where a search keeps what it computed, by name; what is kept comes back bit for bit. */
sealed interface SearchStore permits SearchFiles, SearchMemory {
    /** What is known of networks or masks that were kept, whether or not the networks have been forgotten since. */
    Optional<Kept> facts(String name) throws IOException;

    /** The networks of that name, or empty where they are not all there. */
    Optional<List<StateDict>> networks(String name) throws IOException;

    Optional<List<Mask>> masks(String name) throws IOException;

    void saveNetworks(String name, List<StateDict> networks, Kept facts) throws IOException;

    void saveMasks(String name, List<Mask> masks, Kept facts) throws IOException;

    /** Drops networks that nobody will ask for again; what is known of them stays. */
    void forgetNetworks(String name) throws IOException;

    /** As {@link #forgetNetworks}, all of them. */
    void forgetAllNetworks() throws IOException;

    /** A store of the same kind beside this one. */
    SearchStore within(String name);
}
