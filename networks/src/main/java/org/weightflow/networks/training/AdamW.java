package org.weightflow.networks.training;

/**
 * Adam with decoupled weight decay: w *= 1 - rate * weightDecay before the step, as {@code torch.optim.AdamW} does.
 *
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter (2019)</a>
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {
    public AdamW {
        AdamMoments.check(beta1, beta2, epsilon, weightDecay);
    }

    /** beta1 0.9, beta2 0.999, epsilon 1e-8, weight decay 0.01. */
    public static AdamW defaults() {
        return new AdamW(0.9, 0.999, 1e-8, 0.01);
    }

    @Override
    public int slots() {
        return AdamMoments.SLOTS;
    }

    @Override
    public AdamW withoutDecay() {
        return new AdamW(beta1, beta2, epsilon, 0);
    }

    @Override
    public void step(float[] w, float[] g, float[][] state, int count, double rate, long step) {
        float shrink = (float) (1 - rate * weightDecay);
        for (int i = 0; i < count; i++) {
            w[i] *= shrink;
        }
        AdamMoments.step(w, g, state, count, rate, step, beta1, beta2, epsilon);
    }
}
