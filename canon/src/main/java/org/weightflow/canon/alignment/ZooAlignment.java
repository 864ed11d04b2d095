package org.weightflow.canon.alignment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.weightflow.canon.matching.AlignmentListener;
import org.weightflow.canon.matching.FileMembers;
import org.weightflow.canon.matching.FunctionCheck;
import org.weightflow.canon.matching.FunctionDifference;
import org.weightflow.canon.matching.MemberAlignment;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooManifest;
import org.weightflow.networks.zoo.ZooWriter;

/**
 * Reads a zoo and writes the same members in one order of units: a zoo again, with {@code alignment.json} beside it, which holds the
 * permutations, the objectives, and by how much each member's logits moved.
 * <p>Every member's function is checked on data before anything of it is written. An interrupted alignment starts again, which takes
 * seconds, and appends the members that are missing.
 */
public final class ZooAlignment {
    /** What was done to the members. */
    public static final String REPORT = "alignment.json";

    static final int SCHEMA = 1;
    /** Examples on which each member's function is checked. */
    private static final int CHECK_ROWS = 64;

    private final AlignmentPlan plan;
    private final Seed seed;
    private final int threads;

    public ZooAlignment(AlignmentPlan plan, Seed seed, int threads) {
        this.plan = plan;
        this.seed = seed;
        this.threads = threads;
    }

    /**
     * @param data   training examples of the task, for the check of the functions and for activations
     * @param folder of the aligned zoo
     * @param recipe how the members are aligned, as the manifest shall say it beside the source's own recipe
     * @throws IllegalStateException if a member's function changed, naming the member
     */
    public Zoo align(
            Zoo source,
            Examples data,
            Path folder,
            Map<String, Object> recipe,
            Provenance provenance,
            AlignmentListener listener)
            throws IOException {
        ZooManifest from = source.manifest();
        ZooManifest manifest = new ZooManifest(
                from.schema(),
                from.architecture(),
                source.size(),
                from.dataset(),
                Map.of("alignment", recipe, "source", sourceOf(source)),
                provenance);
        try (ZooWriter writer = ZooWriter.open(folder, manifest)) {
            if (writer.size() == source.size() && Files.exists(folder.resolve(REPORT))) {
                return Zoo.open(folder);
            }
            Alignment aligned = new Aligner(source.architecture(), data, plan, threads)
                    .align(FileMembers.of(source.size(), source::weights, source::mask), seed, listener);
            float[] rows = data.select(firstRows(data)).features();
            List<FunctionDifference> differences =
                    new FunctionCheck(source.architecture(), rows).check(aligned.given(), aligned);
            for (int i = writer.size(); i < source.size(); i++) {
                Member member = source.members().get(i);
                writer.append(
                        new Seed(member.seed()),
                        aligned.weights(i),
                        aligned.mask(i),
                        member.metrics(),
                        Optional.ofNullable(member.parent()));
            }
            AtomicFiles.writeText(folder.resolve(REPORT), Json.text(report(aligned, differences)));
        }
        return Zoo.open(folder);
    }

    private static Map<String, Object> sourceOf(Zoo source) throws IOException {
        return Map.of(
                "members", source.checksum(),
                "recipe", source.manifest().recipe());
    }

    private static int[] firstRows(Examples data) {
        int[] rows = new int[Math.min(CHECK_ROWS, data.count())];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        return rows;
    }

    private Map<String, Object> report(Alignment aligned, List<FunctionDifference> differences) {
        List<Map<String, Object>> members = new ArrayList<>();
        double before = 0;
        double after = 0;
        double largest = 0;
        for (MemberAlignment alignment : aligned.alignments()) {
            Map<String, int[]> permutations = new TreeMap<>();
            for (String group : alignment.permutations().groups()) {
                permutations.put(group, alignment.permutations().of(group));
            }
            double difference = differences.get(alignment.member()).relative();
            members.add(Map.of(
                    "id", alignment.member(),
                    "permutations", permutations,
                    "objective_before", alignment.objectiveBefore(),
                    "objective_after", alignment.objectiveAfter(),
                    "function_difference", difference));
            before += alignment.objectiveBefore();
            after += alignment.objectiveAfter();
            largest = Math.max(largest, difference);
        }
        return Map.of(
                "schema", SCHEMA,
                "objective_before", before,
                "objective_after", after,
                "largest_function_difference", largest,
                "gauges", plan.gauges(),
                "members", members);
    }
}
