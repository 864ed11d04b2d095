package org.weightflow.generator;

/**
 * The combination of the training members that a code stands for: {@code a = 1/N + Z z / (N - 1)} with Z the members' standardised
 * codes {@code [N, dimensions]}. As these have mean 0 and covariance I (divisor N - 1), sum a = 1 and Z^T a = z, and sum_i a_i w_i
 * is the network that the code decodes to. Of all such a it is the shortest.
 */
final class MemberWeights {
    private final double[][] codes;

    /** @param codes of at least two members; not copied */
    MemberWeights(double[][] codes) {
        this.codes = codes;
    }

    int count() {
        return codes.length;
    }

    /** A copy of a member's code. */
    double[] code(int member) {
        return codes[member].clone();
    }

    /** One weight for each training member. */
    double[] of(double[] code) {
        int n = codes.length;
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            double inner = 0;
            for (int d = 0; d < code.length; d++) {
                inner += codes[i][d] * code[d];
            }
            weights[i] = 1.0 / n + inner / (n - 1);
        }
        return weights;
    }
}
