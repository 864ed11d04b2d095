package org.weightflow.networks;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * How much arithmetic one example takes on its way to the logits, in multiplications with an addition each. Biases, normalisation,
 * activation and pooling are not counted: they are linear in the signals.
 * <p>A floating-point operation being a multiplication or an addition, a forward pass takes twice as many of them; a step of
 * training takes about three forward passes, since the gradients of signals and of weights take one each.
 *
 * @param uses  how often each value of an entry is multiplied with, in the order of the layout: 1 in a linear layer of features, the
 *              pixels that it makes in a convolution, the tokens that it reads in a layer of tokens, 0 in what is no such layer
 * @param fixed products of signals with each other, as attention takes them
 * @see <a href="https://arxiv.org/abs/2203.15556">Hoffmann et al. (2022), appendix F, for the factor three</a>
 */
public record Work(List<Integer> uses, long fixed) {
    public Work {
        uses = List.copyOf(uses);
    }

    /** @param values of each entry, by its index, that are not 0 */
    public double multiplyAdds(IntToDoubleFunction values) {
        double sum = fixed;
        for (int e = 0; e < uses.size(); e++) {
            sum += uses.get(e) * values.applyAsDouble(e);
        }
        return sum;
    }
}
