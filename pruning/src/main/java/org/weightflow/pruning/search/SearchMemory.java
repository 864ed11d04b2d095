package org.weightflow.pruning.search;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/** Keeps everything in memory, for as long as it lives. */
final class SearchMemory implements SearchStore {
    private final Map<String, Kept> facts = new HashMap<>();
    private final Map<String, List<StateDict>> networks = new HashMap<>();
    private final Map<String, List<Mask>> masks = new HashMap<>();
    private final Map<String, SearchMemory> parts = new HashMap<>();

    @Override
    public Optional<Kept> facts(String name) {
        return Optional.ofNullable(facts.get(name));
    }

    @Override
    public Optional<List<StateDict>> networks(String name) {
        return Optional.ofNullable(networks.get(name));
    }

    @Override
    public Optional<List<Mask>> masks(String name) {
        return Optional.ofNullable(masks.get(name));
    }

    @Override
    public void saveNetworks(String name, List<StateDict> trained, Kept known) {
        networks.put(name, List.copyOf(trained));
        facts.put(name, known);
    }

    @Override
    public void saveMasks(String name, List<Mask> found, Kept known) {
        masks.put(name, List.copyOf(found));
        facts.put(name, known);
    }

    @Override
    public void forgetNetworks(String name) {
        networks.remove(name);
    }

    @Override
    public void forgetAllNetworks() {
        networks.clear();
    }

    @Override
    public SearchStore within(String name) {
        return parts.computeIfAbsent(name, part -> new SearchMemory());
    }
}
