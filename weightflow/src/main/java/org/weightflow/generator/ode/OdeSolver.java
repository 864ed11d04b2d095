package org.weightflow.generator.ode;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Carries points along a {@link VectorField} from t = 0 (noise) to t = 1 (data).
 * <p>Deterministic. Points that are integrated together share their steps, so with an adaptive solver a point's result depends, to
 * within the tolerance, on the points beside it.
 */
public sealed interface OdeSolver permits Euler, RungeKutta4, DormandPrince {
    /**
     * @param points {@code [count, dimensions]} at t = 0; at t = 1 afterwards
     * @return evaluations of the field
     * @throws ArithmeticException if the solver finds no way to t = 1, saying where it stopped
     */
    int integrate(VectorField field, double[] points);

    /** The short form that {@link #parse} reads. */
    String id();

    /**
     * @param id {@code euler-STEPS}, {@code rk4-STEPS} or {@code dormand-prince-TOLERANCE}, such as {@code rk4-25}
     * @throws IllegalArgumentException naming the known forms
     */
    static OdeSolver parse(String id) {
        Matcher form = Pattern.compile(
                        "(euler|rk4)-([1-9][0-9]{0,6})|dormand-prince-([0-9]+(\\.[0-9]+)?([eE]-?[0-9]+)?)")
                .matcher(id);
        if (!form.matches()) {
            throw new IllegalArgumentException("solver '" + id
                    + "' is not known; write euler-STEPS, rk4-STEPS or dormand-prince-TOLERANCE, such as rk4-25");
        }
        if (form.group(1) == null) {
            return new DormandPrince(Double.parseDouble(form.group(3)));
        }
        int steps = Integer.parseInt(form.group(2));
        return form.group(1).equals("euler") ? new Euler(steps) : new RungeKutta4(steps);
    }
}
