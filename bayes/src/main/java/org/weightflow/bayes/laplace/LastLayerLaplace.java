package org.weightflow.bayes.laplace;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.weightflow.bayes.Survivors;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.metrics.Predictions;

/**
 * Laplace's approximation of the survivors of a ticket's last layer, jointly: weights and bias w ~ N(w*, (H + lambda)^-1) with the
 * generalised Gauss-Newton matrix, which is the Hessian here, as the logits are linear in them,
 * <pre>H = N mean_n (diag(p_n) - p_n p_n^T) (x) phi_n phi_n^T</pre>
 * of the class probabilities p_n and the layer's inputs phi_n, with a 1 for the bias. Everything before the layer stays as it is.
 * <p>Cost, for n examples, C classes and d survivors: a forward pass; d^2 n / 2 products for H; and d^3 / 3 for each precision that is
 * asked for. Memory d^2.
 *
 * @see <a href="https://arxiv.org/abs/2002.10118">Kristiadi, Hein and Hennig (2020)</a>
 */
public final class LastLayerLaplace implements LaplaceApproximation {
    private final TrainedTicket ticket;
    private final Survivors survivors;
    private final int[] classes;
    private final int[] features;
    private final DMatrixRMaj curvature;
    private final double logLikelihood;

    private LastLayerLaplace(TrainedTicket ticket, LastLayer layer, double share) {
        Layout layout = ticket.network().layout();
        this.ticket = ticket;
        this.survivors = Survivors.of(
                ticket.mask(),
                entry -> entry.name().equals(layer.name() + ".weight")
                        || entry.name().equals(layer.name() + ".bias"));
        int weight = layout.indexOf(layer.name() + ".weight");
        int width = layer.features()[0].length - 1;
        this.classes = new int[survivors.count()];
        this.features = new int[survivors.count()];
        for (int s = 0; s < classes.length; s++) {
            int entry = layout.entryAt(survivors.index(s));
            int at = survivors.index(s) - layout.offset(entry);
            classes[s] = entry == weight ? at / width : at;
            features[s] = entry == weight ? at % width : width;
        }
        this.curvature = hessian(layer, share);
        this.logLikelihood = ticket.logLikelihood();
    }

    /**
     * Measures the curvature.
     *
     * @param config of which only the number of examples is read: all survivors of the layer are uncertain, and no labels are drawn
     * @param seed   draws the examples
     * @throws IllegalArgumentException if the network does not end in a dense layer whose outputs are the logits
     */
    public static LastLayerLaplace fit(TrainedTicket ticket, LaplaceConfig config, Seed seed) {
        Examples sample = ticket.sample(config.examples(), seed.child("examples"));
        LastLayer layer = LastLayer.of(ticket.architecture(), ticket.network(), sample);
        return new LastLayerLaplace(ticket, layer, ticket.share(sample));
    }

    /** H_st = share sum_n (p_c [c = c'] - p_c p_c') phi_f phi_f', for s of class c and feature f, t of c' and f'. */
    private DMatrixRMaj hessian(LastLayer layer, double share) {
        Predictions p = Predictions.ofLogits(layer.logits());
        DMatrixRMaj hessian = new DMatrixRMaj(classes.length, classes.length);
        for (int c = 0; c < p.classes(); c++) {
            int[] rows = ofClass(c);
            for (int d = c; d < p.classes(); d++) {
                int[] columns = ofClass(d);
                if (rows.length > 0 && columns.length > 0) {
                    put(hessian, rows, columns, block(layer, p, rows, columns, share));
                }
            }
        }
        return hessian;
    }

    private int[] ofClass(int c) {
        return IntStream.range(0, classes.length).filter(s -> classes[s] == c).toArray();
    }

    private DMatrixRMaj block(LastLayer layer, Predictions p, int[] rows, int[] columns, double share) {
        int c = classes[rows[0]];
        int d = classes[columns[0]];
        double[][] phi = layer.features();
        DMatrixRMaj left = new DMatrixRMaj(phi.length, rows.length);
        DMatrixRMaj right = new DMatrixRMaj(phi.length, columns.length);
        for (int n = 0; n < phi.length; n++) {
            double weight = share * p.probability(n, c) * ((c == d ? 1 : 0) - p.probability(n, d));
            for (int r = 0; r < rows.length; r++) {
                left.set(n, r, weight * phi[n][features[rows[r]]]);
            }
            for (int t = 0; t < columns.length; t++) {
                right.set(n, t, phi[n][features[columns[t]]]);
            }
        }
        DMatrixRMaj block = new DMatrixRMaj(rows.length, columns.length);
        CommonOps_DDRM.multTransA(left, right, block);
        return block;
    }

    private static void put(DMatrixRMaj matrix, int[] rows, int[] columns, DMatrixRMaj block) {
        for (int r = 0; r < rows.length; r++) {
            for (int t = 0; t < columns.length; t++) {
                matrix.set(rows[r], columns[t], block.get(r, t));
                matrix.set(columns[t], rows[r], block.get(r, t));
            }
        }
    }

    @Override
    public double logMarginalLikelihood(double priorPrecision) {
        return Evidence.log(
                logLikelihood,
                ticket.squaredNorm(survivors),
                survivors.count(),
                priorPrecision,
                factor(priorPrecision).logDeterminant());
    }

    /** Values that are uncertain: the rows of the covariance. */
    public int dimension() {
        return survivors.count();
    }

    /** The posterior under a prior of that precision. */
    public LastLayerPosterior posterior(double priorPrecision) {
        return new LastLayerPosterior(ticket.network(), survivors, factor(priorPrecision));
    }

    private CholeskyFactor factor(double priorPrecision) {
        Check.positive("priorPrecision", priorPrecision);
        DMatrixRMaj precision = curvature.copy();
        IntStream.range(0, precision.numRows).forEach(i -> precision.add(i, i, priorPrecision));
        return CholeskyFactor.of(precision);
    }

    /**
     * Without draws, in closed form: {@code softmax(z_c / sqrt(1 + pi/8 v_c))} with the logits z of the network and their variances v
     * under the posterior. An approximation: what moves all logits alike is part of v although it changes no probability, so it is
     * flatter than the mean over {@link LastLayerPosterior#draws} where the prior is wide. The seed is not read.
     */
    @Override
    public Predictions predict(double priorPrecision, Examples data, Seed seed) {
        LastLayer layer = LastLayer.of(ticket.architecture(), ticket.network(), data);
        DMatrixRMaj covariance = factor(priorPrecision).inverse();
        double[][] logits = layer.logits();
        for (int c = 0; c < data.classes(); c++) {
            int[] own = ofClass(c);
            for (int n = 0; n < logits.length; n++) {
                logits[n][c] /= Math.sqrt(1 + Math.PI / 8 * variance(covariance, own, layer.features()[n]));
            }
        }
        return Predictions.ofLogits(logits);
    }

    /** phi^T S phi over the survivors of a class. */
    private double variance(DMatrixRMaj covariance, int[] own, double[] phi) {
        double[] values = Arrays.stream(own).mapToDouble(s -> phi[features[s]]).toArray();
        double sum = 0;
        for (int i = 0; i < own.length; i++) {
            double row = 0;
            for (int j = 0; j < own.length; j++) {
                row += covariance.get(own[i], own[j]) * values[j];
            }
            sum += values[i] * row;
        }
        return sum;
    }

    /** H over the survivors of the layer in the order of the flat vector, {@code [d, d]}, without the prior; read only. */
    DMatrixRMaj curvature() {
        return curvature;
    }
}
