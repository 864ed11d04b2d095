package org.weightflow.generator.flow.matching;

import java.util.stream.IntStream;

/**
 * x0 and x1 are independent: each data row keeps the source that was drawn beside it.
 *
 * @see <a href="https://arxiv.org/abs/2302.00482">Tong et al. (2024), independent conditional flow matching</a>
 */
final class IndependentCoupling implements Coupling {
    @Override
    public int[] partners(float[] sources, float[] data, float[] conditions, int rows) {
        return IntStream.range(0, rows).toArray();
    }
}
