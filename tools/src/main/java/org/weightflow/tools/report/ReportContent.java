package org.weightflow.tools.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Everything the report page shows, as plain immutable values: nothing is computed here and nothing is read.
 *
 * <p>A number that is not known is NaN (an infinity counts as not known too); a whole quantity that was not measured is
 * {@code none()} or an empty list. The page shows both as an en dash or as a sentence.
 *
 * @param run          what the page is about
 * @param task         data and architecture
 * @param series       zoo, samples and baselines in the order in which they are listed; names are distinct, and there is
 *                     at most one zoo and at most one series of samples
 * @param spectrum     principal components of the aligned zoo
 * @param losses       course of the flow's training
 * @param layers       weights kept, one element a prunable entry; empty for dense networks
 * @param frontier     families whose levels trade accuracy for novelty; empty if none was measured
 * @param reproduction how to get the same numbers again
 */
public record ReportContent(
        Run run,
        Task task,
        List<Series> series,
        Spectrum spectrum,
        LossCurves losses,
        List<LayerDensity> layers,
        List<FrontierLine> frontier,
        Reproduction reproduction) {

    public ReportContent {
        series = List.copyOf(series);
        layers = List.copyOf(layers);
        frontier = List.copyOf(frontier);
        Set<String> names = new HashSet<>();
        for (Series each : series) {
            if (!names.add(each.name())) {
                throw new IllegalArgumentException("series \"" + each.name() + "\" is listed twice");
            }
        }
        requireAtMostOne(series, SeriesKind.ZOO);
        requireAtMostOne(series, SeriesKind.SAMPLES);
    }

    private static void requireAtMostOne(List<Series> series, SeriesKind kind) {
        long count = series.stream().filter(each -> each.kind() == kind).count();
        if (count > 1) {
            throw new IllegalArgumentException(count + " series are of kind " + kind + ", at most one can be");
        }
    }

    /** The series of training networks, if there is one. */
    public Optional<Series> zoo() {
        return series.stream().filter(each -> each.kind() == SeriesKind.ZOO).findFirst();
    }

    /** The series of sampled networks, if there is one. */
    public Optional<Series> samples() {
        return series.stream().filter(each -> each.kind() == SeriesKind.SAMPLES).findFirst();
    }

    /** The baselines in their order. */
    public List<Series> baselines() {
        return series.stream()
                .filter(each -> each.kind() == SeriesKind.BASELINE)
                .toList();
    }

    /**
     * What the page is about.
     *
     * @param title  heading of the page
     * @param name   name of the run, such as its folder
     * @param preset preset the configuration started from; empty if none
     */
    public record Run(String title, String name, String preset) {}

    /**
     * Data and architecture; every count is exact and at least 0.
     *
     * @param dataset            name of the task data
     * @param architecture       name of the architecture with its sizes
     * @param classes            number of classes
     * @param trainExamples      examples that the zoo was trained on
     * @param validationExamples examples that selected checkpoints and settings
     * @param testExamples       examples that every accuracy on the page refers to
     * @param parameters         numbers in one network
     * @param prunable           weights in one network that a mask may remove
     */
    public record Task(
            String dataset,
            String architecture,
            int classes,
            long trainExamples,
            long validationExamples,
            long testExamples,
            long parameters,
            long prunable) {
        public Task {
            requireCount("classes", classes);
            requireCount("trainExamples", trainExamples);
            requireCount("validationExamples", validationExamples);
            requireCount("testExamples", testExamples);
            requireCount("parameters", parameters);
            requireCount("prunable", prunable);
        }
    }

    /**
     * Principal components of the aligned zoo, largest first.
     *
     * @param share                 variance of each component over the <em>total</em> variance, fractions in [0,1]
     * @param captured              running sum of the shares, against the total and not against the components kept
     * @param heldOutReconstruction share of the squared norm of held-out members (about the zoo mean) that the
     *                              components reconstruct; NaN if no member was held out
     */
    public record Spectrum(Values share, Values captured, double heldOutReconstruction) {
        public Spectrum {
            requireSize("captured", captured, share.size());
        }

        /** No principal components were computed. */
        public static Spectrum none() {
            return new Spectrum(Values.none(), Values.none(), Double.NaN);
        }
    }

    /**
     * Course of the flow's training; the three curves are as long as {@code step} or empty.
     *
     * @param step         optimiser step of each report
     * @param training     flow-matching loss on training codes, mean squared error a dimension
     * @param validation   the same on held-out codes at fixed times and noise
     * @param codeRmsRatio rms of sampled codes over rms of the zoo's codes: 1 is right, under 0.8 a collapse
     * @param chosenStep   step whose weights the generator uses
     */
    public record LossCurves(
            Values step, Values training, Values validation, Values codeRmsRatio, OptionalLong chosenStep) {
        public LossCurves {
            requireSizeOrEmpty("training", training, step.size());
            requireSizeOrEmpty("validation", validation, step.size());
            requireSizeOrEmpty("codeRmsRatio", codeRmsRatio, step.size());
        }

        /** No flow was trained. */
        public static LossCurves none() {
            return new LossCurves(Values.none(), Values.none(), Values.none(), Values.none(), OptionalLong.empty());
        }
    }

    /**
     * Weights kept in one entry of the layout.
     *
     * @param entry       name of the entry as in the state dict
     * @param prunable    prunable weights of the entry
     * @param zooKept     weights kept, mean over the zoo's members; NaN if not known
     * @param samplesKept weights kept, mean over the samples; NaN if not known
     */
    public record LayerDensity(String entry, long prunable, double zooKept, double samplesKept) {
        public LayerDensity {
            requireCount("prunable", prunable);
        }

        /** Fraction of the entry's prunable weights that the zoo keeps. */
        public double zooDensity() {
            return zooKept / prunable;
        }

        /** Fraction of the entry's prunable weights that the samples keep. */
        public double samplesDensity() {
            return samplesKept / prunable;
        }
    }

    /**
     * How to get the same numbers again.
     *
     * @param configuration settings as pairs, in the order in which they are shown
     * @param canonicalYaml the complete configuration as canonical YAML; empty if not recorded
     * @param commands      shell commands, in order
     * @param provenance    versions, operating system, threads, checksum of the data ...
     */
    public record Reproduction(
            List<Fact> configuration, String canonicalYaml, List<String> commands, List<Fact> provenance) {
        public Reproduction {
            configuration = List.copyOf(configuration);
            commands = List.copyOf(commands);
            provenance = List.copyOf(provenance);
        }
    }

    /** A named value, both as shown. */
    public record Fact(String name, String value) {
        /** The pairs of {@code map} in its iteration order, which the caller makes a fixed one. */
        public static List<Fact> listOf(Map<String, ?> map) {
            List<Fact> facts = new ArrayList<>(map.size());
            map.forEach((name, value) -> facts.add(new Fact(name, String.valueOf(value))));
            return List.copyOf(facts);
        }
    }

    static void requireCount(String name, long count) {
        if (count < 0) {
            throw new IllegalArgumentException(name + " " + count + " is under 0");
        }
    }

    static void requireSizeOrEmpty(String name, Values values, int size) {
        if (!values.isEmpty()) {
            requireSize(name, values, size);
        }
    }

    static void requireSize(String name, Values values, int size) {
        if (values.size() != size) {
            throw new IllegalArgumentException(name + " has " + values.size() + " values, expected " + size);
        }
    }
}
