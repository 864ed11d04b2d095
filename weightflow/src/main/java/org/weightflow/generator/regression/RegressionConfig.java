package org.weightflow.generator.regression;

import org.weightflow.networks.Check;

/**
 * How layers are fitted; see {@link LayerRegression}.
 *
 * @param images training images that pass through the networks, labels unseen; all, if there are fewer
 * @param rows   of each layer's inputs and outputs that a fit takes at most, a row being one image or one position of an image
 * @param ridge  weight of the distance to the plain combination, in units of the mean square of an input; above 0
 */
public record RegressionConfig(int images, int rows, double ridge) {
    public RegressionConfig {
        Check.atLeast("images", images, 1);
        Check.atLeast("rows", rows, 1);
        Check.positive("ridge", ridge);
    }

    /** 4,000 images, 4,000 rows, ridge .01: more changes little on MNIST. Our own choice. */
    public static RegressionConfig defaults() {
        return new RegressionConfig(4000, 4000, 0.01);
    }
}
