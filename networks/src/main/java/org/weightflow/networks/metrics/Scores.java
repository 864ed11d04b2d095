package org.weightflow.networks.metrics;

/**
 * The four numbers by which predictions are judged; see {@link Classification} for their formulas.
 *
 * @param accuracy fraction of right predictions, in [0, 1]; larger is better
 * @param nll      mean negative log-likelihood in nats, from 0; smaller is better
 * @param brier    mean squared distance of the probabilities to the truth, in [0, 2]; smaller is better
 * @param ece      expected calibration error, in [0, 1]; smaller is better
 */
public record Scores(double accuracy, double nll, double brier, double ece) {}
