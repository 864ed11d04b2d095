package org.weightflow.tools.run;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.weightflow.bayes.variational.Prior;
import org.weightflow.canon.alignment.AlignmentPlan;
import org.weightflow.canon.pca.Retain;
import org.weightflow.datasets.Standardisation;
import org.weightflow.generator.GeneratorConfig;
import org.weightflow.generator.SampleConfig;
import org.weightflow.generator.codes.BasisConfig;
import org.weightflow.generator.condition.Condition;
import org.weightflow.generator.evaluation.EvaluationConfig;
import org.weightflow.generator.evaluation.baseline.Baseline;
import org.weightflow.generator.evaluation.frontier.FrontierConfig;
import org.weightflow.generator.flow.FlowConfig;
import org.weightflow.generator.ode.OdeSolver;
import org.weightflow.generator.regression.RegressionConfig;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.training.Adam;
import org.weightflow.networks.training.AdamW;
import org.weightflow.networks.training.Optimizer;
import org.weightflow.networks.training.Sgd;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.method.TicketMethod;
import org.weightflow.pruning.method.TicketMethods;
import org.weightflow.pruning.score.BalancedBatches;
import org.weightflow.pruning.score.BatchDraw;
import org.weightflow.pruning.score.RandomBatches;
import org.weightflow.tools.config.ConfigTree;
import org.weightflow.tools.words.Nearest;

/**
 * Everything that decides what a run makes, from the task to the report.
 *
 * @param name         what the run is called; a part of its folder's name
 * @param seed         root of every draw
 * @param dataset      the task
 * @param architecture as {@link Architectures#parse} reads it
 * @param collect      the population
 * @param compare      which methods are compared by {@code ticket compare}, and where
 * @param bayes        variational networks and their tickets, for {@code bayes}
 * @param align        how it is brought into one coordinate system
 * @param fit          how the generator learns it
 * @param sample       what is drawn from the generator
 * @param evaluate     what the samples are compared with
 * @param statistics   how the statistics of batch normalisation are estimated, for samples and baselines alike
 */
public record RunConfig(
        String name,
        long seed,
        TaskConfig dataset,
        String architecture,
        CollectConfig collect,
        Compare compare,
        BayesConfig bayes,
        AlignmentPlan align,
        Fit fit,
        Sampling sample,
        Evaluate evaluate,
        Statistics statistics) {
    /** The version of the meaning of these settings; it goes up when a default changes. */
    public static final int SCHEMA = 1;

    /** Which checkpoint of the flow is kept. */
    public enum Choice {
        /** The last one. */
        LAST,
        /** The one with the least loss on held-out members. */
        VALIDATION_LOSS,
        /** The most novel one among those whose samples are as accurate on validation images as the zoo, within a tolerance. */
        ACCURACY
    }

    /** How a code becomes a network. */
    public enum Decode {
        /** The combination of weights. */
        LINEAR,
        /** The same with its layers fitted to the combination of the members' layers, on training images. */
        REGRESSION
    }

    /**
     * The generator's settings.
     *
     * @param components      principal components that a code keeps at most; 0 for all
     * @param variance        share of the variance that they need not go beyond, in (0, 1]
     * @param choice          which checkpoint is kept
     * @param tolerance       accuracy that a checkpoint may be below the zoo, for {@link Choice#ACCURACY}; a fraction
     * @param learnStatistics whether running means and variances of batch normalisation are learnt, not estimated
     * @param basis           how the components are found and kept
     * @param conditions      attributes of members that samples can be asked for by, as {@link Condition#parse} reads them
     * @param flow            the velocity field and its training
     */
    public record Fit(
            int components,
            double variance,
            Choice choice,
            double tolerance,
            boolean learnStatistics,
            BasisConfig basis,
            List<String> conditions,
            FlowConfig flow) {
        public Fit {
            Check.atLeast("components", components, 0);
            retain(components, variance);
            Objects.requireNonNull(choice, "choice");
            Check.closedInterval("tolerance", tolerance, 0, 1);
            Objects.requireNonNull(basis, "basis");
            conditions = List.copyOf(conditions);
            conditions.forEach(Condition::parse);
            Objects.requireNonNull(flow, "flow");
            if (choice == Choice.VALIDATION_LOSS && flow.heldOut() == 0) {
                throw new IllegalArgumentException(
                        "choice validation-loss needs held-out members, but heldOut is 0; hold some out or choose another");
            }
        }

        /** The library's form of the first two settings. */
        public Retain retain() {
            return retain(components, variance);
        }

        private static Retain retain(int components, double variance) {
            return new Retain(components == 0 ? Integer.MAX_VALUE : components, variance);
        }
    }

    /**
     * What is sampled.
     *
     * @param count       networks
     * @param solver      as {@link OdeSolver#parse} reads it
     * @param temperature factor on the initial noise
     * @param anchor      share of a training member in each sample, in [0, 1]
     * @param hull        share of the variance that lies in the training members' hull, in (0, 1]
     * @param decode      how codes become networks
     * @param regression  how layers are fitted, for {@link Decode#REGRESSION}
     * @param conditions  values of the generator's conditions by name, such as {@code accuracy: 0.97}
     * @param guidance    w of classifier-free guidance; 1 for none
     * @param accept      how far below the zoo's mean accuracy on validation examples a sample may be, a fraction; empty takes every
     *                    sample
     */
    public record Sampling(
            int count,
            String solver,
            double temperature,
            double anchor,
            double hull,
            Decode decode,
            RegressionConfig regression,
            Map<String, Double> conditions,
            double guidance,
            Optional<Double> accept) {
        public Sampling {
            Check.atLeast("count", count, 1);
            accept.ifPresent(below -> Check.closedInterval("accept", below, 0, 1));
            conditions = Collections.unmodifiableMap(new TreeMap<>(conditions));
            config(solver, temperature, anchor, hull, decode, regression, conditions, guidance);
        }

        /** The library's form of these settings. */
        public SampleConfig config() {
            return config(solver, temperature, anchor, hull, decode, regression, conditions, guidance);
        }

        private static SampleConfig config(
                String solver,
                double temperature,
                double anchor,
                double hull,
                Decode decode,
                RegressionConfig regression,
                Map<String, Double> conditions,
                double guidance) {
            return new SampleConfig(
                    OdeSolver.parse(solver),
                    temperature,
                    anchor,
                    hull,
                    decode == Decode.REGRESSION ? Optional.of(regression) : Optional.empty(),
                    conditions,
                    guidance);
        }
    }

    /**
     * What the samples are compared with.
     *
     * @param baselines    as {@link Baseline#parse} reads them
     * @param overlap      whether wrong predictions are compared with those of every zoo member
     * @param outliers     whether ensembles are shown outliers as well
     * @param frontier     networks at every level of the frontier; 0 for none
     * @param temperatures at which the generator is sampled for the frontier
     * @param anchors      likewise, at the temperature of the samples
     */
    public record Evaluate(
            List<String> baselines,
            boolean overlap,
            boolean outliers,
            int frontier,
            List<Double> temperatures,
            List<Double> anchors) {
        /** From the middle of what was learnt to a little beyond it. */
        private static final List<Double> TEMPERATURES = List.of(0.25, 0.5, 0.75, 1.0, 1.25);

        public Evaluate {
            baselines = List.copyOf(baselines);
            baselines.forEach(Baseline::parse);
            Check.atLeast("frontier", frontier, 0);
            temperatures = List.copyOf(temperatures);
            temperatures.forEach(temperature -> Check.notNegative("temperature", temperature));
            requireDistinct("temperature", temperatures);
            anchors = List.copyOf(anchors);
            anchors.forEach(anchor -> Check.closedInterval("anchor", anchor, 0, 1));
            requireDistinct("anchor", anchors);
        }

        private static void requireDistinct(String what, List<Double> levels) {
            Set<Double> seen = new HashSet<>();
            for (double level : levels) {
                if (!seen.add(level)) {
                    throw new IllegalArgumentException(what + " " + level + " stands twice");
                }
            }
        }

        static Evaluate defaults() {
            EvaluationConfig library = EvaluationConfig.defaults();
            return new Evaluate(
                    library.baselines().stream().map(Baseline::name).toList(),
                    library.overlap(),
                    library.outliers(),
                    library.frontier().networks(),
                    TEMPERATURES,
                    List.of());
        }

        public Evaluate withFrontier(int networks) {
            return new Evaluate(baselines, overlap, outliers, networks, temperatures, anchors);
        }

        public Evaluate withTemperatures(List<Double> at) {
            return new Evaluate(baselines, overlap, outliers, frontier, at, anchors);
        }

        /** The library's form of these settings. */
        public EvaluationConfig config() {
            return EvaluationConfig.defaults()
                    .withBaselines(baselines.stream().map(Baseline::parse).toList())
                    .withOverlap(overlap)
                    .withOutliers(outliers)
                    .withFrontier(new FrontierConfig(frontier));
        }
    }

    /**
     * How the statistics of batch normalisation are estimated, for networks whose weights were not trained together with theirs.
     *
     * @param images training images; all, if there are fewer
     */
    public record Statistics(int images) {
        public Statistics {
            Check.atLeast("images", images, 1);
        }
    }

    /**
     * A comparison of ways to find tickets; population, training and scope are those of {@code collect}.
     *
     * @param methods   names of methods, or of {@code settings}; in the order of the report
     * @param settings  methods with other settings than the published ones, by names of one's own; a listed name is only for settings of its
     *                  own method
     * @param densities kept fractions of the prunable values
     * @param levels    levels of iterative pruning that are compared at instead, rising; empty for the densities
     */
    public record Compare(
            List<String> methods, Map<String, TicketMethod> settings, List<Double> densities, List<Integer> levels) {
        public Compare {
            methods = List.copyOf(methods);
            settings = Collections.unmodifiableMap(new TreeMap<>(settings));
            densities = List.copyOf(densities);
            levels = List.copyOf(levels);
            settings.forEach(TicketMethods::requireName);
            Map<String, TicketMethod> all = all(settings);
            for (String method : methods) {
                if (!all.containsKey(method)) {
                    throw new IllegalArgumentException("methods name '" + method + "', which is not one of "
                            + String.join(", ", all.keySet()) + Nearest.hint(method, List.copyOf(all.keySet())));
                }
            }
        }

        private static Map<String, TicketMethod> all(Map<String, TicketMethod> settings) {
            Map<String, TicketMethod> all = new LinkedHashMap<>(TicketMethods.defaults());
            all.putAll(settings);
            return all;
        }

        static Compare defaults() {
            return new Compare(
                    List.copyOf(TicketMethods.defaults().keySet()),
                    Map.of(),
                    List.of(0.2, 0.05, 0.02, 0.01),
                    List.of());
        }

        public Compare withMethods(List<String> methods) {
            return new Compare(methods, settings, densities, levels);
        }

        public Compare withDensities(List<Double> densities) {
            return new Compare(methods, settings, densities, List.of());
        }

        public Compare withLevels(List<Integer> levels) {
            return new Compare(methods, settings, densities, levels);
        }

        /** The methods by name, in their order. */
        public Map<String, TicketMethod> methodsByName() {
            Map<String, TicketMethod> chosen = new LinkedHashMap<>();
            methods.forEach(method -> chosen.put(method, all(settings).get(method)));
            return chosen;
        }
    }

    public RunConfig {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException(
                    "name '" + name + "' is not 1 to 64 letters, digits, dots, hyphens and underscores");
        }
        Objects.requireNonNull(dataset, "dataset");
        Architectures.parse(architecture).layout();
        Objects.requireNonNull(collect, "collect");
        Objects.requireNonNull(compare, "compare");
        Objects.requireNonNull(bayes, "bayes");
        Objects.requireNonNull(align, "align");
        Objects.requireNonNull(fit, "fit");
        Objects.requireNonNull(sample, "sample");
        Objects.requireNonNull(evaluate, "evaluate");
        Objects.requireNonNull(statistics, "statistics");
    }

    /** The DeepWeightFlow zoo on MNIST, with the libraries' own defaults everywhere. */
    public static RunConfig defaults() {
        GeneratorConfig generator = GeneratorConfig.defaults();
        SampleConfig sampling = SampleConfig.defaults();
        return new RunConfig(
                "run",
                1,
                new TaskConfig("mnist", 5000, Standardisation.Scope.NONE),
                "mlp-784-32-32-10",
                CollectConfig.defaults(),
                Compare.defaults(),
                BayesConfig.defaults(),
                AlignmentPlan.defaults(),
                new Fit(
                        0,
                        1,
                        Choice.VALIDATION_LOSS,
                        0.002,
                        generator.learnStatistics(),
                        generator.basis(),
                        generator.conditions().stream().map(Condition::id).toList(),
                        generator.flow()),
                new Sampling(
                        100,
                        sampling.solver().id(),
                        sampling.temperature(),
                        sampling.anchor(),
                        sampling.hull(),
                        Decode.LINEAR,
                        RegressionConfig.defaults(),
                        sampling.conditions(),
                        sampling.guidance(),
                        Optional.empty()),
                Evaluate.defaults(),
                new Statistics(BatchNormEstimation.DEFAULT_IMAGES));
    }

    /** How configuration files are read. */
    public static ConfigTree<RunConfig> tree() {
        return ConfigTree.of(RunConfig.class, defaults())
                .withFamily(
                        Optimizer.class,
                        new TreeMap<>(
                                Map.of("adam", Adam.defaults(), "adamw", AdamW.defaults(), "sgd", Sgd.defaults())))
                .withFamily(TicketMethod.class, TicketMethods.defaults())
                .withFamily(Prior.class, BayesConfig.priors())
                .withFamily(
                        BatchDraw.class,
                        new TreeMap<>(
                                Map.of("random", new RandomBatches(1, 100), "balanced", new BalancedBatches(1, 10))));
    }

    /** The network that the run is about. */
    public Architecture network() {
        return Architectures.parse(architecture);
    }

    /** What estimates the statistics of batch normalisation, from the training part of the task. */
    public BatchNormEstimation estimation(Architecture network, Task task) {
        return BatchNormEstimation.of(network, task.train(), statistics.images(), new Seed(seed).child("statistics"));
    }

    public RunConfig withSeed(long seed) {
        return new RunConfig(
                name, seed, dataset, architecture, collect, compare, bayes, align, fit, sample, evaluate, statistics);
    }

    public RunConfig withDataset(TaskConfig dataset) {
        return new RunConfig(
                name, seed, dataset, architecture, collect, compare, bayes, align, fit, sample, evaluate, statistics);
    }

    public RunConfig withArchitecture(String architecture) {
        return new RunConfig(
                name, seed, dataset, architecture, collect, compare, bayes, align, fit, sample, evaluate, statistics);
    }

    public RunConfig withCollect(CollectConfig collect) {
        return new RunConfig(
                name, seed, dataset, architecture, collect, compare, bayes, align, fit, sample, evaluate, statistics);
    }

    public RunConfig withCompare(Compare compare) {
        return new RunConfig(
                name, seed, dataset, architecture, collect, compare, bayes, align, fit, sample, evaluate, statistics);
    }

    public RunConfig withBayes(BayesConfig bayes) {
        return new RunConfig(
                name, seed, dataset, architecture, collect, compare, bayes, align, fit, sample, evaluate, statistics);
    }

    public RunConfig withAlign(AlignmentPlan align) {
        return new RunConfig(
                name, seed, dataset, architecture, collect, compare, bayes, align, fit, sample, evaluate, statistics);
    }

    public RunConfig withFit(Fit fit) {
        return new RunConfig(
                name, seed, dataset, architecture, collect, compare, bayes, align, fit, sample, evaluate, statistics);
    }

    public RunConfig withSample(Sampling sample) {
        return new RunConfig(
                name, seed, dataset, architecture, collect, compare, bayes, align, fit, sample, evaluate, statistics);
    }

    public RunConfig withEvaluate(Evaluate evaluate) {
        return new RunConfig(
                name, seed, dataset, architecture, collect, compare, bayes, align, fit, sample, evaluate, statistics);
    }

    public RunConfig withStatistics(Statistics statistics) {
        return new RunConfig(
                name, seed, dataset, architecture, collect, compare, bayes, align, fit, sample, evaluate, statistics);
    }
}
