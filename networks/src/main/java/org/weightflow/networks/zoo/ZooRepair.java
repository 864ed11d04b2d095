package org.weightflow.networks.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.weightflow.networks.Layout;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.FileFailure;

/**
 * Makes a damaged zoo sound again by dropping what is broken, and nothing else.
 * <ul>
 * <li>A torn last line, unfinished files and member files that no line names are deleted.
 * <li>Damaged members at the end of the list lose their lines, so that the command that collected them makes them again.
 * <li>Damaged members before sound ones are dropped only on demand; each leaves a line that says so, since ids count the lines.
 * </ul>
 * <p>The files of damaged members move to the folder {@code damaged}. Sound members keep their files, and their lines byte for byte.
 * The list is written anew in one step before any file moves, so that a kill at any instant leaves what a second repair finishes.
 */
public final class ZooRepair {
    /** Where the files of damaged members go. */
    static final String FOLDER = "damaged";

    private final Path folder;
    private final List<String> actions = new ArrayList<>();

    private ZooRepair(Path folder) {
        this.folder = folder;
    }

    /**
     * What a repair did.
     *
     * @param members sound members that are left
     * @param planned members that the zoo is to have
     * @param actions one sentence for each thing that was dropped or deleted; empty for a zoo that was sound
     */
    public record Report(int members, int planned, List<String> actions) {
        public Report {
            actions = List.copyOf(actions);
        }
    }

    /**
     * @param dropDamaged whether damaged members before sound ones may be dropped
     * @throws IOException if the manifest is damaged, another writer is at work, or a damaged member may not be dropped, naming
     *                     each; nothing has then been changed
     */
    public static Report repair(Path folder, boolean dropDamaged) throws IOException {
        ZooManifest manifest = ManifestFile.read(folder, Zoo.MANIFEST, ZooManifest.class);
        Layout layout = Zoo.architecture(folder.resolve(Zoo.MANIFEST), manifest).layout();
        try (ArtefactLock lock = ArtefactLock.acquire(folder)) {
            lock.requireOpen();
            ZooRepair repair = new ZooRepair(folder);
            int members = repair.run(layout, dropDamaged);
            return new Report(members, manifest.members(), repair.actions);
        }
    }

    private int run(Layout layout, boolean dropDamaged) throws IOException {
        MemberList list = MemberList.read(folder);
        Map<Integer, String> damaged = new TreeMap<>();
        Set<Path> kept = new HashSet<>();
        int members = 0;
        for (int i = 0; i < list.size(); i++) {
            Optional<String> fault = fault(list, i, layout, kept);
            if (fault.isPresent()) {
                damaged.put(i, fault.get());
            } else {
                members += list.line(i).member().isPresent() ? 1 : 0;
            }
        }
        int end = list.size();
        while (damaged.containsKey(end - 1)) {
            end--;
        }
        requireAllowed(damaged, end, dropDamaged);
        damaged.forEach((id, fault) -> actions.add("dropped member " + id + ": " + fault));
        // First aside, then off the list: what the list no longer names is deleted by whoever opens the zoo next.
        for (int id : damaged.keySet()) {
            setAside(folder.resolve(Member.fileOf(id)));
            setAside(folder.resolve(Member.maskOf(id)));
        }
        if (list.torn() || !damaged.isEmpty()) {
            rewrite(list, damaged, end);
        }
        Path memberFolder = folder.resolve(Member.FOLDER);
        for (Path part : AtomicFiles.temporaries(memberFolder)) {
            delete(part, "an unfinished file");
        }
        for (Path stray : MemberAppender.unnamed(memberFolder, kept)) {
            delete(stray, "a file that no line of " + MemberList.FILE + " names");
        }
        return members;
    }

    /** What is wrong with a line or the files that it names; adds those to {@code kept} if nothing is. */
    private Optional<String> fault(MemberList list, int index, Layout layout, Set<Path> kept) {
        MemberLine line;
        try {
            line = list.line(index, layout);
        } catch (IOException damage) {
            return Optional.of(damage.getMessage());
        }
        if (line.member().isEmpty()) {
            return Optional.empty();
        }
        MemberFiles files = new MemberFiles(folder, line.member().get());
        List<String> faults = files.faults(Optional.of(layout));
        if (faults.isEmpty()) {
            kept.addAll(files.paths());
        }
        return faults.stream().findFirst();
    }

    private void requireAllowed(Map<Integer, String> damaged, int end, boolean dropDamaged) throws IOException {
        List<Integer> middle = damaged.keySet().stream().filter(id -> id < end).toList();
        if (!middle.isEmpty() && !dropDamaged) {
            throw new IOException(folder + ": member"
                    + (middle.size() > 1 ? "s " : " ")
                    + middle.stream().map(String::valueOf).collect(Collectors.joining(", "))
                    + (middle.size() > 1 ? " are" : " is")
                    + " damaged and followed by sound ones (" + damaged.get(middle.get(0))
                    + "); --drop-damaged drops damaged members and keeps the others as they are");
        }
    }

    private void rewrite(MemberList list, Map<Integer, String> damaged, int end) throws IOException {
        AtomicFiles.write(folder.resolve(MemberList.FILE), out -> {
            for (int i = 0; i < end; i++) {
                out.write(
                        damaged.containsKey(i)
                                ? MemberLine.write(new MemberLine.Dropped(i, relative(damaged.get(i))))
                                : list.raw(i));
                out.write('\n');
            }
        });
        if (list.torn()) {
            actions.add("cut off the torn end of " + folder.resolve(MemberList.FILE) + " after line " + list.size());
        }
    }

    /** A sentence that does not tell where the zoo lay when it was repaired. */
    private String relative(String fault) {
        return fault.replace(folder + folder.getFileSystem().getSeparator(), "");
    }

    private void setAside(Path file) throws IOException {
        Path aside = folder.resolve(FOLDER);
        try {
            if (Files.exists(file)) {
                Files.createDirectories(aside);
                Path target = Files.move(file, aside.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                actions.add("moved " + file + " to " + target);
            }
        } catch (IOException failure) {
            throw FileFailure.of(file, "cannot be moved to " + aside, failure);
        }
    }

    private void delete(Path file, String what) throws IOException {
        try {
            Files.delete(file);
            actions.add("deleted " + file + ", " + what);
        } catch (NoSuchFileException gone) {
            // Nothing is left to do.
        } catch (IOException failure) {
            throw FileFailure.of(file, "cannot be deleted", failure);
        }
    }
}
