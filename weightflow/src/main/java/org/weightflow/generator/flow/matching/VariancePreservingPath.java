package org.weightflow.generator.flow.matching;

/**
 * A quarter of a circle: {@code x_t = cos(pi t / 2) x0 + sin(pi t / 2) x1}, target
 * {@code u = pi / 2 (cos(pi t / 2) x1 - sin(pi t / 2) x0)}.
 * <p>a^2 + b^2 = 1: where source and data have one covariance, so has x_t at every t. This is the path of variance-preserving
 * diffusion (alpha_t x1 + sqrt(1 - alpha_t^2) x0) with alpha_t = sin(pi t / 2), the cosine schedule, which unlike the exponential
 * one ends exactly at the source.
 *
 * @see <a href="https://arxiv.org/abs/2210.02747">Lipman et al. (2023), section 4.1</a>
 * @see <a href="https://arxiv.org/abs/2209.15571">Albergo and Vanden-Eijnden (2023), the trigonometric interpolant</a>
 */
final class VariancePreservingPath implements ProbabilityPath {
    private static final double QUARTER = Math.PI / 2;

    @Override
    public At at(double time) {
        double cos = Math.cos(QUARTER * time);
        double sin = Math.sin(QUARTER * time);
        return new At(cos, sin, 0, -QUARTER * sin, QUARTER * cos, 0);
    }
}
