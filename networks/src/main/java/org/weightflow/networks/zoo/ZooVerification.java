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
import org.weightflow.networks.artefact.AtomicFiles;

/** One check of a whole zoo: it goes on after each fault as far as what is left has a meaning. */
final class ZooVerification {
    private final Path folder;
    private final Path listFile;
    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<Path> named = new HashSet<>();
    private int listed;
    private int checkedLines;

    ZooVerification(Path folder) {
        this.folder = folder;
        this.listFile = folder.resolve(MemberList.FILE);
    }

    ZooReport run() {
        Optional<ZooManifest> manifest = manifest();
        Optional<Layout> layout = manifest.flatMap(this::layout);
        // Where there is no zoo at all, one sentence says it.
        if (manifest.isPresent() || Files.exists(listFile)) {
            try {
                verifyList(layout, manifest);
            } catch (IOException failure) {
                faults.add(failure.getMessage());
            }
        }
        return new ZooReport(listed, faults, notes);
    }

    /** The manifest, whether or not its checksum is right; empty if it cannot be read. */
    private Optional<ZooManifest> manifest() {
        if (ManifestFile.hasChecksum(folder, Zoo.MANIFEST)) {
            try {
                ManifestFile.requireChecksum(folder, Zoo.MANIFEST);
            } catch (IOException failure) {
                faults.add(failure.getMessage());
            }
        }
        try {
            return Optional.of(Zoo.readUnchecked(folder));
        } catch (IOException failure) {
            faults.add(failure.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Layout> layout(ZooManifest manifest) {
        try {
            return Optional.of(
                    Zoo.architecture(folder.resolve(Zoo.MANIFEST), manifest).layout());
        } catch (IOException failure) {
            faults.add(failure.getMessage());
            return Optional.empty();
        }
    }

    private void verifyList(Optional<Layout> layout, Optional<ZooManifest> manifest) throws IOException {
        MemberList list = MemberList.read(folder);
        listed = list.size();
        for (int i = 0; i < listed; i++) {
            verifyLine(list, i, layout);
        }
        if (list.torn()) {
            faults.add(listFile + ": line " + (listed + 1) + " is torn");
        }
        manifest.map(ZooManifest::members)
                .filter(planned -> planned != listed)
                .ifPresent(
                        planned -> faults.add(listFile + ": " + listed + " members listed, " + planned + " planned"));
        verifyThatChecksAreThere();
        Path memberFolder = folder.resolve(Member.FOLDER);
        for (Path stray : MemberAppender.unnamed(memberFolder, named)) {
            faults.add(stray + ": no line of " + MemberList.FILE + " names this file");
        }
        for (Path part : AtomicFiles.temporaries(memberFolder)) {
            faults.add(part + ": a killed writer left this unfinished file");
        }
    }

    private void verifyThatChecksAreThere() {
        boolean hasChecksum = ManifestFile.hasChecksum(folder, Zoo.MANIFEST);
        if (!hasChecksum && checkedLines > 0) {
            faults.add(folder.resolve(Zoo.MANIFEST + ManifestFile.CHECKSUM_SUFFIX) + ": missing");
        } else if (!hasChecksum) {
            notes.add(folder.resolve(Zoo.MANIFEST) + ": has no checksum, as an older version wrote it");
        }
        if (checkedLines < listed && faults.isEmpty()) {
            notes.add(
                    listFile + ": " + (listed - checkedLines)
                            + " lines have no check, as an older version wrote them; seeds and metrics in them are not checked");
        }
    }

    private void verifyLine(MemberList list, int index, Optional<Layout> layout) {
        MemberLine line;
        try {
            line = layout.isPresent() ? list.line(index, layout.get()) : list.line(index);
        } catch (IOException failure) {
            faults.add(failure.getMessage());
            named.add(folder.resolve(Member.fileOf(index)));
            named.add(folder.resolve(Member.maskOf(index)));
            return;
        }
        checkedLines += line.isChecked() ? 1 : 0;
        if (!line.isCanonical()) {
            faults.add(list.where(index) + " is not in the writer's canonical form");
        }
        line.dropped().ifPresent(reason -> notes.add(list.where(index) + ": the member was dropped: " + reason));
        line.member().ifPresent(member -> {
            MemberFiles files = new MemberFiles(folder, member);
            named.addAll(files.paths());
            faults.addAll(files.faults(layout));
        });
    }
}
