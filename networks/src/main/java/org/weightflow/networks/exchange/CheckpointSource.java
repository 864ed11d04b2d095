package org.weightflow.networks.exchange;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.checkpoint.Checkpoint;

/** Somebody else's checkpoints, in an order that is the same at every call. Reading one does not keep it in memory. */
public interface CheckpointSource {
    /** What kind of source it is, such as {@code folder}. */
    String kind();

    /** Checkpoints that are there, readable or not. */
    int count();

    /** What people call a checkpoint: where it lies inside the source, with {@code /}. */
    String name(int index);

    /**
     * The tensors of a checkpoint.
     *
     * @throws IOException one sentence that names the file and what is wrong with it
     */
    Checkpoint read(int index) throws IOException;

    /**
     * The mask that lies beside a checkpoint, where the source has one.
     *
     * @param layout the layout of the network that it masks
     * @throws IOException if it is damaged, or no mask of that network
     */
    default Optional<Mask> mask(int index, Layout layout) throws IOException {
        return Optional.empty();
    }

    /** What the source says was measured of a checkpoint, by name; finite. */
    default Map<String, Double> metrics(int index) throws IOException {
        return Map.of();
    }

    /** The architecture of all checkpoints, where the source itself tells it; else it is recognised from names and shapes. */
    default Optional<Architecture> architecture() throws IOException {
        return Optional.empty();
    }
}
