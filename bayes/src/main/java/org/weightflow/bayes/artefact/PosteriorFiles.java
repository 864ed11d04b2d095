package org.weightflow.bayes.artefact;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.Layout;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.FileFailure;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.safetensors.SafetensorsFile;
import org.weightflow.networks.safetensors.SafetensorsWriter;
import org.weightflow.networks.zoo.MemberValues;

/**
 * The files of the members of a posterior folder: {@code members/000017.mean.safetensors}, {@code .std.safetensors} and, where
 * something is pruned, {@code .mask.safetensors}.
 */
final class PosteriorFiles {
    private static final String FOLDER = "members";
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private final Path folder;
    /** The entries that have standard deviations. */
    private final LayoutPart uncertain;

    PosteriorFiles(Path folder, LayoutPart uncertain) {
        this.folder = folder;
        this.uncertain = uncertain;
    }

    private Path file(int member, String what) {
        return folder.resolve(String.format(Locale.ROOT, "%s/%06d.%s.safetensors", FOLDER, member, what));
    }

    private Path mean(int member) {
        return file(member, "mean");
    }

    private Path deviation(int member) {
        return file(member, "std");
    }

    private Path mask(int member) {
        return file(member, "mask");
    }

    private static AtomicFiles.Content content(StateDict values) {
        return SafetensorsWriter.content(values, METADATA);
    }

    /** What the manifest will list; nothing is written. */
    static PosteriorMember listed(Posterior posterior, LayoutPart uncertain) throws IOException {
        return new PosteriorMember(
                checksum(content(posterior.mean())),
                checksum(content(uncertain.of(posterior.deviation()))),
                isSparse(posterior.mask()) ? checksum(MaskFile.content(posterior.mask())) : null);
    }

    static boolean isSparse(Mask mask) {
        return mask.keptPrunable() < mask.layout().prunableSize();
    }

    private static String checksum(AtomicFiles.Content content) throws IOException {
        Checksum.Running sum = new Checksum.Running();
        content.writeTo(new OutputStream() {
            @Override
            public void write(int each) {
                write(new byte[] {(byte) each}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) {
                sum.update(ByteBuffer.wrap(bytes, from, count));
            }
        });
        return sum.hexadecimal();
    }

    /** Writes what an interrupted call left out; the files are durable when this returns. */
    void write(List<Posterior> posteriors, List<PosteriorMember> listed) throws IOException {
        Path members = folder.resolve(FOLDER);
        try {
            Files.createDirectories(members);
        } catch (IOException failure) {
            throw FileFailure.of(members, "cannot be created", failure);
        }
        AtomicFiles.sweep(members);
        for (int p = 0; p < posteriors.size(); p++) {
            Posterior posterior = posteriors.get(p);
            PosteriorMember sums = listed.get(p);
            write(mean(p), content(posterior.mean()), sums.meanSha256());
            write(deviation(p), content(uncertain.of(posterior.deviation())), sums.stdSha256());
            if (sums.maskSha256() != null) {
                write(mask(p), MaskFile.content(posterior.mask()), sums.maskSha256());
            }
        }
        AtomicFiles.forceFolder(members);
    }

    private static void write(Path file, AtomicFiles.Content content, String sha256) throws IOException {
        if (!Files.isRegularFile(file) || !Checksum.ofFile(file).equals(sha256)) {
            AtomicFiles.writeUnforced(file, content);
        }
    }

    /**
     * Reads a member; means and deviations are mapped.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    Posterior read(int member, PosteriorMember listed) throws IOException {
        Layout layout = uncertain.whole();
        Path meanFile = sound(mean(member), listed.meanSha256());
        Path deviationFile = sound(deviation(member), listed.stdSha256());
        StateDict mean = SafetensorsFile.open(meanFile).toStateDict(layout);
        StateDict deviation = whole(SafetensorsFile.open(deviationFile).toStateDict(uncertain.layout()));
        Mask mask = listed.maskSha256() == null
                ? Mask.dense(layout)
                : MaskFile.read(sound(mask(member), listed.maskSha256()), layout);
        refuse(meanFile, MemberValues.notFinite(mean));
        refuse(meanFile, MemberValues.notPruned(mean, mask));
        refuse(deviationFile, MemberValues.notFinite(deviation));
        refuse(deviationFile, negative(deviation));
        refuse(deviationFile, MemberValues.notPruned(deviation, mask));
        return new Posterior(mean, deviation, mask);
    }

    private static Path sound(Path file, String sha256) throws IOException {
        String found = Checksum.ofFile(file);
        if (!found.equals(sha256)) {
            throw new IOException(
                    file + ": sha256 is " + found + ", but " + PosteriorFolder.MANIFEST + " says " + sha256);
        }
        return file;
    }

    private static void refuse(Path file, Optional<String> fault) throws IOException {
        if (fault.isPresent()) {
            throw new CheckpointFormatException(file, fault.get());
        }
    }

    /** With 0 in the entries that have no deviations. */
    private StateDict whole(StateDict part) {
        Layout layout = uncertain.whole();
        FloatBuffer[] values = new FloatBuffer[layout.entries().size()];
        for (int e = 0; e < values.length; e++) {
            Layout.Entry entry = layout.entry(e);
            values[e] = part.layout().has(entry.name()) ? part.entry(entry.name()) : FloatBuffer.allocate(entry.size());
        }
        return StateDict.ofEntries(layout, values);
    }

    /** The first deviation below 0, as {@code entry[index] is value}. */
    private static Optional<String> negative(StateDict deviations) {
        Layout layout = deviations.layout();
        for (int e = 0; e < layout.entries().size(); e++) {
            FloatBuffer values = deviations.entry(e);
            for (int i = 0; i < values.limit(); i++) {
                if (values.get(i) < 0) {
                    return Optional.of(layout.entry(e).name() + "[" + i + "] is " + values.get(i)
                            + ", but a standard deviation is at least 0");
                }
            }
        }
        return Optional.empty();
    }
}
