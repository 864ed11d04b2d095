package org.weightflow.networks.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsFile;

/** The files of one member, held against what its line says. */
final class MemberFiles {
    private final Path folder;
    private final Member member;
    private final List<String> faults = new ArrayList<>();

    MemberFiles(Path folder, Member member) {
        this.folder = folder;
        this.member = member;
    }

    List<Path> paths() {
        Path weights = folder.resolve(member.file());
        return member.mask() == null ? List.of(weights) : List.of(weights, folder.resolve(member.mask()));
    }

    /**
     * Checks every byte of them: checksums, headers, shapes, counts, that values are finite and that what the mask prunes is zero.
     *
     * @param layout of every member; without one the checksums alone are checked
     * @return one sentence each, naming the file
     */
    List<String> faults(Optional<Layout> layout) {
        faults.clear();
        Optional<StateDict> weights =
                read(member.file(), member.sha256(), layout, (file, known) -> SafetensorsFile.open(file)
                        .toStateDict(known));
        Path weightsFile = folder.resolve(member.file());
        weights.flatMap(MemberValues::notFinite).ifPresent(fault -> faults.add(weightsFile + ": " + fault));
        if (member.mask() == null) {
            return List.copyOf(faults);
        }
        Optional<Mask> mask = read(member.mask(), member.maskSha256(), layout, MaskFile::read);
        mask.filter(found -> found.keptPrunable() != member.kept())
                .ifPresent(found -> faults.add(folder.resolve(member.mask()) + ": " + found.keptPrunable()
                        + " values kept, but line " + (member.id() + 1) + " of " + MemberList.FILE + " says "
                        + member.kept()));
        if (weights.isPresent() && mask.isPresent()) {
            MemberValues.notPruned(weights.get(), mask.get())
                    .ifPresent(fault -> faults.add(weightsFile + ": " + fault));
        }
        return List.copyOf(faults);
    }

    @FunctionalInterface
    private interface Read<T> {
        T from(Path file, Layout layout) throws IOException;
    }

    /** What the file holds, whether or not its checksum is right; empty if it cannot be read. */
    private <T> Optional<T> read(String name, String sha256, Optional<Layout> layout, Read<T> read) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            faults.add(file + ": missing");
            return Optional.empty();
        }
        try {
            String found = Checksum.ofFile(file);
            if (!found.equals(sha256)) {
                faults.add(file + ": sha256 is " + found + ", but " + MemberList.FILE + " says " + sha256);
            }
            return layout.isPresent() ? Optional.of(read.from(file, layout.get())) : Optional.empty();
        } catch (IOException failure) {
            faults.add(failure.getMessage());
            return Optional.empty();
        }
    }
}
