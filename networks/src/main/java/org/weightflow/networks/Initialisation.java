package org.weightflow.networks;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How the weights of a fresh network are drawn, as {@code torch.nn.init} defines it; n_in and n_out are the fans of the entry:
 * <ul>
 * <li>KAIMING_UNIFORM: U(-b, b), b = sqrt(6 / n_in) (gain sqrt 2, for ReLU)
 * <li>KAIMING_NORMAL: N(0, 2 / n_in)
 * <li>XAVIER_UNIFORM: U(-b, b), b = sqrt(6 / (n_in + n_out))
 * <li>XAVIER_NORMAL: N(0, 2 / (n_in + n_out))
 * <li>UNIFORM: U(-0.1, 0.1)
 * <li>NORMAL: N(0, 0.02^2)
 * <li>TORCH_DEFAULT: U(-b, b), b = 1 / sqrt(n_in), what {@code nn.Linear} and {@code nn.Conv2d} do, their biases included
 * </ul>
 * Biases are zero but for TORCH_DEFAULT; NORM entries start at 1 (weight) and 0 (bias), running means and counters at 0, running
 * variances at 1, and embeddings, which are the weights not named {@code weight}, at N(0, 0.02^2).
 *
 * @see <a href="https://arxiv.org/abs/1502.01852">He et al. (2015)</a>
 * @see <a href="https://proceedings.mlr.press/v9/glorot10a.html">Glorot and Bengio (2010)</a>
 */
public enum Initialisation {
    KAIMING_UNIFORM,
    KAIMING_NORMAL,
    XAVIER_UNIFORM,
    XAVIER_NORMAL,
    UNIFORM,
    NORMAL,
    TORCH_DEFAULT;

    private static final double UNIFORM_BOUND = 0.1;
    private static final double NORMAL_DEVIATION = 0.02;

    /** The state dict of a fresh network; each entry draws from the child of {@code seed} that bears its name. */
    public StateDict draw(Layout layout, Seed seed) {
        float[] flat = new float[layout.size()];
        for (int i = 0; i < layout.entries().size(); i++) {
            Layout.Entry entry = layout.entry(i);
            SplittableRandom random = seed.child(entry.name()).random();
            int from = layout.offset(i);
            switch (entry.kind()) {
                case WEIGHT -> {
                    if (entry.name().endsWith("weight")) {
                        fill(flat, from, entry, random);
                    } else {
                        normal(flat, from, entry.size(), NORMAL_DEVIATION, random);
                    }
                }
                case BIAS -> {
                    if (this == TORCH_DEFAULT) {
                        uniform(flat, from, entry.size(), 1 / Math.sqrt(fanIn(weightOf(entry, layout))), random);
                    }
                }
                case NORM -> {
                    if (entry.name().endsWith(".weight")) {
                        Arrays.fill(flat, from, from + entry.size(), 1f);
                    }
                }
                case BUFFER -> {
                    if (entry.name().endsWith(".running_var")) {
                        Arrays.fill(flat, from, from + entry.size(), 1f);
                    }
                }
                case COUNTER -> {}
            }
        }
        return StateDict.of(layout, flat);
    }

    /** What the values of fresh networks are in the mean: those that are not drawn, and zero elsewhere. */
    public StateDict mean(Layout layout) {
        float[] flat = draw(layout, new Seed(0)).toArray();
        for (int e = 0; e < layout.entries().size(); e++) {
            if (deviation(layout, e) > 0) {
                Arrays.fill(flat, layout.offset(e), layout.offset(e + 1), 0f);
            }
        }
        return StateDict.of(layout, flat);
    }

    /** The standard deviation of each value of an entry of fresh networks, drawn independently; 0 where nothing is drawn. */
    public double deviation(Layout layout, int entry) {
        Layout.Entry drawn = layout.entry(entry);
        if (drawn.kind() == Layout.Kind.BIAS && this == TORCH_DEFAULT) {
            return 1 / Math.sqrt(3 * fanIn(weightOf(drawn, layout)));
        }
        if (drawn.kind() != Layout.Kind.WEIGHT) {
            return 0;
        }
        if (!drawn.name().endsWith("weight")) {
            return NORMAL_DEVIATION;
        }
        double in = fanIn(drawn);
        return switch (this) {
            case KAIMING_UNIFORM, KAIMING_NORMAL -> Math.sqrt(2 / in);
            case XAVIER_UNIFORM, XAVIER_NORMAL -> Math.sqrt(2 / (in + fanOut(drawn)));
            case UNIFORM -> UNIFORM_BOUND / Math.sqrt(3);
            case NORMAL -> NORMAL_DEVIATION;
            case TORCH_DEFAULT -> 1 / Math.sqrt(3 * in);
        };
    }

    /** The name in lower case with hyphens, as options and files spell it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void fill(float[] flat, int from, Layout.Entry entry, SplittableRandom random) {
        double in = fanIn(entry);
        double out = fanOut(entry);
        switch (this) {
            case KAIMING_UNIFORM -> uniform(flat, from, entry.size(), Math.sqrt(6 / in), random);
            case KAIMING_NORMAL -> normal(flat, from, entry.size(), Math.sqrt(2 / in), random);
            case XAVIER_UNIFORM -> uniform(flat, from, entry.size(), Math.sqrt(6 / (in + out)), random);
            case XAVIER_NORMAL -> normal(flat, from, entry.size(), Math.sqrt(2 / (in + out)), random);
            case UNIFORM -> uniform(flat, from, entry.size(), UNIFORM_BOUND, random);
            case NORMAL -> normal(flat, from, entry.size(), NORMAL_DEVIATION, random);
            case TORCH_DEFAULT -> uniform(flat, from, entry.size(), 1 / Math.sqrt(in), random);
        }
    }

    /** Inputs of one unit: every axis but the first. */
    private static double fanIn(Layout.Entry entry) {
        return entry.size() / (double) entry.shape().get(0);
    }

    /** Outputs of one input: every axis but the second. */
    private static double fanOut(Layout.Entry entry) {
        return entry.shape().size() < 2
                ? entry.size()
                : entry.size() / (double) entry.shape().get(1);
    }

    private static Layout.Entry weightOf(Layout.Entry bias, Layout layout) {
        String name = bias.name().substring(0, bias.name().length() - "bias".length()) + "weight";
        return layout.entry(layout.indexOf(name));
    }

    private static void uniform(float[] flat, int from, int count, double bound, SplittableRandom random) {
        for (int i = from; i < from + count; i++) {
            flat[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
    }

    private static void normal(float[] flat, int from, int count, double deviation, SplittableRandom random) {
        for (int i = from; i < from + count; i++) {
            flat[i] = (float) (deviation * random.nextGaussian());
        }
    }
}
