package org.weightflow.pruning.score;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Check;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.gradient.DifferentiableFunction;
import org.weightflow.networks.gradient.Gradient;
import org.weightflow.networks.gradient.HessianProduct;
import org.weightflow.networks.gradient.NetworkGradient;
import org.weightflow.networks.gradient.NetworkGradient.Statistics;

/**
 * Gradient signal preservation: how much the flow of the gradient g, that is {@code g^T g}, would change if a weight were removed.
 * <pre>S = -w * (H g)</pre>
 * with g and the Hessian H, over the candidates alone, of the loss of {@code logits / T}: the cross-entropy of
 * {@code perClass} examples of each class, in two halves, mean in each half and then summed. A weight with a large S hinders the
 * flow, and the authors remove the <b>highest</b> S. As here the larger score is kept, the score is <b>-S</b>; sum S = -w^T H g.
 * <p>H g is a central difference of gradients in float64 (see {@link HessianProduct}), as the engine does not differentiate twice;
 * of what PyTorch differentiates twice for LeNet-300-100 and LeNet-5 it differs by 1e-9 of the norm.
 * <p>Other departures from the authors' code: linear layers are scored as they are, not drawn anew for the scoring; both halves hold
 * all classes, where theirs hold the first and the last ones, as batch normalisation takes its statistics from the half; scores are
 * not divided by |sum S|, which orders them the same. Running statistics do not move.
 * <p>Cost: three forward and backward passes for each example drawn.
 *
 * @param variant     what of S is kept
 * @param temperature T
 * @param perClass    examples of each class; drawn from the child {@code grasp} of the seed
 * @see <a href="https://arxiv.org/abs/2002.07376">Wang, Zhang and Grosse (2020)</a>
 */
public record Grasp(Variant variant, double temperature, int perClass) implements SaliencyScore {
    /** Which weights are kept. */
    public enum Variant {
        /** Those of lowest S, as published: the score is -S. */
        GRADIENT_FLOW,
        /** Those of largest |S|, as Frankle et al. (2021) tried: the score is |S|. */
        ABSOLUTE
    }

    public Grasp {
        Objects.requireNonNull(variant, "variant");
        Check.positive("temperature", temperature);
        Check.atLeast("perClass", perClass, 1);
    }

    /** As published, with the temperature 200 and the 10 examples a class of the authors' configurations. */
    public static Grasp defaults() {
        return new Grasp(Variant.GRADIENT_FLOW, 200, 10);
    }

    public Grasp withVariant(Variant value) {
        return new Grasp(value, temperature, perClass);
    }

    public Grasp withPerClass(int value) {
        return new Grasp(variant, temperature, value);
    }

    @Override
    public double[] score(ScoringData data, StateDict weights, Mask mask, Seed seed) {
        Candidates candidates = Candidates.of(data, weights, mask);
        double[] s = hindrance(loss(data, seed), candidates);
        return candidates.scores("GraSP", i -> variant == Variant.ABSOLUTE ? Math.abs(s[i]) : -s[i]);
    }

    /** S of the candidates, zero elsewhere. */
    static double[] hindrance(DifferentiableFunction loss, Candidates candidates) {
        double[] point = candidates.point();
        double[] flow = candidates.only(loss.at(point).derivatives());
        double[] product = candidates.only(HessianProduct.of(loss, point, flow));
        for (int i = 0; i < product.length; i++) {
            product[i] *= -point[i];
        }
        return product;
    }

    /** The sum of the mean losses of both halves. */
    DifferentiableFunction loss(ScoringData data, Seed seed) {
        Examples training = data.training();
        requireEnough(data);
        int[] rows = batch().draw(training, seed.child("grasp")).get(0);
        NetworkGradient gradients = new NetworkGradient(data.architecture(), Statistics.BATCH);
        List<DifferentiableFunction> halves = List.of(
                gradients.crossEntropy(training.select(Arrays.copyOfRange(rows, 0, rows.length / 2)), temperature),
                gradients.crossEntropy(
                        training.select(Arrays.copyOfRange(rows, rows.length / 2, rows.length)), temperature));
        return point -> sum(halves, point);
    }

    private static Gradient sum(List<DifferentiableFunction> functions, double[] point) {
        double value = 0;
        double[] derivatives = new double[point.length];
        for (DifferentiableFunction function : functions) {
            Gradient one = function.at(point);
            value += one.value();
            for (int i = 0; i < derivatives.length; i++) {
                derivatives[i] += one.derivatives()[i];
            }
        }
        return new Gradient(value, derivatives);
    }

    private BatchDraw batch() {
        return new BalancedBatches(1, perClass);
    }

    @Override
    public void requireEnough(ScoringData data) {
        batch().requireEnough(data.training());
        if (perClass * data.training().classes() < 2) {
            throw new IllegalArgumentException(
                    "perClass 1 of 1 class leaves nothing for the second half of the examples");
        }
    }

    @Override
    public boolean readsData() {
        return true;
    }
}
