package org.weightflow.networks;

import ai.djl.ndarray.NDArray;

/**
 * One pass of a population through its network: the parameters by name, the operations that layers are made of, and where
 * normalisation takes its statistics from.
 * <p>Features are {@code [B, n]} where all members share them, as inputs do in prediction, else {@code [P, B, n]}. Results attach to
 * the manager of the operand; run it inside a scope, since views of the parameters attach to theirs.
 */
public final class ForwardPass {
    /** Share of the new batch in running statistics, as {@code torch.nn.BatchNorm2d} has it. */
    private static final double TRAINING_MOMENTUM = 0.1;

    private final Parameters parameters;
    private final boolean batchStatistics;
    private final double momentum;

    private ForwardPass(Parameters parameters, boolean batchStatistics, double momentum) {
        this.parameters = parameters;
        this.batchStatistics = batchStatistics;
        this.momentum = momentum;
    }

    /** Normalises by the running statistics, and changes nothing. */
    public static ForwardPass evaluation(Parameters parameters) {
        return new ForwardPass(parameters, false, 0);
    }

    /** Normalises by the statistics of the batch, and moves the running ones a tenth of the way towards them. */
    public static ForwardPass training(Parameters parameters) {
        return new ForwardPass(parameters, true, TRAINING_MOMENTUM);
    }

    /**
     * Normalises by the statistics of the batch, and averages them into the running ones.
     *
     * @param batches batches of this estimate up to and with this one; the first replaces what was there
     */
    public static ForwardPass estimation(Parameters parameters, int batches) {
        return new ForwardPass(parameters, true, 1.0 / Check.atLeast("batches", batches, 1));
    }

    /** The values of an entry, {@code [P, shape]}. */
    public NDArray parameter(String name) {
        return parameters.get(name);
    }

    /** Whether normalisation uses the batch's own statistics. */
    public boolean usesBatchStatistics() {
        return batchStatistics;
    }

    /** Share of this batch in the running statistics. */
    public double momentum() {
        return momentum;
    }

    /**
     * {@code y[p] = x[p] W[p]^T + b[p]} with {@code name.weight [P, out, in]} and {@code name.bias [P, out]}.
     *
     * @param x {@code [B, in]} or {@code [P, B, in]}
     * @return {@code [P, B, out]}
     */
    public NDArray linear(String name, NDArray x) {
        NDArray weight = parameter(name + ".weight");
        NDArray bias = parameter(name + ".bias");
        if (x.getShape().dimension() > 2) {
            // y^T = W x^T: the gradient of W then comes in W's own order, and bias and softmax run along contiguous
            // batches.
            return weight.batchMatMul(x.transpose(0, 2, 1))
                    .addi(bias.expandDims(2))
                    .transpose(0, 2, 1);
        }
        // Shared inputs meet the weights of all members in one product, not in P small ones.
        long members = weight.getShape().get(0);
        long out = weight.getShape().get(1);
        NDArray all =
                x.matMul(weight.reshape(members * out, weight.getShape().get(2)).transpose());
        return all.reshape(x.getShape().get(0), members, out).transpose(1, 0, 2).add(bias.expandDims(1));
    }
}
