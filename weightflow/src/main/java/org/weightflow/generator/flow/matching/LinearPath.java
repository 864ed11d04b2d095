package org.weightflow.generator.flow.matching;

/**
 * The straight line: {@code x_t = (1 - t) x0 + t x1}, target {@code u = x1 - x0}.
 *
 * @see <a href="https://arxiv.org/abs/2210.02747">Lipman et al. (2023), the optimal transport path with sigma_min = 0</a>
 * @see <a href="https://arxiv.org/abs/2302.00482">Tong et al. (2024), independent conditional flow matching</a>
 */
final class LinearPath implements ProbabilityPath {
    @Override
    public At at(double time) {
        return new At(1 - time, time, 0, -1, 1, 0);
    }
}
