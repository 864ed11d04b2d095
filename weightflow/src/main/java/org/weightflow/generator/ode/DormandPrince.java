package org.weightflow.generator.ode;

import org.apache.commons.math3.exception.MathIllegalArgumentException;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.nonstiff.DormandPrince54Integrator;
import org.weightflow.networks.Check;

/**
 * The embedded pair of orders 5 and 4 of Dormand and Prince with adaptive steps.
 * <p>A step is accepted if the root mean square over all values of error / (tolerance + tolerance |x|) is at most 1.
 *
 * @param tolerance absolute and relative error of a step
 * @see <a href="https://doi.org/10.1016/0771-050X(80)90013-3">Dormand and Prince (1980)</a>
 */
public record DormandPrince(double tolerance) implements OdeSolver {
    private static final double SMALLEST_STEP = 1e-9;
    private static final int MOST_EVALUATIONS = 100_000;

    public DormandPrince {
        Check.openInterval("tolerance", tolerance, 0, 1);
    }

    @Override
    public int integrate(VectorField field, double[] points) {
        DormandPrince54Integrator integrator = new DormandPrince54Integrator(SMALLEST_STEP, 1, tolerance, tolerance);
        integrator.setMaxEvaluations(MOST_EVALUATIONS);
        Equations equations = new Equations(field, points.length);
        try {
            integrator.integrate(equations, 0, points.clone(), 1, points);
        } catch (MathIllegalArgumentException | MathIllegalStateException failure) {
            ArithmeticException told = new ArithmeticException("the adaptive solver stopped at t = " + equations.time
                    + " after " + integrator.getEvaluations() + " evaluations at tolerance " + tolerance
                    + "; take a larger one or fixed steps");
            told.initCause(failure);
            throw told;
        }
        return integrator.getEvaluations();
    }

    @Override
    public String id() {
        return "dormand-prince-" + tolerance;
    }

    private static final class Equations implements FirstOrderDifferentialEquations {
        private final VectorField field;
        private final int size;
        private double time;

        Equations(VectorField field, int size) {
            this.field = field;
            this.size = size;
        }

        @Override
        public int getDimension() {
            return size;
        }

        @Override
        public void computeDerivatives(double t, double[] x, double[] velocity) {
            time = t;
            field.velocity(t, x, velocity);
        }
    }
}
