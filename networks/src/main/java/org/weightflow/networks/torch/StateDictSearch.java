package org.weightflow.networks.torch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.pickle.PickleDict;
import org.weightflow.networks.pickle.PickleList;
import org.weightflow.networks.pickle.PickleMessages;
import org.weightflow.networks.pickle.PickleTuple;

/**
 * Finds the state dict in what was saved: the one dict with tensors under a name that training scripts use for it, or else the
 * saved dict itself.
 * <p>Values that are no tensors, such as the epoch, are left out; a list or dict of tensors inside a state dict is refused, since
 * weights would be lost in silence.
 */
final class StateDictSearch {
    /** What training scripts call the weights among the other things that they save. */
    static final List<String> NAMES = List.of("state_dict", "model_state_dict", "model", "net");

    private static final int MOST_TENSORS = 100_000;
    private static final int MOST_KEYS_IN_A_MESSAGE = 10;

    private StateDictSearch() {}

    /** The tensors by name, in the order of the state dict. */
    static Map<String, StoredTensor> find(Path path, Object root) throws CheckpointFormatException {
        if (!(root instanceof PickleDict saved)) {
            throw new CheckpointFormatException(
                    path,
                    "the file holds " + (root instanceof StoredTensor ? "one tensor" : PickleMessages.kind(root))
                            + ", not a state dict");
        }
        List<String> candidates = new ArrayList<>();
        for (String name : NAMES) {
            if (saved.entries().get(name) instanceof PickleDict inner && hasTensor(inner)) {
                candidates.add(name);
            }
        }
        if (candidates.size() > 1) {
            throw new CheckpointFormatException(
                    path, "the file holds several state dicts: " + String.join(", ", candidates));
        }
        if (candidates.size() == 1) {
            String name = candidates.get(0);
            return tensors(path, name + ": ", (PickleDict) saved.entries().get(name));
        }
        if (!hasTensor(saved)) {
            throw new CheckpointFormatException(
                    path,
                    "no state dict found: a dict with the keys [" + keys(saved)
                            + "] has no tensors, neither itself nor under " + String.join(", ", NAMES));
        }
        return tensors(path, "", saved);
    }

    private static boolean hasTensor(PickleDict dict) {
        return dict.entries().values().stream().anyMatch(StoredTensor.class::isInstance);
    }

    private static Map<String, StoredTensor> tensors(Path path, String prefix, PickleDict dict)
            throws CheckpointFormatException {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        // A small file can name one long list many times.
        IdentityHashMap<Object, Boolean> seen = new IdentityHashMap<>();
        for (Map.Entry<Object, Object> each : dict.entries().entrySet()) {
            String key = PickleMessages.shown(each.getKey().toString());
            if (each.getValue() instanceof StoredTensor tensor) {
                if (!(each.getKey() instanceof String name)) {
                    throw new CheckpointFormatException(path, prefix + "the name of tensor " + key + " is not text");
                }
                tensors.put(name, tensor);
            } else if (seen.put(each.getValue(), true) == null && holdsTensor(each.getValue())) {
                throw new CheckpointFormatException(
                        path,
                        prefix + key + ": " + PickleMessages.kind(each.getValue())
                                + " with tensors inside a state dict");
            }
            if (tensors.size() > MOST_TENSORS) {
                throw new CheckpointFormatException(path, prefix + "more than " + MOST_TENSORS + " tensors");
            }
        }
        return tensors;
    }

    private static boolean holdsTensor(Object value) {
        // One level down is enough to notice that something was nested.
        return value instanceof PickleDict dict
                ? hasTensor(dict)
                : items(value).stream().anyMatch(StoredTensor.class::isInstance);
    }

    private static List<Object> items(Object value) {
        return value instanceof PickleList list
                ? list.items()
                : value instanceof PickleTuple tuple ? tuple.items() : List.of();
    }

    private static String keys(PickleDict dict) {
        String shown = dict.entries().keySet().stream()
                .limit(MOST_KEYS_IN_A_MESSAGE)
                .map(key -> PickleMessages.shown(key.toString()))
                .collect(Collectors.joining(", "));
        return dict.entries().size() <= MOST_KEYS_IN_A_MESSAGE ? shown : shown + ", ...";
    }
}
