package org.weightflow.networks.training;

import org.weightflow.networks.Check;

/**
 * Stochastic gradient descent: g += weightDecay * w; buffer = momentum * buffer + g (the first step takes g itself);
 * w -= rate * buffer, or rate * (g + momentum * buffer) with Nesterov's correction. As {@code torch.optim.SGD} without dampening.
 *
 * @see <a href="https://proceedings.mlr.press/v28/sutskever13.html">Sutskever et al. (2013)</a>
 */
public record Sgd(double momentum, double weightDecay, boolean nesterov) implements Optimizer {
    public Sgd {
        Check.halfOpenInterval("momentum", momentum, 0, 1);
        Check.notNegative("weightDecay", weightDecay);
        if (nesterov && momentum == 0) {
            throw new IllegalArgumentException("nesterov needs a momentum above 0");
        }
    }

    /** Momentum 0.9, no weight decay, no Nesterov. */
    public static Sgd defaults() {
        return new Sgd(0.9, 0, false);
    }

    @Override
    public int slots() {
        return momentum == 0 ? 0 : 1;
    }

    @Override
    public Sgd withoutDecay() {
        return new Sgd(momentum, 0, nesterov);
    }

    @Override
    public void step(float[] w, float[] g, float[][] state, int count, double rate, long step) {
        float decay = (float) weightDecay;
        if (decay != 0) {
            for (int i = 0; i < count; i++) {
                g[i] += decay * w[i];
            }
        }
        float lr = (float) rate;
        if (momentum == 0) {
            for (int i = 0; i < count; i++) {
                w[i] -= lr * g[i];
            }
            return;
        }
        // A zero buffer makes the first step take g itself: momentum * 0 + g.
        float mu = (float) momentum;
        float[] buffer = state[0];
        for (int i = 0; i < count; i++) {
            float b = buffer[i] * mu + g[i] + AdamMoments.FLOOR - AdamMoments.FLOOR;
            buffer[i] = b;
            w[i] -= lr * (nesterov ? g[i] + mu * b : b);
        }
    }
}
