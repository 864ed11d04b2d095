package org.weightflow.networks.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsFile;

/** One check of a whole zoo: it goes on after each fault as far as what is left has a meaning. */
final class ZooVerification {
    private final Path folder;
    private final List<String> faults = new ArrayList<>();
    private final Set<Path> named = new HashSet<>();
    private int listed;

    ZooVerification(Path folder) {
        this.folder = folder;
    }

    ZooReport run() {
        try {
            Path file = folder.resolve(Zoo.MANIFEST);
            ZooManifest manifest = Json.read(file, ZooManifest.class);
            Layout layout = Zoo.architecture(file, manifest).layout();
            MemberList list = MemberList.read(folder);
            listed = list.size();
            Path listFile = folder.resolve(MemberList.FILE);
            for (int i = 0; i < listed; i++) {
                verifyLine(list, i, layout, listFile);
            }
            if (list.torn()) {
                faults.add(listFile + ": line " + (listed + 1) + " is torn");
            }
            if (listed != manifest.members()) {
                faults.add(listFile + ": " + listed + " members listed, " + manifest.members() + " planned");
            }
            for (Path stray : MemberAppender.unnamed(folder.resolve(Member.FOLDER), named)) {
                faults.add(stray + ": no line of " + MemberList.FILE + " names this file");
            }
        } catch (IOException failure) {
            faults.add(failure.getMessage());
        }
        return new ZooReport(listed, faults);
    }

    private void verifyLine(MemberList list, int index, Layout layout, Path listFile) {
        Member member;
        try {
            member = list.member(index, layout);
        } catch (IOException failure) {
            faults.add(failure.getMessage());
            named.add(folder.resolve(Member.fileOf(index)));
            named.add(folder.resolve(Member.maskOf(index)));
            return;
        }
        if (!list.isCanonical(index, member)) {
            faults.add(listFile + ": line " + (index + 1) + " is not in the writer's canonical form");
        }
        Optional<StateDict> weights = verifyFile(member.file(), member.sha256(), file -> SafetensorsFile.open(file)
                .toStateDict(layout));
        Path weightsFile = folder.resolve(member.file());
        weights.flatMap(MemberValues::notFinite).ifPresent(fault -> faults.add(weightsFile + ": " + fault));
        if (member.mask() == null) {
            return;
        }
        Optional<Mask> mask = verifyFile(member.mask(), member.maskSha256(), file -> MaskFile.read(file, layout));
        mask.filter(found -> found.keptPrunable() != member.kept())
                .ifPresent(found -> faults.add(folder.resolve(member.mask()) + ": " + found.keptPrunable()
                        + " values kept, but line " + (index + 1) + " of " + MemberList.FILE + " says "
                        + member.kept()));
        if (weights.isPresent() && mask.isPresent()) {
            MemberValues.notPruned(weights.get(), mask.get())
                    .ifPresent(fault -> faults.add(weightsFile + ": " + fault));
        }
    }

    @FunctionalInterface
    private interface Read<T> {
        T from(Path file) throws IOException;
    }

    /** What the file holds, whether or not its checksum is right; empty if it cannot be read. */
    private <T> Optional<T> verifyFile(String name, String sha256, Read<T> read) {
        Path file = folder.resolve(name);
        named.add(file);
        if (!Files.isRegularFile(file)) {
            faults.add(file + ": missing");
            return Optional.empty();
        }
        try {
            String found = Checksum.ofFile(file);
            if (!found.equals(sha256)) {
                faults.add(file + ": sha256 is " + found + ", but " + MemberList.FILE + " says " + sha256);
            }
            return Optional.of(read.from(file));
        } catch (IOException failure) {
            faults.add(failure.getMessage());
            return Optional.empty();
        }
    }
}
