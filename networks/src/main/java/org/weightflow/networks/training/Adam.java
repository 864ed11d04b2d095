package org.weightflow.networks.training;

/**
 * Adam with bias correction; weight decay, if any, is added to the gradient (L2), as {@code torch.optim.Adam} does.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba (2015), Algorithm 1</a>
 */
public record Adam(double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {
    public Adam {
        AdamMoments.check(beta1, beta2, epsilon, weightDecay);
    }

    /** beta1 0.9, beta2 0.999, epsilon 1e-8, no weight decay. */
    public static Adam defaults() {
        return new Adam(0.9, 0.999, 1e-8, 0);
    }

    @Override
    public int slots() {
        return AdamMoments.SLOTS;
    }

    @Override
    public Adam withoutDecay() {
        return new Adam(beta1, beta2, epsilon, 0);
    }

    @Override
    public void step(float[] w, float[] g, float[][] state, int count, double rate, long step) {
        if (weightDecay != 0) {
            float decay = (float) weightDecay;
            for (int i = 0; i < count; i++) {
                g[i] += decay * w[i];
            }
        }
        AdamMoments.step(w, g, state, count, rate, step, beta1, beta2, epsilon);
    }
}
