package org.weightflow.bayes.variational;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.weightflow.networks.AffineListener;
import org.weightflow.networks.AffineRule;
import org.weightflow.networks.Parameters;

/**
 * The affine maps of one training pass of variational networks. The first map turns the batch of B examples into K samples of each,
 * {@code K * B} rows of which row {@code k * B + b} is sample k of example b; what comes after it knows nothing of that.
 */
final class NoisyMaps implements AffineRule {
    /** Keeps the slope of the root finite where nothing flows into a unit; far below the noise of any weight. */
    private static final float TINY = 1e-20f;

    private final VariationalConfig.Estimator estimator;
    private final int samples;
    /** By the names of weights. */
    private final Parameters variances;

    private final Noise noise;
    private boolean first = true;

    /** @param variances sigma^2 of each weight, {@code [P, ...]}; 0 where pruned */
    NoisyMaps(VariationalConfig config, Parameters variances, Noise noise) {
        this.estimator = config.estimator();
        this.samples = config.samples();
        this.variances = variances;
        this.noise = noise;
    }

    @Override
    public NDArray apply(AffineListener.Map map, NDArray inputs, NDArray weight, NDArray bias) {
        NDArray variance = variances.get(map.name() + ".weight");
        boolean expands = first && samples > 1;
        first = false;
        return switch (estimator) {
            case LOCAL_REPARAMETERISATION -> local(map, inputs, weight, bias, variance, expands ? samples : 1);
            case FLIPOUT -> flipout(map, expands ? repeated(map, inputs) : inputs, weight, bias, variance);
        };
    }

    /** y = x mu + b + sqrt(x^2 sigma^2) e: samples of one example share the products, and differ in e. */
    private NDArray local(
            AffineListener.Map map, NDArray x, NDArray weight, NDArray bias, NDArray variance, int copies) {
        NDArray mean = AffineRule.product(map, x, weight, bias);
        NDArray deviation =
                AffineRule.product(map, x.square(), variance, null).add(TINY).sqrt();
        long members = weight.getShape().get(0);
        if (map.convolution()) {
            return images(mean, deviation, copies, members);
        }
        return mean.getShape().dimension() == 3
                ? rows(mean, deviation, copies)
                : mean.add(deviation.mul(noise.normal(x.getManager(), mean.getShape())));
    }

    /** {@code [P, B, out] -> [P, K B, out]}; in memory the batch runs fastest, as {@link AffineRule} leaves it. */
    private NDArray rows(NDArray mean, NDArray deviation, int copies) {
        Shape shape = mean.getShape();
        long members = shape.get(0);
        long batch = shape.get(1);
        long out = shape.get(2);
        NDArray e = noise.normal(mean.getManager(), new Shape(members, out, copies, batch));
        NDArray m = mean.transpose(0, 2, 1).expandDims(2);
        NDArray s = deviation.transpose(0, 2, 1).expandDims(2);
        return s.mul(e).add(m).reshape(members, out, copies * batch).transpose(0, 2, 1);
    }

    /** {@code [B, P C, H, W] -> [K B, P C, H, W]}; in memory the channels run fastest, as they do in every image of a pass. */
    private NDArray images(NDArray mean, NDArray deviation, int copies, long members) {
        Shape shape = mean.getShape();
        long batch = shape.get(0);
        long height = shape.get(2);
        long width = shape.get(3);
        long channels = shape.get(1) / members;
        NDManager manager = mean.getManager();
        NDArray e = noise.normal(manager, new Shape(members, copies, batch, height, width, channels));
        NDArray side = members == 1 ? e : e.transpose(1, 2, 3, 4, 0, 5);
        NDArray last =
                side.reshape(copies, batch, height, width, members * channels).transpose(0, 1, 4, 2, 3);
        return deviation
                .expandDims(0)
                .mul(last)
                .add(mean.expandDims(0))
                .reshape(copies * batch, members * channels, height, width);
    }

    private NDArray repeated(AffineListener.Map map, NDArray inputs) {
        return inputs.tile(map.convolution() ? new long[] {samples, 1, 1, 1} : new long[] {1, samples, 1});
    }

    /** y = x mu + b + ((x r) D) s, D = sigma e drawn once, r and s random signs of each row's inputs and outputs. */
    private NDArray flipout(AffineListener.Map map, NDArray x, NDArray weight, NDArray bias, NDArray variance) {
        NDManager manager = x.getManager();
        NDArray mean = AffineRule.product(map, x, weight, bias);
        // sigma = v / sqrt(v + tiny) is exactly 0 for pruned weights, and its slope is finite there.
        NDArray deviation = variance.div(variance.add(TINY).sqrt());
        NDArray drawn = deviation.mul(noise.normal(manager, variance.getShape()));
        NDArray flipped = x.mul(signs(map, x, weight.getShape().get(0)));
        NDArray noisy = AffineRule.product(map, flipped, drawn, null);
        return mean.add(noisy.mul(signs(map, mean, weight.getShape().get(0))));
    }

    /** One sign for each row and unit; the pixels of a channel and the tokens of an example share theirs. */
    private NDArray signs(AffineListener.Map map, NDArray values, long members) {
        Shape shape = values.getShape();
        NDManager manager = values.getManager();
        if (map.convolution()) {
            long batch = shape.get(0);
            long channels = shape.get(1) / members;
            return noise.signs(manager, new Shape(members, batch, channels))
                    .transpose(1, 0, 2)
                    .reshape(batch, members * channels, 1, 1);
        }
        return shape.dimension() == 4
                ? noise.signs(manager, new Shape(shape.get(0), shape.get(1), 1, shape.get(3)))
                : noise.signs(manager, shape);
    }
}
