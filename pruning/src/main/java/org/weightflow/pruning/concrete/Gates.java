package org.weightflow.pruning.concrete;

import java.util.Arrays;
import java.util.BitSet;
import org.weightflow.networks.Seed;
import org.weightflow.networks.training.Optimizer;

/**
 * The gates of one network: a logit each, the values m drawn from them at each step, and Adam on the logits.
 * <p>All gates start at logit(kept / gates), so that the sum of sigmoid(alpha) is what is to be kept. That sum is the density that the
 * constraint holds. In the coded form it is neither the number of open gates to expect nor that of the gates' sum, which are some five
 * and nine times larger at density 0.007.
 */
final class Gates {
    /** Keeps the noise finite. */
    private static final double CLAMP = 1e-10;

    private static final double ERROR_SCALE = 100;
    /** One over the published temperature of 2/3. */
    private static final double USUAL_EXPONENT = 1.5;

    private final ConcreteConfig config;
    private final Optimizer optimizer;
    private final Multiplier multiplier;
    private final Seed noise;
    /** Places in the flat vector, ascending. */
    private final int[] places;
    /** What the density is held at: slack * kept. */
    private final double target;

    private final float[] logits;
    private final float[] values;
    /** dm / dalpha. */
    private final float[] slopes;

    /** Of the objective over the logits; with that of the density when a step is done. */
    private final float[] gradient;
    /** Of e over the logits. */
    private final float[] density;

    private final float[][] state;

    /**
     * What a step did.
     *
     * @param error  e before it
     * @param lambda how strongly e's gradient was weighed
     */
    record Descent(double error, double lambda) {}

    /**
     * @param gated  places of the flat vector that have a gate
     * @param noise  whose children by step the draws come from
     */
    Gates(ConcreteConfig config, Optimizer optimizer, BitSet gated, int kept, Seed noise) {
        this.config = config;
        this.optimizer = optimizer;
        this.multiplier = Multiplier.of(config);
        this.noise = noise;
        this.places = gated.stream().toArray();
        this.target = config.slack() * kept;
        this.logits = new float[places.length];
        this.values = new float[places.length];
        this.slopes = new float[places.length];
        this.gradient = new float[places.length];
        this.density = new float[places.length];
        this.state = new float[optimizer.slots()][places.length];
        Arrays.fill(logits, (float) Math.log(kept / (double) (places.length - kept)));
        Arrays.fill(values, 1f);
    }

    /** alpha of each gate; the inner array. */
    float[] logits() {
        return logits;
    }

    /** m of each gate since the last draw; 1 before the first. The inner array. */
    float[] values() {
        return values;
    }

    /** dm / dalpha of each gate since the last draw; the inner array. */
    float[] slopes() {
        return slopes;
    }

    /** What the last step followed: dJ / dalpha + lambda de / dalpha, J being scaled; the inner array. */
    float[] gradient() {
        return gradient;
    }

    /** Place of each gate in the flat vector; the inner array. */
    int[] places() {
        return places;
    }

    /** e = 100 (D / (slack * kept) - 1). */
    private double error(double openness) {
        return ERROR_SCALE * (openness / target - 1);
    }

    /** Draws the gates of that step. */
    void draw(long step) {
        var random = noise.child(step).random();
        double temperature = config.temperature();
        boolean textbook = config.form() == ConcreteConfig.Form.TEXTBOOK;
        double logitFactor = textbook ? 1 / temperature : 1;
        for (int i = 0; i < places.length; i++) {
            double u = Math.max(CLAMP, Math.min(1 - CLAMP, random.nextDouble()));
            // The logistic noise log(u / (1 - u)) / temperature inside the exponential is a power of the odds: no
            // logarithm is needed.
            double m = 1 / (1 + Math.exp(-logitFactor * logits[i]) * power((1 - u) / u, 1 / temperature));
            values[i] = (float) m;
            slopes[i] = (float) (logitFactor * m * (1 - m));
        }
    }

    /** Multiplies the gated values of the flat vector by their gates. */
    void apply(float[] flat) {
        for (int i = 0; i < places.length; i++) {
            flat[places[i]] *= values[i];
        }
    }

    /**
     * One step down the objective, with the density held.
     *
     * @param derivatives dJ / dm of each gate
     * @param step        from 0
     */
    Descent descend(float[] derivatives, double rate, long step) {
        float scale = (float) config.scale();
        double openness = 0;
        for (int i = 0; i < places.length; i++) {
            double open = sigmoid(logits[i]);
            openness += open;
            gradient[i] = scale * derivatives[i] * slopes[i];
            density[i] = (float) (ERROR_SCALE / target * open * (1 - open));
        }
        double error = error(openness);
        double lambda = multiplier.next(error, gradient, density, rate);
        for (int i = 0; i < places.length; i++) {
            gradient[i] += (float) lambda * density[i];
        }
        optimizer.step(logits, gradient, state, places.length, rate, step + 1);
        return new Descent(error, lambda);
    }

    private static double power(double odds, double exponent) {
        return exponent == USUAL_EXPONENT ? odds * Math.sqrt(odds) : Math.pow(odds, exponent);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
