package org.weightflow.networks.exchange;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.zoo.MemberStore;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooManifest;

/**
 * Networks that can go elsewhere: the members of a complete zoo, or of another artefact that keeps its members as a zoo does.
 *
 * @param folder       where they are
 * @param architecture of every member
 * @param dataset      name of what they were trained on, or of what the networks were that they were learnt from; empty if unknown
 * @param sampled      whether a generator drew them; else they were trained
 * @param store        the members
 */
public record MemberFolder(
        Path folder, Architecture architecture, Optional<String> dataset, boolean sampled, MemberStore store) {
    public MemberFolder {
        Objects.requireNonNull(folder, "folder is null");
        Objects.requireNonNull(architecture, "architecture is null");
        Objects.requireNonNull(dataset, "dataset is null");
        Objects.requireNonNull(store, "store is null");
    }

    public static MemberFolder of(Zoo zoo) {
        return new MemberFolder(
                zoo.folder(),
                zoo.architecture(),
                Optional.ofNullable(zoo.manifest().dataset()).map(ZooManifest.Dataset::name),
                false,
                zoo.store());
    }
}
