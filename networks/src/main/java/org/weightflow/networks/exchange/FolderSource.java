package org.weightflow.networks.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.compressed.SparseFile;
import org.weightflow.networks.numpy.NpzFile;
import org.weightflow.networks.numpy.NpzMask;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsFile;
import org.weightflow.networks.safetensors.ShardedSafetensors;
import org.weightflow.networks.torch.TorchFile;

/**
 * A folder of checkpoint files, or one such file: {@code .safetensors}, alone or in shards with an index, PyTorch's {@code .pt},
 * {@code .pth} and {@code .bin}, and {@code .npz}; in subfolders too, three levels deep. Names are in natural order, {@code seed2}
 * before {@code seed10}. Mask files ({@code NAME.mask.safetensors} beside {@code NAME.safetensors}, {@code NAME.mask.npz} beside {@code NAME.npz}, or
 * {@code lottery_masks.safetensors} in the folder of the checkpoint) belong to their checkpoints. Other files are left alone.
 */
public final class FolderSource implements CheckpointSource {
    private static final int LEVELS = 3;
    private static final String SAFETENSORS = ".safetensors";
    private static final String MASK = ".mask.safetensors";
    private static final String INDEX = ".safetensors.index.json";
    private static final String FOLDER_MASK = "lottery_masks.safetensors";
    private static final List<String> TORCH = List.of(".pt", ".pth", ".bin");
    private static final String NPZ = ".npz";
    private static final String NPZ_MASK = ".mask.npz";

    private final Path folder;
    private final List<Path> files;

    private FolderSource(Path folder, List<Path> files) {
        this.folder = folder;
        this.files = files;
    }

    /**
     * Finds the checkpoint files; none is opened but the indexes of sharded ones.
     *
     * @throws IOException if there is no such folder or file, or no checkpoint in it
     */
    public static FolderSource open(Path source) throws IOException {
        if (Files.isRegularFile(source)) {
            return new FolderSource(source.toAbsolutePath().getParent(), List.of(source));
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(source, LEVELS)) {
            all.filter(file -> Files.isRegularFile(file)
                            && isCheckpoint(file.getFileName().toString()))
                    .forEach(found::add);
        } catch (UncheckedIOException failure) {
            throw FileFailure.of(source, "cannot be read", failure.getCause());
        } catch (IOException failure) {
            throw FileFailure.of(source, "cannot be read", failure);
        }
        found.removeAll(shards(found));
        if (found.isEmpty()) {
            throw new IOException(
                    source + ": no checkpoint is there; looked for .safetensors, .safetensors.index.json, "
                            + String.join(", ", TORCH) + " and " + NPZ);
        }
        found.sort((a, b) -> NaturalOrder.INSTANCE.compare(nameOf(source, a), nameOf(source, b)));
        return new FolderSource(source, List.copyOf(found));
    }

    private static boolean isCheckpoint(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !lower.startsWith(".")
                && !lower.endsWith(MASK)
                && !lower.endsWith(NPZ_MASK)
                && !lower.equals(FOLDER_MASK)
                && (lower.endsWith(SAFETENSORS)
                        || lower.endsWith(INDEX)
                        || lower.endsWith(NPZ)
                        || TORCH.stream().anyMatch(lower::endsWith));
    }

    /** Files whose stem is that of an index: {@code model-00001-of-00002.safetensors} beside {@code model.safetensors.index.json}. */
    private static Set<Path> shards(List<Path> files) {
        Set<Path> shards = new HashSet<>();
        for (Path index : files) {
            String name = index.getFileName().toString();
            if (name.toLowerCase(Locale.ROOT).endsWith(INDEX)) {
                String stem = name.substring(0, name.length() - INDEX.length());
                files.stream()
                        .filter(file -> index.resolveSibling(file.getFileName()).equals(file)
                                && file.getFileName()
                                        .toString()
                                        .matches(Pattern.quote(stem) + "-[0-9]+-of-[0-9]+\\.safetensors"))
                        .forEach(shards::add);
            }
        }
        return shards;
    }

    @Override
    public String kind() {
        return "folder";
    }

    @Override
    public int count() {
        return files.size();
    }

    @Override
    public String name(int index) {
        return nameOf(folder, files.get(index));
    }

    private static String nameOf(Path folder, Path file) {
        return folder.toAbsolutePath()
                .relativize(file.toAbsolutePath())
                .toString()
                .replace('\\', '/');
    }

    @Override
    public Checkpoint read(int index) throws IOException {
        Path file = files.get(index);
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(INDEX)) {
            return ShardedSafetensors.open(file);
        }
        if (name.endsWith(SAFETENSORS)) {
            SafetensorsFile opened = SafetensorsFile.open(file);
            return SparseFile.isSparse(opened) ? SparseFile.expand(opened) : opened.checkpoint();
        }
        if (name.endsWith(NPZ)) {
            return NpzFile.open(file);
        }
        if (TORCH.stream().anyMatch(name::endsWith)) {
            return TorchFile.open(file);
        }
        throw new CheckpointFormatException(
                file, "its name ends in none of .safetensors, " + String.join(", ", TORCH) + ", " + NPZ);
    }

    @Override
    public Optional<Mask> mask(int index, Layout layout) throws IOException {
        Path file = files.get(index);
        String name = file.getFileName().toString();
        if (name.toLowerCase(Locale.ROOT).endsWith(NPZ)) {
            Path beside = file.resolveSibling(name.substring(0, name.length() - NPZ.length()) + NPZ_MASK);
            return Files.isRegularFile(beside) ? Optional.of(NpzMask.read(beside, layout)) : Optional.empty();
        }
        List<Path> candidates = new ArrayList<>();
        if (name.toLowerCase(Locale.ROOT).endsWith(SAFETENSORS)) {
            candidates.add(file.resolveSibling(name.substring(0, name.length() - SAFETENSORS.length()) + MASK));
        }
        candidates.add(file.resolveSibling(FOLDER_MASK));
        Optional<Path> found = candidates.stream().filter(Files::isRegularFile).findFirst();
        return found.isEmpty() ? Optional.empty() : Optional.of(MaskFile.read(found.get(), layout));
    }
}
