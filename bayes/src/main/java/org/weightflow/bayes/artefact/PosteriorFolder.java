package org.weightflow.bayes.artefact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.zoo.ManifestFile;

/**
 * Posteriors of one architecture on disk, one a member: {@code posterior.json} and for each member safetensors files of its means,
 * of its standard deviations and of its mask, where it has one.
 * <p>The means have exactly the names of the {@code state_dict}: they are a network of their own. The deviations have the names of
 * those entries that are no points. The manifest is written last and lists the checksum of every file, so that a reader sees a
 * whole posterior or none, and every byte that it reads is checked.
 */
public final class PosteriorFolder {
    static final String MANIFEST = "posterior.json";

    private final Path folder;
    private final Architecture architecture;
    private final PosteriorManifest manifest;
    private final PosteriorFiles files;

    private PosteriorFolder(Path folder, Architecture architecture, PosteriorManifest manifest, PosteriorFiles files) {
        this.folder = folder;
        this.architecture = architecture;
        this.manifest = manifest;
        this.files = files;
    }

    /** Whether a folder has the manifest of posteriors. */
    public static boolean isAt(Path folder) {
        return Files.exists(folder.resolve(MANIFEST));
    }

    /**
     * Writes posteriors, or what an interrupted call with the same arguments left out, and opens them.
     *
     * @param posteriors one a member, at least one
     * @throws IllegalArgumentException naming the member and the entry, if a posterior is none of the architecture
     * @throws IOException              naming the first field that differs, if the folder holds other posteriors
     */
    public static PosteriorFolder write(Path folder, PosteriorOrigin origin, List<Posterior> posteriors)
            throws IOException {
        Check.atLeast("posteriors", posteriors.size(), 1);
        Layout layout = origin.architecture().build().layout();
        for (int p = 0; p < posteriors.size(); p++) {
            layout.requireSame(posteriors.get(p).layout(), "member " + p);
        }
        LayoutPart uncertain = uncertain(layout, posteriors);
        List<PosteriorMember> listed = new ArrayList<>();
        for (Posterior posterior : posteriors) {
            listed.add(PosteriorFiles.listed(posterior, uncertain));
        }
        PosteriorManifest manifest = new PosteriorManifest(PosteriorManifest.SCHEMA, origin, names(uncertain), listed);
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw FileFailure.of(folder, "cannot be created", failure);
        }
        try (ArtefactLock lock = ArtefactLock.acquire(folder)) {
            AtomicFiles.sweep(lock.folder());
            if (isAt(folder)) {
                claim(folder, manifest);
            }
            new PosteriorFiles(folder, uncertain).write(posteriors, listed);
            claim(folder, manifest);
        }
        return open(folder);
    }

    private static void claim(Path folder, PosteriorManifest manifest) throws IOException {
        ManifestFile.claim(folder, MANIFEST, PosteriorManifest.class, manifest, "posterior");
    }

    /** The entries of which any value of any member is no point. */
    private static LayoutPart uncertain(Layout layout, List<Posterior> posteriors) {
        boolean[] found = new boolean[layout.entries().size()];
        for (Posterior posterior : posteriors) {
            float[] deviations = posterior.deviation().toArray();
            for (int e = 0; e < found.length; e++) {
                for (int i = layout.offset(e); i < layout.offset(e + 1) && !found[e]; i++) {
                    found[e] = deviations[i] > 0;
                }
            }
        }
        return LayoutPart.of(layout, entry -> found[layout.indexOf(entry.name())]);
    }

    private static List<String> names(LayoutPart part) {
        return part.layout().entries().stream().map(Layout.Entry::name).toList();
    }

    /** @throws IOException if the folder holds no posteriors or its manifest is damaged, naming the field and the rule */
    public static PosteriorFolder open(Path folder) throws IOException {
        PosteriorManifest manifest = ManifestFile.read(folder, MANIFEST, PosteriorManifest.class);
        Architecture architecture;
        try {
            architecture = manifest.origin().architecture().build();
        } catch (IllegalArgumentException unknown) {
            throw new IOException(folder.resolve(MANIFEST) + ": " + unknown.getMessage(), unknown);
        }
        Set<String> named = new HashSet<>(manifest.uncertain());
        LayoutPart uncertain = LayoutPart.of(architecture.layout(), entry -> named.contains(entry.name()));
        if (!names(uncertain).equals(manifest.uncertain())) {
            throw new IOException(folder.resolve(MANIFEST) + ": uncertain " + manifest.uncertain()
                    + " are not entries of " + architecture.id() + " in their order, each once");
        }
        return new PosteriorFolder(folder, architecture, manifest, new PosteriorFiles(folder, uncertain));
    }

    public int size() {
        return manifest.members().size();
    }

    /**
     * Reads and checks the posterior of a member.
     *
     * @throws IOException naming the file, the entry, the value and the rule that it breaks
     */
    public Posterior get(int member) throws IOException {
        return files.read(member, manifest.members().get(member));
    }

    public Architecture architecture() {
        return architecture;
    }

    public PosteriorOrigin origin() {
        return manifest.origin();
    }

    /** Identifies the folder's content: the checksum of its manifest, which lists those of all files. */
    public String checksum() throws IOException {
        return Checksum.ofFile(folder.resolve(MANIFEST));
    }
}
