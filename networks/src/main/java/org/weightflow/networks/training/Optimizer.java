package org.weightflow.networks.training;

/**
 * An update rule that treats every value alike, so that a population's members never mix. Equal to the rule of the same name in
 * {@code torch.optim}, step by step, in float32.
 */
public sealed interface Optimizer permits Sgd, Adam, AdamW {
    /** Float values of state that the rule keeps for each parameter. */
    int slots();

    /** The same rule without weight decay, for values that decay would pull to a point of no meaning. */
    Optimizer withoutDecay();

    /**
     * One step over {@code count} parameters.
     *
     * @param w     parameters, from 0; changed
     * @param g     gradients, from 0; may be changed
     * @param state one array per slot, from 0, so that the compiler vectorises the rule; changed
     * @param rate  the learning rate of this step
     * @param step  1 at the first step
     */
    void step(float[] w, float[] g, float[][] state, int count, double rate, long step);
}
