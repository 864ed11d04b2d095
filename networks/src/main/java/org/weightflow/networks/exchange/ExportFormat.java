package org.weightflow.networks.exchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.weightflow.networks.Layout;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.checkpoint.Tensor;
import org.weightflow.networks.compressed.SparseFile;
import org.weightflow.networks.numpy.NpzFile;
import org.weightflow.networks.numpy.NpzMask;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsWriter;

/** The forms in which a member can leave. */
public enum ExportFormat {
    /**
     * A model repository as the Hugging Face Hub has it: {@code model.safetensors} with every value under the names of the
     * {@code state_dict}, {@code config.json} and a model card {@code README.md}; of a sparse member also
     * {@code lottery_masks.safetensors}, as {@link MaskFile} writes it, and {@code lottery.json} with the counts.
     */
    HUB {
        @Override
        void write(Path folder, ExportedNetwork network) throws IOException {
            SafetensorsWriter.write(folder.resolve(WEIGHTS), network.weights(), Map.of("format", "pt"));
            writeRepository(folder, network);
        }
    },

    /**
     * As {@link #HUB}, but {@code model.safetensors} is a {@link SparseFile} without the pruned values, and {@code config.json} says
     * so in the words of compressed-tensors. For sparse members only: of a dense one every bit of the bit masks would be set.
     */
    COMPRESSED_TENSORS {
        @Override
        void write(Path folder, ExportedNetwork network) throws IOException {
            SparseFile.write(
                    folder.resolve(WEIGHTS), network.weights(), network.mask().orElseThrow());
            writeRepository(folder, network);
        }
    },

    /**
     * {@code 000017.npz} for {@code numpy.load}: the arrays under the names of the {@code state_dict} and nothing else. The mask of
     * a sparse member lies beside it as {@code 000017.mask.npz}, as {@link NpzMask} writes it.
     */
    NPZ {
        @Override
        void write(Path folder, ExportedNetwork network) throws IOException {
            Layout layout = network.weights().layout();
            List<Tensor> tensors = new ArrayList<>();
            for (int i = 0; i < layout.entries().size(); i++) {
                tensors.add(Tensor.ofEntry(layout.entry(i), network.weights().entry(i)));
            }
            String name = ExportedNetwork.nameOf(network.member());
            NpzFile.write(folder.resolve(name + ".npz"), tensors);
            if (network.mask().isPresent()) {
                NpzMask.write(folder.resolve(name + ".mask.npz"), network.mask().get());
            }
        }
    };

    static final String WEIGHTS = "model.safetensors";
    static final String CONFIG = "config.json";
    static final String CARD = "README.md";
    static final String MASK = "lottery_masks.safetensors";
    static final String COUNTS = "lottery.json";

    /**
     * Writes one member's files.
     *
     * @throws IllegalArgumentException if the member does not suit the format
     */
    abstract void write(Path folder, ExportedNetwork network) throws IOException;

    /** Whether one member is a folder of its own, whose files have fixed names. */
    boolean isRepository() {
        return this != NPZ;
    }

    /** What stands beside the weights in a model repository. */
    void writeRepository(Path folder, ExportedNetwork network) throws IOException {
        AtomicFiles.writeText(folder.resolve(CONFIG), Json.text(RepositoryFiles.config(network, this)));
        if (network.mask().isPresent()) {
            MaskFile.write(folder.resolve(MASK), network.mask().get());
            AtomicFiles.writeText(
                    folder.resolve(COUNTS),
                    Json.text(RepositoryFiles.counts(network, network.mask().get())));
        }
        AtomicFiles.writeText(folder.resolve(CARD), RepositoryCard.of(network, this));
    }
}
