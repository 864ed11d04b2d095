package org.weightflow.generator.evaluation.scaling;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.weightflow.generator.evaluation.CopyTest;
import org.weightflow.generator.evaluation.JointScore;
import org.weightflow.generator.evaluation.frontier.Frontier;

/**
 * One way to make networks, given n members.
 *
 * @param members      n
 * @param training     those of the n that basis and flow were fitted to; the others chose the checkpoint. All distances are to these
 * @param series       the way
 * @param step         of the flow's training that was kept; -1 for what is no flow
 * @param captured     share of the training members' variance that the components hold, in (0, 1]
 * @param accuracy     mean on the test examples
 * @param zooAccuracy  that of the n members
 * @param novelty      r: median distance to the nearest training member, over the median distance of a training member to the
 *                     nearest other one
 * @param copies       share of the networks with r below 1/3
 * @param joint        share that is accurate and novel at once, see {@link JointScore}, for each of {@link Frontier#NOVELTIES}
 * @param z            as {@link CopyTest#z}, against the members that no generator was given
 * @param codeNovelty  r among the components alone: members are replaced by what their codes decode to
 * @param codeZ        likewise; where components are left out a copied code is at distance 0 here, and only here
 * @param seconds      of the fit; NaN for what is not fitted
 */
public record ScalingPoint(
        int members,
        int training,
        String series,
        int step,
        double captured,
        double accuracy,
        double zooAccuracy,
        double novelty,
        double copies,
        List<Double> joint,
        double z,
        double codeNovelty,
        double codeZ,
        double seconds) {
    public ScalingPoint {
        joint = List.copyOf(joint);
    }

    /** The values by name, in the order of the columns; null for what is not known. */
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("members", members);
        values.put("training", training);
        values.put("series", series);
        values.put("step", step < 0 ? null : step);
        values.put("captured", known(captured));
        values.put("accuracy", known(accuracy));
        values.put("zoo_accuracy", known(zooAccuracy));
        values.put("novelty", known(novelty));
        values.put("copies", known(copies));
        for (int t = 0; t < joint.size(); t++) {
            values.put("joint_" + Frontier.NOVELTIES.get(t), known(joint.get(t)));
        }
        values.put("z", known(z));
        values.put("code_novelty", known(codeNovelty));
        values.put("code_z", known(codeZ));
        values.put("seconds", known(seconds));
        return values;
    }

    private static Double known(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** A line for each point below one of names, LF at the end of each; what is not known is empty. */
    public static String csv(List<ScalingPoint> points) {
        StringBuilder text = new StringBuilder();
        for (ScalingPoint point : points) {
            Map<String, Object> values = point.values();
            if (text.length() == 0) {
                text.append(String.join(",", values.keySet())).append('\n');
            }
            text.append(values.values().stream()
                            .map(value -> value == null ? "" : value.toString())
                            .collect(Collectors.joining(",")))
                    .append('\n');
        }
        return text.toString();
    }
}
