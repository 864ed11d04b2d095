package org.weightflow.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** How the affine maps of a pass, that is its dense layers and convolutions, are computed. */
@FunctionalInterface
public interface AffineRule {
    /** By the weights as they are. */
    AffineRule PLAIN = AffineRule::product;

    /**
     * @param inputs {@code [B, in]}, {@code [P, B, in]} or tokens {@code [P, B, T, in]} of a dense layer; of a convolution
     *               {@code [B, in, H, W]}, shared by the members, or {@code [B, P * in, H, W]}
     * @param weight {@code [P, out, in]}, of a convolution {@code [P, out, in, k, k]}
     * @param bias   {@code [P, out]}, or null
     * @return {@code [P, B, out]}, {@code [P, B, T, out]} or {@code [B, P * out, H', W']}
     */
    NDArray apply(AffineListener.Map map, NDArray inputs, NDArray weight, NDArray bias);

    /**
     * {@code y[p] = x[p] W[p]^T + b[p]}, or the cross-correlation of x with W, plus b.
     * <p>The members of a convolution are the groups of one grouped convolution, and where they share the image their kernels are the
     * outputs of one plain one.
     */
    static NDArray product(AffineListener.Map map, NDArray inputs, NDArray weight, NDArray bias) {
        return map.convolution() ? correlation(map, inputs, weight, bias) : dense(inputs, weight, bias);
    }

    private static NDArray dense(NDArray x, NDArray weight, NDArray bias) {
        Shape shape = x.getShape();
        long out = weight.getShape().get(1);
        long in = weight.getShape().get(2);
        if (shape.dimension() == 4) {
            // All tokens of a member are rows of one product.
            NDArray rows = x.reshape(shape.get(0), shape.get(1) * shape.get(2), in);
            return linear(rows, weight, bias).reshape(shape.get(0), shape.get(1), shape.get(2), out);
        }
        if (shape.dimension() == 3) {
            return linear(x, weight, bias);
        }
        // Shared inputs meet the weights of all members in one product, not in P small ones.
        long members = weight.getShape().get(0);
        NDArray all = x.matMul(weight.reshape(members * out, in).transpose());
        NDArray byMember = all.reshape(shape.get(0), members, out).transpose(1, 0, 2);
        return bias == null ? byMember : byMember.add(bias.expandDims(1));
    }

    /** y^T = W x^T: the gradient of W then comes in W's own order, and bias and softmax run along contiguous batches. */
    private static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        NDArray product = weight.batchMatMul(x.transpose(0, 2, 1));
        return (bias == null ? product : product.addi(bias.expandDims(2))).transpose(0, 2, 1);
    }

    private static NDArray correlation(AffineListener.Map map, NDArray x, NDArray weight, NDArray bias) {
        Shape shape = weight.getShape();
        long members = shape.get(0);
        long in = shape.get(2);
        NDArray kernels = weight.reshape(members * shape.get(1), in, shape.get(3), shape.get(4));
        int groups = x.getShape().get(1) == in ? 1 : (int) members;
        return x.getNDArrayInternal()
                .convolution(
                        x,
                        kernels,
                        bias == null ? null : bias.reshape(-1),
                        new Shape(map.stride(), map.stride()),
                        new Shape(map.padding(), map.padding()),
                        new Shape(1, 1),
                        groups)
                .singletonOrThrow();
    }
}
