package org.weightflow.pruning.concrete;

import java.util.List;
import java.util.Objects;
import org.weightflow.networks.Check;
import org.weightflow.networks.training.Adam;
import org.weightflow.networks.training.LearningRateSchedule;
import org.weightflow.networks.training.TrainConfig;

/**
 * How gates are searched for.
 *
 * @param objective     what is minimised
 * @param constraint    how the density is held
 * @param form          of a gate
 * @param temperature   of a gate
 * @param slack         how much denser than wanted the gates may be, as a factor; what is too many is cut off at the end. The authors
 *                      take 1 with {@link Constraint#LAGRANGIAN}.
 * @param scale         factor of the objective. It cancels with {@link Constraint#GRADIENT_BALANCE}; with
 *                      {@link Constraint#LAGRANGIAN}, the authors take 1 for the gradient's norm and 10^4 for the change of the loss.
 * @param smoothing     share of the former multiplier in the next one, in [0, 1); for {@link Constraint#GRADIENT_BALANCE}
 * @param ascent        the multiplier's learning rate as a factor of the gates'; for {@link Constraint#LAGRANGIAN}
 * @param learningRate  of Adam on the gates' logits; a tenth of it from 88 % of the search on
 * @param batchSize     examples a step
 * @param epochs        passes over the training data
 */
public record ConcreteConfig(
        Objective objective,
        Constraint constraint,
        Form form,
        double temperature,
        double slack,
        double scale,
        double smoothing,
        double ascent,
        double learningRate,
        int batchSize,
        int epochs) {
    private static final double DECAY_AT = 0.88;
    private static final double DECAY = 0.1;

    /** How the density D, the sum of sigmoid(alpha), is held at the wanted one: by e = 100 (D / (slack * kept) - 1). */
    public enum Constraint {
        /**
         * Where D is too large, the gradient of e is weighed so that it becomes as long as that of the objective; where it is not,
         * by nothing. The weight is a moving average.
         */
        GRADIENT_BALANCE,
        /** Gradient ascent on the multiplier of e, from 0; it falls, below 0 too, where D is too small. */
        LAGRANGIAN
    }

    /** How a gate follows from its logit alpha and logistic noise n, of which half lies on either side of 0. */
    public enum Form {
        /** sigmoid(alpha + n / temperature), as the authors' program has it: open (over 1/2) with probability sigmoid(alpha * temperature). */
        CODED,
        /** sigmoid((alpha + n) / temperature), the usual relaxation: open with probability sigmoid(alpha). */
        TEXTBOOK
    }

    public ConcreteConfig {
        Objects.requireNonNull(objective, "objective");
        Objects.requireNonNull(constraint, "constraint");
        Objects.requireNonNull(form, "form");
        Check.positive("temperature", temperature);
        Check.positive("slack", slack);
        Check.positive("scale", scale);
        Check.halfOpenInterval("smoothing", smoothing, 0, 1);
        Check.positive("ascent", ascent);
        Check.positive("learningRate", learningRate);
        Check.atLeast("batchSize", batchSize, 1);
        Check.atLeast("epochs", epochs, 1);
    }

    /** The authors' short search for ResNet-20 on CIFAR-10: an eighth of 160 epochs of training. */
    public static ConcreteConfig defaults() {
        return new ConcreteConfig(
                Objective.REVERSE_KL,
                Constraint.GRADIENT_BALANCE,
                Form.CODED,
                2.0 / 3,
                1.1,
                100,
                0.99,
                0.01,
                0.1,
                512,
                20);
    }

    /** A builder that starts from these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The batches, rates and length of the search, as the population's trainer takes them. */
    TrainConfig training() {
        LearningRateSchedule schedule =
                new LearningRateSchedule(LearningRateSchedule.Shape.STEPS, 0, List.of(DECAY_AT), DECAY);
        return new TrainConfig(Adam.defaults(), learningRate, schedule, batchSize, epochs, 0);
    }

    /** Changes some components of a configuration. */
    public static final class Builder {
        private Objective objective;
        private Constraint constraint;
        private Form form;
        private double temperature;
        private double slack;
        private double scale;
        private double smoothing;
        private double ascent;
        private double learningRate;
        private int batchSize;
        private int epochs;

        private Builder(ConcreteConfig from) {
            objective = from.objective;
            constraint = from.constraint;
            form = from.form;
            temperature = from.temperature;
            slack = from.slack;
            scale = from.scale;
            smoothing = from.smoothing;
            ascent = from.ascent;
            learningRate = from.learningRate;
            batchSize = from.batchSize;
            epochs = from.epochs;
        }

        public Builder objective(Objective objective) {
            this.objective = objective;
            return this;
        }

        public Builder constraint(Constraint constraint) {
            this.constraint = constraint;
            return this;
        }

        public Builder form(Form form) {
            this.form = form;
            return this;
        }

        public Builder temperature(double temperature) {
            this.temperature = temperature;
            return this;
        }

        public Builder slack(double slack) {
            this.slack = slack;
            return this;
        }

        public Builder scale(double scale) {
            this.scale = scale;
            return this;
        }

        public Builder smoothing(double smoothing) {
            this.smoothing = smoothing;
            return this;
        }

        public Builder ascent(double ascent) {
            this.ascent = ascent;
            return this;
        }

        public Builder learningRate(double learningRate) {
            this.learningRate = learningRate;
            return this;
        }

        public Builder batchSize(int batchSize) {
            this.batchSize = batchSize;
            return this;
        }

        public Builder epochs(int epochs) {
            this.epochs = epochs;
            return this;
        }

        public ConcreteConfig build() {
            return new ConcreteConfig(
                    objective,
                    constraint,
                    form,
                    temperature,
                    slack,
                    scale,
                    smoothing,
                    ascent,
                    learningRate,
                    batchSize,
                    epochs);
        }
    }
}
