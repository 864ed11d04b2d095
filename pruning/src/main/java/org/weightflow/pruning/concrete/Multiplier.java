package org.weightflow.pruning.concrete;

/** How strongly the gradient of the density's error is weighed beside that of the objective, for one network, step by step. */
interface Multiplier {
    /**
     * @param error     e, positive where there are too many open gates
     * @param objective gradient of the objective over the logits
     * @param density   gradient of e over the logits
     * @param rate      the gates' learning rate of this step
     * @return lambda of this step
     */
    double next(double error, float[] objective, float[] density, double rate);

    static Multiplier of(ConcreteConfig config) {
        return switch (config.constraint()) {
            case GRADIENT_BALANCE -> new Balance(config.smoothing());
            case LAGRANGIAN -> new Ascent(config.ascent());
        };
    }

    /** lambda* = ||objective|| / ||density|| where e &gt; 0, else 0; lambda moves towards it by 1 - smoothing, and is it at the first step. */
    final class Balance implements Multiplier {
        private final double smoothing;
        private double lambda = Double.NaN;

        Balance(double smoothing) {
            this.smoothing = smoothing;
        }

        @Override
        public double next(double error, float[] objective, float[] density, double rate) {
            double wanted = error > 0 ? wanted(objective, density) : 0;
            lambda = Double.isNaN(lambda) ? wanted : smoothing * lambda + (1 - smoothing) * wanted;
            return lambda;
        }

        /** 0 where the density cannot change, as every gate is wide open or shut. */
        private static double wanted(float[] objective, float[] density) {
            double length = norm(density);
            return length == 0 ? 0 : norm(objective) / length;
        }
    }

    /** lambda, from 0, rises by ascent * rate * e after each step. */
    final class Ascent implements Multiplier {
        private final double ascent;
        private double lambda;

        Ascent(double ascent) {
            this.ascent = ascent;
        }

        @Override
        public double next(double error, float[] objective, float[] density, double rate) {
            double now = lambda;
            lambda += ascent * rate * error;
            return now;
        }
    }

    /** The Euclidean norm. */
    static double norm(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }
}
