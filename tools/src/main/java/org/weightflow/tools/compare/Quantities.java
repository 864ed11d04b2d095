package org.weightflow.tools.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.weightflow.generator.evaluation.frontier.Frontier;
import org.weightflow.tools.compare.Quantity.Form;
import org.weightflow.tools.compare.Quantity.Source;
import org.weightflow.tools.compare.Quantity.Theme;

/** The quantities of a comparison, in the order of its tables. */
final class Quantities {
    /** The mean accuracy of the zoo, from which the chart counts. */
    static final Quantity ZOO_ACCURACY = accuracy("zoo", "zoo", "zoo");

    /** The mean accuracy of the samples. */
    static final Quantity ACCURACY = accuracy("samples", "samples", "samples");

    /** The median novelty of the samples. */
    static final Quantity NOVELTY = new Quantity(
            "novelty",
            Theme.ACCURACY,
            "Novelty r",
            "median",
            """
            Distance of a sample to the nearest zoo member over the median distance of a zoo member to its nearest neighbour \
            in the zoo: median over samples and, in brackets, the 5 % and 95 % quantiles. Under 1/3 counts as a copy.""",
            new Form(false, 2),
            Source.of("/samples/novelty/median").withInterval("/samples/novelty/q05", "/samples/novelty/q95"));

    private static final Form PERCENT = new Form(true, 2);
    private static final List<Integer> ENSEMBLES = List.of(1, 4, 16, 64);

    private Quantities() {}

    /** All quantities; one for each kind of outliers. */
    static List<Quantity> all(Collection<String> outliers) {
        List<Quantity> all = new ArrayList<>(List.of(ZOO_ACCURACY, ACCURACY, NOVELTY));
        Frontier.NOVELTIES.forEach(t -> all.add(joint(t)));
        all.add(copying());
        Frontier.NOVELTIES.forEach(t -> all.add(difference(t)));
        all.add(firstSixteen("samples", "Ensemble of samples, %"));
        ENSEMBLES.forEach(size -> all.add(ensemble("samples", "Ensemble of samples, %", size)));
        all.add(firstSixteen("zoo", "Ensemble of the zoo, %"));
        ENSEMBLES.forEach(size -> all.add(ensemble("zoo", "Ensemble of the zoo, %", size)));
        all.add(overlap());
        all.add(disagreement("samples", "samples"));
        all.add(disagreement("zoo", "zoo"));
        outliers.forEach(name -> all.add(outlier(name)));
        all.add(density());
        return List.copyOf(all);
    }

    private static Quantity accuracy(String series, String label, String networks) {
        return new Quantity(
                series + "_accuracy",
                Theme.ACCURACY,
                "Accuracy, %",
                label,
                "Mean test accuracy of the networks of the " + networks
                        + ", each on its own, and its standard deviation over networks.",
                new Form(true, 2),
                Source.of("/" + series + "/accuracy/mean").withSd("/" + series + "/accuracy/sd"));
    }

    private static Quantity joint(double t) {
        String at = "/samples/np/" + key(t);
        return new Quantity(
                "np_" + key(t),
                Theme.ACCURACY,
                "N&P, %",
                "at r " + t,
                "Share of samples that are novel and performant at once: r of at least " + t
                        + ", and at most half a point less accurate than the zoo's mean; in brackets its 95 % interval.",
                new Form(true, 0),
                Source.of(at + "/share").withInterval(at + "/low", at + "/high"));
    }

    private static Quantity copying() {
        return new Quantity(
                "copy_z",
                Theme.ACCURACY,
                "Copy test",
                "Z_U",
                """
                z of a rank sum of distances to the members that the generator learnt from, against those of members that it \
                did not. Well below 0: too near; well above: farther than the zoo.""",
                new Form(false, 1),
                Source.of("/samples/copy/z"));
    }

    private static Quantity difference(double t) {
        String at = "/frontier/comparisons/" + key(t);
        return new Quantity(
                "difference_" + key(t),
                Theme.SAME_NOVELTY,
                "Generator - best baseline, points",
                "at r " + t,
                "Mean accuracy of the generator less that of the baseline that is most accurate there, both read off at"
                        + " median r = " + t + "; in brackets its 95 % interval, then the baseline.",
                PERCENT,
                Source.of(at + "/difference")
                        .withInterval(at + "/low", at + "/high")
                        .withNote(at + "/best"));
    }

    private static Quantity firstSixteen(String series, String group) {
        return new Quantity(
                series + "_first_16",
                Theme.ENSEMBLES,
                group,
                "first 16",
                "Test accuracy of the first 16 networks, their probabilities averaged.",
                PERCENT,
                Source.of("/" + series + "/ensemble16/accuracy"));
    }

    private static Quantity ensemble(String series, String group, int size) {
        String groups = "/" + series + "/ensemble" + size + "/groups/accuracy";
        return new Quantity(
                series + "_ensemble_" + size,
                Theme.ENSEMBLES,
                group,
                "of " + size,
                "Test accuracy of " + size + (size == 1 ? " network" : " networks, their probabilities averaged")
                        + ": mean and standard deviation over disjoint groups of the series.",
                PERCENT,
                Source.of(groups + "/mean").withSd(groups + "/sd"));
    }

    private static Quantity overlap() {
        return new Quantity(
                "iou_max",
                Theme.VARIETY,
                "Wrong-prediction IoU",
                "max",
                """
                Test examples that a sample and a zoo member both get wrong over those that either gets wrong; the largest \
                over all pairs. 1 means the same mistakes.""",
                new Form(false, 3),
                Source.of("/samples/iou/max"));
    }

    private static Quantity disagreement(String series, String label) {
        return new Quantity(
                series + "_disagreement",
                Theme.VARIETY,
                "Disagreement, %",
                label,
                "Share of test examples on which two networks of the series predict different classes, mean over pairs.",
                PERCENT,
                Source.of("/" + series + "/diversity/disagreement"));
    }

    private static Quantity outlier(String name) {
        return new Quantity(
                "auroc_" + name,
                Theme.VARIETY,
                "Outliers, AUROC",
                name,
                "How well the confidence of 16 samples voting together tells images of " + name
                        + " from test examples: area under the ROC curve, .5 by chance.",
                new Form(false, 3),
                Source.of("/samples/outliers/" + escaped(name) + "/confidence/auroc"));
    }

    private static Quantity density() {
        return new Quantity(
                "density",
                Theme.VARIETY,
                "Density, %",
                "samples",
                "Prunable weights that are kept; 100 for dense networks.",
                PERCENT,
                Source.of("/samples/density"));
    }

    /** A field's name as a step of a JSON pointer (RFC 6901). */
    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /** The key of a novelty in {@code metrics.json}: {@code t25} for .25. */
    private static String key(double novelty) {
        return "t" + Math.round(100 * novelty);
    }
}
