package org.weightflow.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.weightflow.canon.linear.FileRows;
import org.weightflow.canon.linear.Rows;
import org.weightflow.canon.matching.FileMembers;
import org.weightflow.canon.matching.Members;
import org.weightflow.generator.codes.CodeSpace;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooManifest;

/**
 * The population that a generator learns from: its members in one order of units, and what is known of it.
 *
 * @param members    aligned, or of one origin; each is asked for once
 * @param dataset    what they were trained on; null if unknown
 * @param checksum   identifies the members in the generator's records; null if unknown
 * @param statistics of batch normalisation for networks that are sampled; null if there are none or they are given later
 * @param disk       the zoo that they are the members of; null for members that are not on disk
 * @param attributes numbers that members are known by, each one a member, beside those that a zoo on disk records
 */
public record ZooSource(
        Architecture architecture,
        Members members,
        ZooManifest.Dataset dataset,
        String checksum,
        BatchNormEstimation statistics,
        Zoo disk,
        Map<String, List<Double>> attributes) {
    /** The validation accuracy that a zoo on disk records. */
    public static final String ACCURACY = "accuracy";
    /** The share of a member's prunable values that it keeps, as a zoo on disk records it. */
    public static final String DENSITY = "density";

    public ZooSource {
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(members, "members");
        attributes = Map.copyOf(attributes);
    }

    /** Members of which nothing else is known. */
    public static ZooSource of(Architecture architecture, Members members) {
        return new ZooSource(architecture, members, null, null, null, null, Map.of());
    }

    /**
     * A zoo on disk. Its checksum is that of its member list, which holds the checksum of every file; a file that cannot be read is
     * reported as {@link FileMembers} do.
     */
    public static ZooSource of(Zoo zoo) throws IOException {
        return new ZooSource(
                zoo.architecture(),
                FileMembers.of(zoo.size(), zoo::weights, zoo::mask),
                zoo.manifest().dataset(),
                zoo.checksum(),
                null,
                zoo,
                Map.of());
    }

    /** The same population, of which sampled networks take the statistics that {@code estimation} estimates. */
    public ZooSource withStatistics(BatchNormEstimation estimation) {
        return new ZooSource(architecture, members, dataset, checksum, estimation, disk, attributes);
    }

    /**
     * The same population, known by a further number, as an accuracy or the data set of a member is.
     *
     * @param values one a member, in their order
     */
    public ZooSource withAttribute(String name, double... values) {
        if (values.length != members.count()) {
            throw new IllegalArgumentException(
                    "attribute " + name + " has " + values.length + " values for " + members.count() + " members");
        }
        Map<String, List<Double>> more = new HashMap<>(attributes);
        more.put(name, Arrays.stream(values).boxed().toList());
        return new ZooSource(architecture, members, dataset, checksum, statistics, disk, more);
    }

    /**
     * A number of each member: one that was given, or what a zoo on disk records, which is {@link #ACCURACY}, {@link #DENSITY} and every
     * metric by its name.
     *
     * @throws IllegalArgumentException naming the attribute, if it is not known of every member
     */
    double[] attribute(String name) {
        if (attributes.containsKey(name)) {
            return attributes.get(name).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
        }
        if (disk == null) {
            throw new IllegalArgumentException(
                    "attribute " + name + " is not known of the members; known: " + new TreeSet<>(attributes.keySet()));
        }
        return disk.members().stream()
                .mapToDouble(member -> recorded(member, name))
                .toArray();
    }

    private double recorded(Member member, String name) {
        if (name.equals(DENSITY) && member.prunable() > 0) {
            return member.kept() / (double) member.prunable();
        }
        Double metric = member.metrics().get(name.equals(ACCURACY) ? Member.VALIDATION_ACCURACY : name);
        if (metric == null) {
            throw new IllegalArgumentException("attribute " + name + " is not known of member " + member.id() + " of "
                    + disk.folder() + "; known: " + ACCURACY + ", " + DENSITY + ", "
                    + String.join(", ", member.metrics().keySet()));
        }
        return metric;
    }

    /**
     * What a code space is fitted to. The coded values of members on disk are read from there as they are needed.
     *
     * @param networks all members
     * @param training indices of members, at least one
     * @param heldOut  likewise; may be none
     */
    CodeSpace.Material material(
            LayoutPart coded, List<StateDict> networks, List<Integer> training, List<Integer> heldOut) {
        return new CodeSpace.Material(
                coded,
                rows(coded, networks, training),
                rows(coded, networks, heldOut),
                CodeSpace.meanState(training.stream().map(networks::get).toList(), coded));
    }

    private Rows rows(LayoutPart coded, List<StateDict> networks, List<Integer> chosen) {
        if (chosen.isEmpty()) {
            return Rows.of(List.of());
        }
        if (disk == null) {
            return CodeSpace.order(coded)
                    .of(Rows.ofStateDicts(
                            chosen.stream().map(networks::get).map(coded::of).toList()));
        }
        List<Path> files = chosen.stream().map(disk.store()::file).toList();
        try {
            return FileRows.networks(files, CodeSpace.order(coded).ordered());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
    }
}
