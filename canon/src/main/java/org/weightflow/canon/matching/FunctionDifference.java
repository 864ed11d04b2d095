package org.weightflow.canon.matching;

/**
 * How far the aligned network's logits are from the original's on a batch.
 *
 * @param largest the largest absolute difference of two logits
 * @param scale   the largest absolute logit of the original
 */
public record FunctionDifference(int member, double largest, double scale) {
    /** The difference as a fraction of the logit scale; 0 where nothing differs. */
    public double relative() {
        return largest == 0 ? 0 : largest / scale;
    }
}
