package org.weightflow.generator.ode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OdeSolverTest {
    /** dx/dt = -2 x + sin(3 t) + y, dy/dt = -x: linear, its solution known to 1e-12 from many small steps. */
    private static final VectorField LINEAR = (t, x, v) -> {
        for (int p = 0; p < x.length; p += 2) {
            v[p] = -2 * x[p] + Math.sin(3 * t) + x[p + 1];
            v[p + 1] = -x[p];
        }
    };

    /** dx/dt = a x, so x(1) = e^a x(0). */
    private static VectorField growth(double a) {
        return (t, x, v) -> {
            for (int i = 0; i < x.length; i++) {
                v[i] = a * x[i];
            }
        };
    }

    static Stream<OdeSolver> solvers() {
        return Stream.of(new Euler(7), new RungeKutta4(3), new DormandPrince(1e-6));
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void isExactForAConstantField(OdeSolver solver) {
        double[] points = {1, -2, 0.5, 0};
        solver.integrate(
                (t, x, v) -> {
                    for (int i = 0; i < v.length; i++) {
                        v[i] = i - 1.5;
                    }
                },
                points);
        assertArrayEquals(new double[] {-0.5, -2.5, 1, 1.5}, points, 1e-14);
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void reportsEveryEvaluationOfTheField(OdeSolver solver) {
        int[] calls = {0};
        int reported = solver.integrate(
                (t, x, v) -> {
                    calls[0]++;
                    assertTrue(t >= 0 && t <= 1 + 1e-12, () -> "evaluated at t = " + t);
                    LINEAR.velocity(t, x, v);
                },
                new double[] {1, 1});
        assertEquals(calls[0], reported);
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void isReadBackFromItsId(OdeSolver solver) {
        assertEquals(solver, OdeSolver.parse(solver.id()));
    }

    @ParameterizedTest(name = "{0} steps")
    @ValueSource(ints = {8, 16, 32})
    void eulerHalvesItsErrorWithTheStep(int steps) {
        assertEquals(2, errorRatio(new Euler(steps), new Euler(2 * steps)), 0.2);
    }

    @ParameterizedTest(name = "{0} steps")
    @ValueSource(ints = {8, 16, 32})
    void rungeKuttaDividesItsErrorBySixteenWithTheStep(int steps) {
        assertEquals(16, errorRatio(new RungeKutta4(steps), new RungeKutta4(2 * steps)), 1.6);
    }

    @Test
    void fieldsThatChangeWithTimeAreSolvedToo() {
        double[] exact = {0.3, -0.7};
        new RungeKutta4(2000).integrate(LINEAR, exact);
        for (OdeSolver solver : List.of(new RungeKutta4(40), new DormandPrince(1e-8))) {
            double[] points = {0.3, -0.7};
            solver.integrate(LINEAR, points);
            assertArrayEquals(exact, points, 1e-6, solver::id);
        }
    }

    @Test
    void adaptiveStepsKeepToTheTolerance() {
        double coarse = error(new DormandPrince(1e-3), 2);
        double fine = error(new DormandPrince(1e-9), 2);
        assertTrue(coarse < 1e-2 && fine < 1e-7 && fine < coarse, () -> coarse + " and " + fine);
        assertTrue(new DormandPrince(1e-9).integrate(growth(2), new double[] {1})
                > new DormandPrince(1e-3).integrate(growth(2), new double[] {1}));
    }

    @Test
    void saysWhereTheAdaptiveSolverStopped() {
        // x(t) = 1 / (1 - 2 t) has a pole at t = 1/2.
        var e = assertThrows(ArithmeticException.class, () -> new DormandPrince(1e-6)
                .integrate((t, x, v) -> v[0] = 2 * x[0] * x[0], new double[] {1}));
        assertTrue(e.getMessage().contains("stopped at t = 0.5"), e::getMessage);
        assertTrue(e.getMessage().contains("1.0E-6"), e::getMessage);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"euler", "rk4-0", "heun-4", "dormand-prince-", "rk4-4x", "dormand-prince-..", "dormand-prince-2"
            })
    void refusesWhatIsNoSolver(String id) {
        assertThrows(IllegalArgumentException.class, () -> OdeSolver.parse(id));
    }

    private static double errorRatio(OdeSolver coarse, OdeSolver fine) {
        return error(coarse, -1.5) / error(fine, -1.5);
    }

    private static double error(OdeSolver solver, double a) {
        double[] points = {1};
        solver.integrate(growth(a), points);
        return Math.abs(points[0] - Math.exp(a));
    }
}
