package org.weightflow.generator.flow;

import org.weightflow.generator.ode.VectorField;

/**
 * The velocity of a conditional flow under classifier-free guidance: {@code v = v_none + w (v_c - v_none)}, v_none being the velocity
 * without a condition.
 * <p>w = 1 is the conditional flow and w = 0 the unconditional one, each exactly and at one evaluation of the field; others take two.
 * Above 1 samples follow their condition more closely than the members do, and vary less.
 *
 * @see <a href="https://arxiv.org/abs/2207.12598">Ho and Salimans (2022), classifier-free guidance</a>
 */
public final class GuidedField implements VectorField {
    private final FlowField field;
    private final float[][] conditions;
    private final double guidance;
    private double[] without = new double[0];

    /**
     * @param field      stays the caller's
     * @param conditions features of each point that is integrated, {@code [rows][features]}
     * @param guidance   w, finite and not negative
     */
    public GuidedField(FlowField field, float[][] conditions, double guidance) {
        this.field = field;
        this.conditions = conditions;
        this.guidance = guidance;
    }

    @Override
    public void velocity(double time, double[] points, double[] velocities) {
        field.velocity(time, points, guidance == 0 ? null : conditions, velocities);
        if (guidance == 0 || guidance == 1) {
            return;
        }
        if (without.length != velocities.length) {
            without = new double[velocities.length];
        }
        field.velocity(time, points, null, without);
        for (int i = 0; i < velocities.length; i++) {
            velocities[i] = without[i] + guidance * (velocities[i] - without[i]);
        }
    }
}
